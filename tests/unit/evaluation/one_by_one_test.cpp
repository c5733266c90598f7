// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells.h"
#include "history.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <map>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant closing = from_iso("2026-11-01T08:00:00Z");

/// A second campaign of the organisation: its invitations stand between those of the first.
Hosting beside(store::Session& session, const Hosting& hosting)
{
    Hosting out = hosting;
    out.campaign = session.insert(
        "INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
        "calendar_sequence, created_by, submitted_by, approved_by, approved_hash, frozen_at, created_at, updated_at) "
        "SELECT organisation_id, 'other', state, definition, '', lane_id, 'other', 0, '', '', '', '', $1, 0, 0 FROM "
        "campaigns WHERE id = $2 RETURNING id",
        {to_micros(closing - std::chrono::hours(50)), hosting.campaign});
    return out;
}

/// What was not sent itself went with one of another person of the campaign.
void carry(store::Session& session, const Hosting& hosting)
{
    session.run("INSERT INTO carried_messages (message_id, carrier_id, invitation_id) SELECT m.id, (SELECT MIN(f.id) "
                "FROM messages f JOIN invitations j ON j.id = f.invitation_id WHERE j.campaign_id = $1 AND f.id > m.id "
                "AND f.state <> 'skipped'), i.id FROM messages m JOIN invitations i ON i.id = m.invitation_id WHERE "
                "i.campaign_id = $1 AND m.state = 'skipped' AND EXISTS (SELECT 1 FROM messages f JOIN "
                "invitations j ON j.id = f.invitation_id WHERE j.campaign_id = $1 AND f.id > m.id AND f.state <> "
                "'skipped')",
                {hosting.campaign});
}

std::map<PeopleCell, std::int64_t> counted(store::Session& session, const Counting& counting)
{
    std::map<PeopleCell, std::int64_t> out;
    for (const PeopleCell& cell : count_people_cells(session, counting, true))
        out[without_count(cell)] += cell.people;
    return out;
}

} // namespace

TEST_CASE("counted one by one, people come to what they come to together, whatever other campaigns did meanwhile")
{
    TestStore store(every_store());
    store::Transaction transaction(store.database());
    store::Session& session = transaction.session();
    const Hosting forum = store_campaign(session, "{}", closing - std::chrono::hours(90), std::nullopt, "one");
    const Hosting other = beside(session, forum);
    std::mt19937_64 random(20261123);
    for (int i = 0; i < 120; ++i) {
        Guest guest = random_guest(random, closing);
        guest.place = i % 3 == 0 ? "lhota" : "";
        store_guest(session, i % 4 == 0 ? other : forum, guest);
    }
    // Some are in both: the second campaign invited them too.
    session.run("UPDATE invitations SET contact_id = (SELECT MIN(o.contact_id) FROM invitations o WHERE o.campaign_id "
                "= $1 AND o.id > invitations.id) WHERE campaign_id = $2 AND id % 8 = 1 AND EXISTS (SELECT 1 FROM "
                "invitations o WHERE o.campaign_id = $1 AND o.id > invitations.id)",
                {forum.campaign, other.campaign});
    carry(session, forum);
    CHECK(session.query("SELECT COUNT(*) FROM carried_messages").integer(0, 0) > 3);
    for (const std::string act : {"attend", "answer", "form", "register"})
        for (const int late : {0, 30}) {
            CAPTURE(act, late);
            Counting counting;
            counting.campaign_id = forum.campaign;
            counting.target_act = act;
            counting.until = closing;
            counting.receipts_until = closing + std::chrono::hours(late);
            const auto together = counted(session, counting);
            std::map<PeopleCell, std::int64_t> one_by_one;
            const store::Rows people =
                session.query("SELECT contact_id FROM invitations WHERE campaign_id = $1", {forum.campaign});
            for (std::size_t i = 0; i < people.size(); ++i) {
                counting.contact_id = people.integer(i, 0);
                for (const auto& [cell, number] : counted(session, counting))
                    one_by_one[cell] += number;
            }
            CHECK(people.size() == 90);
            CHECK(one_by_one == together);
        }
    transaction.commit();
}
