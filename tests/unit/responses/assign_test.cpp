// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/eligibility.h"
#include "contacts/duplicates.h"
#include "responses/assign.h"
#include "responses/merge_people.h"
#include "tests/unit/responses/answered_town.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

/// Jana and her daughter have one telephone and one mailbox, and both are invited.
struct Household : AnsweredTown
{
    explicit Household(StoreKind kind) : AnsweredTown(kind)
    {
        daughter = add({"Eliška", "Vzorová", "jana@posta.test", "+420601000001"});
        second = run(load({{"key", "\"second\""}}));
        database().session().run("UPDATE messages SET state = 'accepted' WHERE state = 'queued'");
        tests::follow_states(database().session());
    }

    std::int64_t only_row() { return inbox().at(0).response_id; }
    void assign(std::int64_t contact)
    {
        responses::assign(*services, organisation.id, only_row(), contact, "user:1");
        clock.advance(std::chrono::hours(1));
        responses::interpret_new(*services, lexicons(), 100);
    }
    std::string answer_to_second(std::int64_t contact)
    {
        return text("SELECT COALESCE(answer, '') FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                    {second.id, contact});
    }

    std::int64_t daughter = 0;
    campaigns::Campaign second;
};

} // namespace

TEST_CASE("a reply from an address that several share is whose a coordinator says, as of when it came")
{
    Household town(every_store());
    const bool by_mail = GENERATE(true, false);
    const Instant came = town.clock.now();
    if (by_mail)
        town.mail("jana@posta.test", "posta@lipova.test", "Ano, přijdu.");
    else
        town.sms("+420601000001", "ANO");
    CHECK(town.answer_to_second(town.daughter).empty());
    REQUIRE(town.inbox().size() == 1);
    CHECK(responses::possible_senders(*town.services, town.organisation.id, town.only_row()) ==
          std::vector{town.jana, town.daughter});
    town.assign(town.daughter);
    CHECK(town.answer_to_second(town.daughter) == "yes");
    CHECK(town.answer_to_second(town.jana).empty());
    CHECK(town.inbox().empty());
    CHECK(town.number("SELECT answered_at FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                      {town.second.id, town.daughter}) == to_micros(came));
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'response.assign' AND subject_id = $1",
                      {town.daughter}) == 1);
}

TEST_CASE("what was said later stands, whenever the earlier one was assigned")
{
    Household town(every_store());
    town.sms("+420601000001", "ANO");
    town.mail("jinde@jinde.test",
              campaigns::reply_address(town.master, "posta@lipova.test", town.invitation(town.daughter)), "Ne");
    CHECK(town.answer_to_second(town.daughter) == "no");
    town.assign(town.daughter);
    CHECK(town.answer_to_second(town.daughter) == "no");
}

TEST_CASE(
    "free text and STOP can be assigned too: the one stays in the inbox with its name, the other stops the person")
{
    Household town(every_store());
    town.sms("+420601000001", "Bude tam výtah?");
    town.assign(town.daughter);
    REQUIRE(town.inbox().size() == 1);
    CHECK(town.inbox().at(0).contact_id == town.daughter);
    CHECK_THROWS_WITH(town.assign(town.jana), Catch::Contains("somebody's already"));
    responses::close(*town.services, town.organisation.id, town.only_row(), "user:1");
    CHECK(town.inbox().empty());
}

TEST_CASE("an assignment is refused for rows, people and organisations that are not there")
{
    Household town(every_store());
    town.sms("+420601000001", "ANO");
    const auto row = town.only_row();
    const auto assign = [&](std::int64_t organisation, std::int64_t response, std::int64_t contact) {
        responses::assign(*town.services, organisation, response, contact, "user:1");
    };
    CHECK_THROWS_WITH(assign(town.organisation.id, row + 100, town.jana), Catch::Contains("there is no response"));
    CHECK_THROWS_WITH(assign(town.organisation.id + 1, row, town.jana), Catch::Contains("there is no response"));
    CHECK_THROWS_WITH(assign(town.organisation.id, row, town.daughter + 100), Catch::Contains("there is no contact"));
    CHECK(responses::possible_senders(*town.services, town.organisation.id + 0, row + 100).empty());
    responses::close(*town.services, town.organisation.id, row, "user:1");
    CHECK_THROWS_WITH(responses::close(*town.services, town.organisation.id, row, "user:1"),
                      Catch::Contains("dealt with already"));
}

TEST_CASE("people who said how many come take that many places")
{
    Household town(every_store());
    const auto companions = [&] {
        return town.number("SELECT companions FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                           {town.campaign.id, town.petr});
    };
    const auto reply = [&](const char* words) {
        const auto id = town.number("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                                    {town.campaign.id, town.petr});
        store::Session session = town.database().session();
        const auto invitation = *campaigns::find_invitation(session, id);
        const std::string to = campaigns::reply_address(town.master, "posta@lipova.test", invitation);
        return std::pair(to, std::string(words));
    };
    const auto [to, words] = reply("Přijdeme ve dvou.");
    town.mail("petr@doma.test", to, words);
    CHECK(companions() == 1);
    town.mail("petr@doma.test", to, "Ano");
    CHECK(companions() == 1); // what was not said again stays
    CHECK(town.inbox().empty());
}

namespace {

/// A pair that an import found, of two people who are invited to nothing both.
std::int64_t pair_of(AnsweredTown& town, std::int64_t older, std::int64_t newer)
{
    return town.database().session().insert(
        "INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, reason, found_at) "
        "VALUES ($1, $2, $3, 'email', 1) RETURNING id",
        {town.organisation.id, older, newer});
}

} // namespace

TEST_CASE("two contacts that are one person become one, with all that was said and sent")
{
    AnsweredTown town(every_store());
    const auto newer = town.add({"Jana", "Vzorová", "jana.v@prace.test", ""});
    town.involve(newer, "2024-05-01");
    town.database().session().run("UPDATE contacts SET external_id = 'R9', birth_year = 1960 WHERE id = $1", {newer});
    town.database().session().run("UPDATE contacts SET email = NULL WHERE id = $1", {town.jana});
    const auto second = town.run(town.load({{"key", "\"second\""}}));
    town.database().session().run("DELETE FROM messages WHERE contact_id = $1 AND invitation_id IN (SELECT id FROM "
                                  "invitations WHERE campaign_id = $2)",
                                  {town.jana, second.id});
    town.database().session().run("DELETE FROM invitation_groups");
    town.database().session().run("DELETE FROM invitations WHERE contact_id = $1 AND campaign_id = $2",
                                  {town.jana, second.id});
    const auto pair = pair_of(town, town.jana, newer);
    responses::merge_people(town.database(), town.clock, town.organisation.id, pair, "user:1");
    store::Session session = town.database().session();
    const auto merged = *contacts::find_contact(session, town.organisation.id, town.jana);
    CHECK(merged.email == "jana.v@prace.test");
    CHECK(merged.phone == "+420601000001");
    CHECK(merged.external_id == "R9");
    CHECK(merged.birth_year == 1960);
    CHECK_FALSE(contacts::find_contact(session, town.organisation.id, newer));
    CHECK(town.number("SELECT COUNT(*) FROM invitations WHERE contact_id = $1", {town.jana}) == 2);
    CHECK(town.number("SELECT COUNT(*) FROM involvements WHERE contact_id = $1", {town.jana}) == 1);
    for (const char* table : {"messages", "invitations", "involvements", "responses", "contact_attributes"})
        CHECK(town.number("SELECT COUNT(*) FROM " + std::string(table) + " WHERE contact_id = $1", {newer}) == 0);
    CHECK(contacts::possible_duplicates(session, town.organisation.id, 10).empty());
    CHECK_THROWS_WITH(responses::merge_people(town.database(), town.clock, town.organisation.id, pair, "user:1"),
                      Catch::Contains("decided already"));
}

TEST_CASE("one person invited twice waits until the event is over, then the second invitation counts as a duplicate")
{
    AnsweredTown town(every_store());
    const auto pair = pair_of(town, town.jana, town.petr);
    const auto merge = [&] {
        responses::merge_people(town.database(), town.clock, town.organisation.id, pair, "user:1");
    };
    CHECK_THROWS_WITH(merge(), Catch::Contains("still to come"));
    town.clock.advance(std::chrono::hours(24 * 60));
    merge();
    CHECK(town.text("SELECT ineligible_reason FROM invitations WHERE contact_id = $1", {town.petr}) == "duplicate");
}

TEST_CASE("pairs that are two people are not asked about again, and who opted out stays so after a merge")
{
    AnsweredTown town(every_store());
    const auto other = town.add({"Jan", "Vzorový", "", "+420601000009"});
    const auto pair = pair_of(town, town.jana, other);
    {
        store::Transaction transaction(town.database());
        contacts::keep_apart(transaction.session(), town.organisation.id, pair, "user:1", town.clock.now());
        transaction.commit();
    }
    store::Session session = town.database().session();
    CHECK(contacts::possible_duplicates(session, town.organisation.id, 10).empty());
    CHECK_THROWS(contacts::find_possible_duplicate(session, town.organisation.id, pair));
    const auto stopped = town.add({"Jana", "Vzorová", "stop@posta.test", ""});
    {
        store::Transaction transaction(town.database());
        campaigns::opt_out(transaction.session(), town.organisation.id, stopped, "test", town.clock.now());
        transaction.commit();
    }
    responses::merge_people(town.database(), town.clock, town.organisation.id, pair_of(town, town.jana, stopped),
                            "user:1");
    CHECK(town.suppressed(Channel::sms, "+420601000001"));
    session.run("UPDATE contacts SET external_id = 'A' WHERE id = $1", {town.jana});
    session.run("UPDATE contacts SET external_id = 'B' WHERE id = $1", {other});
    const auto third = town.add({"Jana", "Vzorová", "treti@posta.test", ""});
    session.run("UPDATE contacts SET external_id = 'C' WHERE id = $1", {third});
    CHECK_THROWS_WITH(responses::merge_people(town.database(), town.clock, town.organisation.id,
                                              pair_of(town, town.jana, third), "user:1"),
                      Catch::Contains("two people there"));
}
