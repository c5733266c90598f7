// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "campaigns/data_link.h"
#include "contacts/corrections.h"
#include "contacts/erasure.h"
#include "contacts/hold.h"
#include "evaluation/erasure_steps.h"
#include "responses/assign.h"
#include "responses/corrections.h"
#include "responses/phone_list.h"
#include "responses/preferences.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

/// A town in which Jana is erased while others write to it.
struct ErasingTown : AnsweredTown
{
    explicit ErasingTown(StoreKind kind) : AnsweredTown(kind) {}

    contacts::Contact contact(std::int64_t id)
    {
        store::Session session = database().session();
        return *contacts::find_contact(session, organisation.id, id);
    }
    void erase(std::int64_t id, bool never_write_again = false)
    {
        contacts::erase_contact(database(), clock, evaluation::erasure_steps(),
                                {organisation.id, id, never_write_again, "cli:test"});
    }
    void suppress(Channel channel, const std::string& address, contacts::SuppressionReason reason)
    {
        store::Session session = database().session();
        contacts::suppress(session, organisation.id, channel, address, reason, "test", clock.now());
    }
    std::int64_t items() { return number("SELECT COUNT(*) FROM inbound_items"); }
    /// How many rows there are of anything a person's page writes.
    std::int64_t written()
    {
        return number("SELECT (SELECT COUNT(*) FROM responses) + (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) "
                      "FROM data_links) + (SELECT COUNT(*) FROM audit_log) + (SELECT COUNT(*) FROM not_theirs) + "
                      "(SELECT COUNT(*) FROM suppressions) + (SELECT COUNT(*) FROM address_proposals) + (SELECT "
                      "COUNT(*) FROM contact_attributes) + (SELECT COUNT(*) FROM phone_calls)");
    }
    std::int64_t receipt(const std::string& attempt, const std::string& words)
    {
        channel::InboundItem item{channel::InboundKind::receipt, "r" + std::to_string(++uid), words, {}};
        item.fields = {{"attempt", attempt}, {"status", "delivered"}, {"code", "DELIVRD"}};
        take(sms_account, item);
        return number("SELECT MAX(id) FROM inbound_items");
    }
    std::string raw(std::int64_t item)
    {
        return *from_base64(text("SELECT raw_base64 FROM inbound_items WHERE id = $1", {item}));
    }
};

constexpr const char* bounce = "Content-Type: text/plain; charset=utf-8\r\n";

} // namespace

TEST_CASE("what a page that was opened before an erasure writes after it lands nowhere")
{
    ErasingTown town(every_store());
    const contacts::Contact jana = town.contact(town.jana);
    const campaigns::Invitation invitation = town.invitation(town.jana);
    town.sms("601999999", "Kdy začínáte?");
    const auto unmatched = town.inbox().at(0).response_id;
    town.erase(town.jana);
    const auto before = town.written();
    auto& services = *town.services;
    const auto gone = Catch::Contains("there is no contact");
    CHECK_THROWS_WITH(campaigns::send_data_link(services, jana), gone);
    CHECK_THROWS_WITH(responses::ask_correction(services, jana, "Jmenuji se Jana Jinaková."), gone);
    CHECK_THROWS_WITH(
        responses::disown_on_page(services, invitation, "moved_away", {"jina@posta.test", "", ""}, Channel::email),
        gone);
    CHECK_THROWS_WITH(responses::answer_on_page(services, invitation, "yes"), gone);
    CHECK_THROWS_WITH(responses::details_on_page(services, invitation, {}), gone);
    CHECK_THROWS_WITH(responses::opt_out_on_page(services, jana.organisation_id, jana.id), gone);
    CHECK_THROWS_WITH(responses::start_on_page(services, jana.organisation_id, jana.id), gone);
    contacts::Preferences wished;
    wished.locale = "nb";
    wished.channel = Channel::sms;
    CHECK_THROWS_WITH(responses::choose_on_page(services, jana.organisation_id, jana.id, wished), gone);
    {
        store::Transaction transaction(town.database());
        responses::ByHand said;
        said.channel = "letter";
        said.words = "Jana Vzorová: přijdu";
        CHECK_THROWS_WITH(
            responses::record_by_hand(transaction.session(), invitation, said, "user:1", town.clock.now()), gone);
    }
    responses::Call call;
    call.result = "no_answer";
    call.note = "Jana Vzorová není doma";
    CHECK_THROWS_WITH(responses::record_call(services, town.campaign, jana.id, call, "user:1"), gone);
    CHECK_THROWS_WITH(responses::assign(services, jana.organisation_id, unmatched, jana.id, "user:1"), gone);
    CHECK(town.written() == before);
    CHECK(town.text("SELECT locale FROM contacts WHERE id = $1", {jana.id}).empty());
}

TEST_CASE("a person's row is held only while they are there, and only by their own organisation")
{
    ErasingTown town(every_store());
    const auto held = [&](std::int64_t organisation) {
        store::Transaction transaction(town.database());
        return contacts::hold_person(transaction.session(), organisation, town.jana);
    };
    CHECK(held(town.organisation.id));
    CHECK_FALSE(held(town.organisation.id + 1));
    town.erase(town.jana);
    CHECK_FALSE(held(town.organisation.id));
}

TEST_CASE("a one-time link goes to the address the person has by now")
{
    ErasingTown town(every_store());
    const contacts::Contact before = town.contact(town.jana);
    town.database().session().run("UPDATE contacts SET email = 'nova@posta.test' WHERE id = $1", {town.jana});
    CHECK(campaigns::send_data_link(*town.services, before));
    CHECK(town.text("SELECT address FROM messages WHERE purpose = 'data_link'") == "nova@posta.test");
}

TEST_CASE("erasing one person leaves the unanswered mail of others, also where it names that person's address")
{
    ErasingTown town(every_store());
    town.mail("soused@jinde.test", "posta@lipova.test", "Pište prosím i na jana@posta.test a 601 000 001.");
    town.mail("majana@posta.test", "posta@lipova.test", "Kdy začínáte?"); // hers is a part of it
    town.mail("soused@jinde.test", "posta@lipova.test", "Číslo smlouvy je 9420601000001.", "Cc: jana@posta.test\r\n");
    town.sms("+420601000099", "Volejte 420601000001");
    town.mail("MAILER-DAEMON@jinde.test", "posta@lipova.test",
              "kdosi@jinde.test: host mx.jinde.test said: 550 5.1.1 unknown user", bounce);
    const auto others = town.items();
    town.database().session().run("UPDATE contacts SET email = NULL, phone = NULL WHERE id = $1", {town.jana});
    town.mail("Jana@Posta.test", "posta@lipova.test", "Bude výtah?");
    town.sms("601000001", "Kdo jste?");
    town.mail("MAILER-DAEMON@jinde.test", "posta@lipova.test",
              "jana@posta.test: host mx.posta.test said: 550 5.1.1 unknown user", bounce);
    town.mail("MAILER-DAEMON@jinde.test", "posta@lipova.test", "Mail delivery failed: returning message to sender",
              "X-Failed-Recipients: jana@posta.test\r\n");
    town.database().session().run("UPDATE contacts SET email = 'jana@posta.test', phone = '+420601000001' WHERE id = "
                                  "$1",
                                  {town.jana});
    REQUIRE(town.items() == others + 4);
    town.erase(town.jana);
    CHECK(town.items() == others);
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE needs_person") == others);
}

TEST_CASE("what is said of an earlier address goes with the person, but not the word of whoever else reads it")
{
    using enum contacts::SuppressionReason;
    ErasingTown town(every_store());
    town.suppress(Channel::email, "jana@posta.test", opt_out); // written to there by the wave
    town.database().session().run("UPDATE contacts SET email = 'nova@posta.test' WHERE id = $1", {town.jana});
    town.suppress(Channel::email, "nova@posta.test", hard_bounce);
    {
        store::Session session = town.database().session();
        organisations::audit(session, town.clock.now(),
                             {town.organisation.id, "user:1", "note", "campaign", 1, "was jana@posta.test"});
        contacts::take_out_address(session, town.jana, Channel::sms, "+420601000001", town.clock.now());
        town.database().session().run("INSERT INTO not_theirs (contact_id, channel, address, at) VALUES ($1, 'email', "
                                      "'karel@posta.test', 1)",
                                      {town.jana});
    }
    town.suppress(Channel::sms, "+420601000001", hard_bounce);
    town.suppress(Channel::email, "karel@posta.test", opt_out);
    town.mail("karel@posta.test", "posta@lipova.test", "Nejsem žádná Jana, komu mám psát?");
    SECTION("who has an address by now keeps what is said of it")
    {
        town.add({"Karla", "Nová", "jana@posta.test", ""});
        town.erase(town.jana);
        CHECK(town.suppressed(Channel::email, "jana@posta.test"));
    }
    SECTION("nobody has it")
    {
        town.erase(town.jana);
        CHECK_FALSE(town.suppressed(Channel::email, "jana@posta.test"));
        CHECK_FALSE(town.suppressed(Channel::email, "nova@posta.test"));
        CHECK_FALSE(town.suppressed(Channel::sms, "+420601000001"));
    }
    CHECK(town.suppressed(Channel::email, "karel@posta.test"));
    CHECK(town.items() == 1);
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE detail LIKE '%jana@posta.test%'") == 0);
}

TEST_CASE("a receipt keeps status and code: its words go when it is applied, others' unmatched ones stay")
{
    ErasingTown town(every_store());
    const auto message = town.number("SELECT id FROM messages WHERE contact_id = $1", {town.petr});
    const auto attempt = town.database().session().insert(
        "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text, claimed_at) VALUES ($1, 1, 'c', '0123456789abcdef01234567', 'r', 'accepted', '', '', 0) "
        "RETURNING id",
        {message});
    const std::string named = std::to_string(attempt) + "-0123456789abcdef01234567";
    const auto applied = town.receipt(named, "id:1 stat:DELIVRD text:Dobry den, Petre");
    CHECK(town.message_state(town.petr) == "delivered");
    CHECK(town.raw(applied).empty());
    CHECK_THAT(town.text("SELECT fields FROM inbound_items WHERE id = $1", {applied}),
               Catch::Contains("DELIVRD") && !Catch::Contains("0123456789abcdef"));
    const auto unknown = town.receipt(std::to_string(attempt) + "-wrong", "to:+420601000002");
    const auto other = town.receipt("777-x", "to:601000002");
    const auto longer = town.receipt("778-x", "id:94206010000023");
    REQUIRE_FALSE(town.raw(unknown).empty());
    town.erase(town.petr);
    CHECK(town.raw(unknown).empty());
    CHECK(town.raw(other).empty());
    CHECK_FALSE(town.raw(longer).empty());
    CHECK(town.text("SELECT state FROM inbound_items WHERE id = $1", {applied}) == "done");
}
