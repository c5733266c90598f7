// SPDX-License-Identifier: EUPL-1.2
#include "responses/merge_people.h"
#include "responses/phone_list.h"
#include "tests/unit/responses/shared_mailbox.h"

using namespace dosah;
using namespace dosah::tests;

namespace {

struct SharingTown : AnsweredTown
{
    explicit SharingTown(StoreKind kind) : AnsweredTown(kind), eva(share_mailbox(*this)) {}

    std::string in_reply()
    {
        return "In-Reply-To: <" + text("SELECT reference FROM messages WHERE contact_id = $1", {jana}) +
               "@lipova.test>\r\n";
    }

    std::int64_t eva;
};

} // namespace

TEST_CASE("a reply to a message for several is nobody's answer: a person reads it")
{
    SharingTown town(every_store());
    town.mail("jana@posta.test", "posta@lipova.test", "Ano", town.in_reply());
    CHECK(town.answer(town.jana).empty());
    CHECK(town.answer(town.eva).empty());
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id IS NULL AND handled_at IS NULL") == 1);
}

TEST_CASE("a reply to a message for several is nobody's answer either where only one of them has the sender's address")
{
    SharingTown town(every_store());
    const std::int64_t moved = GENERATE(true, false) ? town.eva : town.jana;
    town.database().session().run("UPDATE contacts SET email = 'jinde@posta.test' WHERE id = $1", {moved});
    town.mail("jinde@posta.test", "posta@lipova.test", "Ano", town.in_reply());
    CHECK(town.answer(town.jana).empty());
    CHECK(town.answer(town.eva).empty());
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id IS NULL AND handled_at IS NULL") == 1);
}

TEST_CASE("two people of one message become one when it is not being handed over, and a reply to it is theirs then")
{
    SharingTown town(every_store());
    store::Session session = town.database().session();
    const auto pair = session.insert("INSERT INTO possible_duplicates (organisation_id, contact_id, other_contact_id, "
                                     "reason, found_at) VALUES ($1, $2, $3, 'email', 1) RETURNING id",
                                     {town.organisation.id, town.jana, town.eva});
    const auto merge = [&] {
        responses::merge_people(town.database(), town.clock, town.organisation.id, pair, "user:1");
    };
    town.clock.advance(std::chrono::hours(24 * 60)); // the event is over
    session.run("UPDATE messages SET state = 'handed' WHERE contact_id = $1", {town.jana});
    CHECK_THROWS_WITH(merge(), Catch::Contains("being handed over"));
    session.run("UPDATE messages SET state = 'accepted' WHERE contact_id = $1 AND state = 'handed'", {town.jana});
    const std::string about = town.in_reply();
    merge();
    town.mail("jana@posta.test", "posta@lipova.test", "Děkuji za pozvání", about);
    CHECK(town.number("SELECT COUNT(*) FROM responses WHERE contact_id = $1", {town.jana}) == 1);
}

TEST_CASE("an answer by one's own link counts for nobody else at the address")
{
    SharingTown town(every_store());
    town.mail("jana@posta.test", campaigns::reply_address(town.master, "posta@lipova.test", town.invitation(town.eva)),
              "Ano");
    CHECK(town.answer(town.eva) == "yes");
    CHECK(town.answer(town.jana).empty());
}

TEST_CASE("who replies STOP to a message for several stops the address for all of them")
{
    SharingTown town(every_store());
    town.mail("jana@posta.test", "posta@lipova.test", "STOP", town.in_reply());
    CHECK(town.text("SELECT reason FROM suppressions WHERE channel = 'email' AND address = 'jana@posta.test'") ==
          "opt_out");
    CHECK(town.number("SELECT COUNT(*) FROM contacts WHERE opted_out_at IS NOT NULL") == 0);
}

TEST_CASE("who was written to in a message for several is on the list of calls as somebody who did not answer")
{
    SharingTown town(every_store());
    store::Session session = town.database().session();
    session.run("UPDATE contacts SET phone = '+420601000003' WHERE id = $1", {town.eva});
    town.campaign.definition.one_per_address = true;
    responses::PhoneListChoice choice;
    choice.silent_after = 1;
    const auto people = responses::phone_list(session, town.campaign, "cs", choice, town.clock.now());
    REQUIRE(people.size() == 3);
    for (const responses::PersonToCall& person : people)
        CHECK_FALSE(person.unreached);
}
