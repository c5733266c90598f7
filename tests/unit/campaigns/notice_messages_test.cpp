// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/capacity.h"
#include "campaigns/confirmation.h"
#include "campaigns/event_change.h"
#include "campaigns/invitation.h"
#include "mime/parse.h"
#include "organisations/sending_hours.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A running campaign with one person by mail and one by SMS.
struct Circle
{
    explicit Circle(int capacity = 0) : town(every_store())
    {
        jana = town.add({.email = "jana@example.test"});
        petr = town.add({.given_name = "Petr", .phone = "+420601000001"});
        campaign = town.run(town.load(
            {{"event", R"({"title": {"cs": "Fórum o parku"}, "place": "Sokolovna", "starts": "2026-12-10T17:00",
                          "ends": "2026-12-10T19:00", "capacity": )" +
                           std::to_string(capacity) + "}"}}));
    }

    delivery::Composition compose(std::int64_t contact, const std::string& purpose)
    {
        const delivery::Claim claim = town.claim(contact, purpose);
        return InvitationComposer(*town.services).compose({&claim, 1}).at(0);
    }

    delivery::Composed composed(std::int64_t contact, const std::string& purpose = "wave")
    {
        auto result = compose(contact, purpose);
        if (const auto* skip = std::get_if<delivery::Skip>(&result)) FAIL("skipped: " << skip->reason);
        if (const auto* not_now = std::get_if<delivery::NotComposed>(&result)) FAIL(not_now->problem);
        return std::get<delivery::Composed>(result);
    }

    std::string skipped(std::int64_t contact, const std::string& purpose)
    {
        const auto result = compose(contact, purpose);
        const auto* skip = std::get_if<delivery::Skip>(&result);
        return skip ? skip->reason : "";
    }

    /// Composes the person's message of the purpose and records that it went out so.
    delivery::Composed send(std::int64_t contact, const std::string& purpose = "wave")
    {
        const delivery::Composed out = composed(contact, purpose);
        const std::int64_t id = town.claim(contact, purpose).message_id;
        store::Session session = town.database().session();
        session.run("UPDATE messages SET state = 'accepted', content_version = $1 WHERE id = $2",
                    {out.content_version, id});
        tests::follow_states(session);
        session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
                    "outcome_text, claimed_at, handed_at) VALUES ($1, 1, 'c', $2, '', '', '', '', $3, $3)",
                    {id, "a" + std::to_string(id), to_micros(town.clock.now())});
        town.clock.advance(std::chrono::seconds(1));
        return out;
    }

    void answer(std::int64_t contact, const std::string& what, const std::string& channel = "web")
    {
        town.clock.advance(std::chrono::hours(1));
        const std::int64_t id = town.number("SELECT id FROM invitations WHERE contact_id = $1", {contact});
        store::Transaction transaction(town.database());
        REQUIRE(record_answer(transaction.session(), id, what, channel, town.clock.now(), town.clock.now()));
        if (what == "yes" && channel != "web")
            REQUIRE(plan_confirmation(*town.services, transaction.session(), id, channel::channel_from(channel),
                                      town.clock.now()));
        transaction.commit();
    }

    void change(const std::string& json) { change_event(*town.services, town.reread(campaign), json, "cli:ema", true); }

    CampaignTown town;
    std::int64_t jana = 0;
    std::int64_t petr = 0;
    Campaign campaign;
};

/// The calendar part of a mail, unfolded; "" when it has none.
std::string calendar(const mime::ParsedMail& mail, std::string* method = nullptr)
{
    for (const mime::Part& part : mail.parts) {
        if (part.type != "text/calendar") continue;
        if (method != nullptr) *method = part.method;
        std::string text = part.content;
        for (std::size_t at = 0; (at = text.find("\n ", at)) != std::string::npos;)
            text.erase(at, 2);
        return text;
    }
    return "";
}

std::string line_of(const std::string& text, const std::string& name)
{
    const std::size_t at = text.find("\n" + name);
    return at == std::string::npos ? "" : text.substr(at + 1, text.find_first_of("\r\n", at + 1) - at - 1);
}

} // namespace

TEST_CASE("a notice of a change says what holds now and what does not any more, with the calendar's next version")
{
    Circle circle;
    const std::string first = calendar(mime::parse(circle.send(circle.jana).content));
    circle.send(circle.petr);
    circle.change(R"({"starts": "2026-12-12T18:00", "ends": "2026-12-12T20:00", "place": "Knihovna",
                      "note": {"cs": "Čeká nás větší sál."}})");
    const mime::ParsedMail mail = mime::parse(circle.composed(circle.jana, "change").content);
    CHECK(mail.header("Subject") == "Změna: Fórum o parku");
    CHECK(mail.header("Auto-Submitted") == "auto-generated");
    CHECK_FALSE(mail.header("List-Unsubscribe").empty());
    CHECK_THAT(mail.text(), Contains("12. prosince") && Contains("10. prosince") && Contains("Knihovna") &&
                                Contains("Sokolovna") && Contains("Čeká nás větší sál."));
    std::string method;
    const std::string second = calendar(mail, &method);
    CHECK(method == "publish");
    CHECK(line_of(second, "SEQUENCE") == "SEQUENCE:1");
    CHECK(line_of(first, "SEQUENCE").substr(0, 10) != "SEQUENCE:1");
    CHECK(line_of(second, "UID:") == line_of(first, "UID:"));
    CHECK_THAT(second, Contains("20261212T180000"));
    CHECK_THAT(circle.composed(circle.petr, "change").content, Contains("Změna!") && Contains("Knihovna"));
}

TEST_CASE("who reads the invitation only now, or knows already, gets no notice; who said no neither")
{
    Circle circle;
    circle.send(circle.jana);
    circle.send(circle.petr);
    circle.change(R"({"place": "Knihovna"})");
    circle.change(R"({"place": "Sokolovna"})");
    CHECK(circle.skipped(circle.jana, "change") == "not_needed");
    circle.change(R"({"place": "Škola"})");
    circle.answer(circle.petr, "no");
    CHECK(circle.skipped(circle.petr, "change") == "answered");
    circle.send(circle.jana, "change");
    CHECK(circle.skipped(circle.jana, "change") == "not_needed");
}

TEST_CASE("a notice waits while the invitation is in somebody's hands")
{
    Circle circle;
    circle.town.database().session().run("UPDATE messages SET state = 'claimed' WHERE contact_id = $1", {circle.jana});
    tests::follow_states(circle.town.database().session());
    circle.change(R"({"place": "Knihovna"})");
    CHECK(std::holds_alternative<delivery::NotComposed>(circle.compose(circle.jana, "change")));
    circle.town.database().session().run(
        "UPDATE messages SET state = 'queued' WHERE contact_id = $1 AND purpose = 'wave'", {circle.jana});
    tests::follow_states(circle.town.database().session());
    CHECK(circle.skipped(circle.jana, "change") == "not_needed"); // the invitation carries it
    CHECK_THAT(mime::parse(circle.composed(circle.jana).content).text(), Contains("Knihovna"));
}

TEST_CASE("a cancelled event is taken out of calendars under the same name, with the reason told")
{
    Circle circle;
    const std::string first = calendar(mime::parse(circle.send(circle.jana).content));
    cancel_event(*circle.town.services, circle.town.reread(circle.campaign), "Řečník onemocněl.", "cli:ema", true);
    const mime::ParsedMail mail = mime::parse(circle.composed(circle.jana, "cancellation").content);
    CHECK(mail.header("Subject") == "Zrušeno: Fórum o parku");
    CHECK_THAT(mail.text(), Contains("Řečník onemocněl."));
    std::string method;
    const std::string last = calendar(mail, &method);
    CHECK(method == "cancel");
    CHECK_THAT(last, Contains("METHOD:CANCEL") && Contains("STATUS:CANCELLED"));
    CHECK(line_of(last, "SEQUENCE") == "SEQUENCE:1");
    CHECK(line_of(last, "UID:") == line_of(first, "UID:"));
    CHECK(circle.skipped(circle.petr, "wave") == "event_cancelled");
}

TEST_CASE("an answer is confirmed truthfully: a place, the waiting list, or a place that became free")
{
    Circle circle(1);
    circle.send(circle.jana);
    circle.send(circle.petr);
    circle.answer(circle.petr, "yes", "sms");
    circle.answer(circle.jana, "yes", "email");
    CHECK_THAT(circle.composed(circle.petr, "confirmation").content, !Contains("místo"));
    const mime::ParsedMail waits = mime::parse(circle.composed(circle.jana, "confirmation").content);
    CHECK(waits.header("Subject") == "Jste mezi náhradníky: Fórum o parku");
    CHECK(calendar(waits).empty());
    circle.answer(circle.petr, "no", "sms");
    CHECK(offer_places(*circle.town.services) == 1);
    const mime::ParsedMail offered = mime::parse(circle.composed(circle.jana, "confirmation").content);
    CHECK(offered.header("Subject") == "Uvolnilo se místo: Fórum o parku");
    CHECK_THAT(offered.text(), Contains("Místo je Vaše"));
    CHECK_FALSE(calendar(offered).empty());
    circle.answer(circle.jana, "yes", "email");
    CHECK(mime::parse(circle.composed(circle.jana, "confirmation").content).header("Subject") ==
          "Počítáme s Vámi: Fórum o parku");
}

TEST_CASE("a message that would be one too many is not written")
{
    Circle circle;
    organisations::set_fatigue_cap(circle.town.database(), circle.town.clock, "cli:test", circle.town.organisation.id,
                                   {1, 14});
    circle.send(circle.jana);
    circle.town.run(circle.town.load({{"key", R"("druhe")"}}));
    CHECK(circle.skipped(circle.jana, "wave") == "fatigue_cap");
    CHECK(circle.skipped(circle.petr, "wave").empty());
    circle.change(R"({"place": "Knihovna"})");
    circle.composed(circle.jana, "change"); // what they have to know is told all the same
}
