// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "responses/phone_sheet.h"
#include "tests/unit/responses/calling_town.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::responses;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// Jana can be written to and was; Karel has a number only, and the campaign goes by email; Marie has neither.
struct PhoneTown : CallingTown
{
    explicit PhoneTown(StoreKind kind) : CallingTown(kind)
    {
        jana = add({"Jana", "Vzorová", "jana@osoba.test", "+420602000001"});
        karel = add({"Karel", "=Vzorový", "", "+420602000002"});
        add({"Marie", "Ukázková"});
        campaign = begin("forum"); // Jana's message is under way
    }

    std::vector<std::int64_t> list(int silent_after = 1) { return to_call(campaign, silent_after); }

    bool call(std::int64_t contact, const std::string& result, const std::string& once = "")
    {
        Call made;
        made.result = result;
        made.once = once;
        return record_call(*services, reread(campaign), contact, made, "user:1");
    }

    std::int64_t jana = 0;
    std::int64_t karel = 0;
    campaigns::Campaign campaign;
};

} // namespace

TEST_CASE("the phone list has whom nothing else reached, then who was silent after so many waves")
{
    PhoneTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE contact_id = $1", {town.jana});
    CHECK(town.list() == std::vector{town.karel, town.jana});
    CHECK(town.list(0) == std::vector{town.karel});
    CHECK(town.list(2) == std::vector{town.karel});
    town.database().session().run("UPDATE invitations SET answer = 'no' WHERE contact_id = $1", {town.jana});
    CHECK(town.list() == std::vector{town.karel});
}

TEST_CASE("every call is kept; three in vain end it, and the same press of a button is one call")
{
    PhoneTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK(town.call(town.karel, "no_answer", "a"));
    CHECK_FALSE(town.call(town.karel, "no_answer", "a"));
    CHECK(town.call(town.karel, "no_answer"));
    CHECK(town.list(0) == std::vector{town.karel});
    CHECK(town.call(town.karel, "no_answer"));
    CHECK(town.list(0).empty());
    store::Session session = town.database().session();
    CHECK(count_calls(session, town.campaign.id) == std::map<std::string, std::int64_t>{{"no_answer", 3}});
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.called'") == 3);
    CHECK(town.number("SELECT COUNT(*) FROM responses") == 0);
}

TEST_CASE("an answer by telephone counts like any other, with channel phone")
{
    PhoneTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    Call call;
    call.result = "answered";
    CHECK_THROWS_AS(record_call(*town.services, town.reread(town.campaign), town.karel, call, "user:1"), Error);
    call.said.answer = "yes";
    call.said.details.companions = 2;
    call.said.details.needs = {"interpreter"};
    CHECK(record_call(*town.services, town.reread(town.campaign), town.karel, call, "user:1"));
    CHECK(town.text("SELECT answer FROM invitations WHERE contact_id = $1", {town.karel}) == "yes");
    CHECK(town.text("SELECT answer_channel FROM invitations WHERE contact_id = $1", {town.karel}) == "phone");
    CHECK(town.number("SELECT companions FROM invitations WHERE contact_id = $1", {town.karel}) == 2);
    CHECK(town.text("SELECT need FROM invitation_needs") == "interpreter");
    CHECK(town.text("SELECT kind FROM responses WHERE channel = 'phone' AND answer = 'yes'") == "answer");
    CHECK(town.list().empty());
}

TEST_CASE("do not call is an opt-out everywhere, a wrong number gets no SMS either")
{
    PhoneTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    CHECK(town.call(town.karel, "wrong_number"));
    CHECK(town.text("SELECT reason FROM suppressions WHERE address = '+420602000002'") == "by_hand");
    CHECK(town.call(town.jana, "do_not_call"));
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 1);
    CHECK(town.text("SELECT state FROM messages WHERE contact_id = $1", {town.jana}) == "skipped");
    CHECK(town.list().empty());
    CHECK_THROWS_AS(town.call(town.karel, "sung"), Error);
    CHECK_THROWS_AS(town.call(9999, "no_answer"), Error);
}

TEST_CASE("who asks for a later call stays on the list, at its end until then")
{
    PhoneTown town(StoreKind::sqlite);
    town.database().session().run("UPDATE messages SET state = 'accepted' WHERE contact_id = $1", {town.jana});
    Call later;
    later.result = "call_later";
    later.call_after = town.clock.now() + std::chrono::hours(5);
    later.note = "po obědě";
    CHECK(record_call(*town.services, town.reread(town.campaign), town.karel, later, "user:1"));
    CHECK(town.list() == std::vector{town.jana, town.karel});
    town.clock.advance(std::chrono::hours(6));
    CHECK(town.list() == std::vector{town.karel, town.jana});
}

TEST_CASE("the list is written as CSV that a spreadsheet takes for no formula, and as a sheet with a script")
{
    PhoneTown town(StoreKind::sqlite);
    std::vector<PersonToCall> people;
    {
        store::Session session = town.database().session();
        people = phone_list(session, town.campaign, "cs", {0, 10}, town.clock.now());
    }
    people.at(0).name = "=1+1, <b>";
    CHECK_THAT(phone_sheet_csv(people), Contains(",\"'=1+1, <b>\",+420602000002,cs,unreached,0,,\r\n"));
    const std::string sheet = phone_sheet_html(*town.services, town.campaign, town.organisation, "cs", people);
    CHECK_THAT(sheet,
               Contains("=1+1, &lt;b&gt;") && Contains("Dobrý den, tady Město Lipová") && Contains("+420602000002"));
}

TEST_CASE("the script asks what the event asks, and speaks of a place only where there is one")
{
    PhoneTown town(StoreKind::sqlite);
    campaigns::Campaign campaign = town.campaign;
    const auto script = [&] {
        std::string all;
        const auto scripts = phone_scripts(*town.services, campaign, town.organisation);
        for (const std::string& line : scripts.at(0).lines)
            all += line + "\n";
        return all;
    };
    campaign.definition.event.place = {{"cs", "Sokolovna"}};
    CHECK_THAT(script(), Contains("Místo: Sokolovna.\n") && Contains("Přijdete?"));
    campaign.definition.event.place.clear();
    CHECK_THAT(script(), !Contains("Místo:"));
    campaign.definition.event.kind = "survey";
    CHECK_THAT(script(), Contains("Zapojíte se?") && !Contains("Přijdete") && !Contains("bezbariérový"));
}
