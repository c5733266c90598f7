// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/facts.h"
#include "history.h"
#include "reading.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

const Instant later = reading_frozen + std::chrono::hours(48);

/// The first guest's message has everybody's links.
void carry(store::Session& session, const Hosting& hosting)
{
    session.run("INSERT INTO carried_messages (message_id, carrier_id, invitation_id) SELECT m.id, (SELECT MIN(f.id) "
                "FROM messages f JOIN invitations j ON j.id = f.invitation_id WHERE j.campaign_id = $1), i.id FROM "
                "messages m JOIN invitations i ON i.id = m.invitation_id WHERE i.campaign_id = $1 AND m.state = "
                "'skipped'",
                {hosting.campaign});
}

} // namespace

TEST_CASE("what became of a message became of everybody whose links it carried, and an answer is one person's")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    int campaigns = 0;
    for (const char* state : {"accepted", "delivered", "bounced", "in_doubt", "queued"}) {
        INFO(state);
        const Hosting hosting =
            store_campaign(session, "{}", reading_frozen, std::nullopt, "shared" + std::to_string(++campaigns));
        const bool tried = std::string(state) != "queued";
        Guest first;
        first.messages.push_back({"wave", state, tried, tried, "", {}});
        Guest other;
        other.messages.push_back({"wave", "skipped", false, false, "", {}});
        Guest answered = other;
        answered.answer = "yes";
        answered.answered_at = reading_frozen + std::chrono::hours(1);
        answered.replies.push_back({"answer", "yes", "web", reading_frozen + std::chrono::hours(1)});
        store_guest(session, hosting, first);
        const PeopleCount alone = count_people(session, hosting.campaign, "attend", later).at(0);
        store_guest(session, hosting, other);
        store_guest(session, hosting, answered);
        carry(session, hosting);
        const PeopleCount shared = count_people(session, hosting.campaign, "attend", later).at(0);
        CHECK(shared.audience == 3);
        CHECK(shared.sent == 2 * alone.sent + 1);
        CHECK(shared.delivered == 2 * alone.delivered + 1);
        CHECK(shared.in_doubt == 2 * alone.in_doubt);
        CHECK(shared.reached == 1);
        CHECK(shared.dispositions.partial == 1);
        CHECK(shared.dispositions.non_contact == 2 * alone.dispositions.non_contact);
        CHECK(shared.dispositions.not_arrived == 2 * alone.dispositions.not_arrived);
        CHECK(shared.dispositions.not_sent == 2 * alone.dispositions.not_sent);
    }
}
