// SPDX-License-Identifier: EUPL-1.2
// Three daemons share one PostgreSQL database and one campaign; one is killed, one is told to stop.
#include "tests/end_to_end/compare.h"

using namespace dosah;
using namespace dosah::tests;
using namespace std::chrono_literals;

namespace {

/// How many daemons had a hand in it.
std::size_t senders(Mailing& mailing)
{
    return mailing.store().query("SELECT SUBSTR(claim_id, 1, 32) FROM attempts GROUP BY 1").size();
}

} // namespace

TEST_CASE("of three daemons on one database one is killed and one is stopped: nobody gets two, nobody is missing")
{
    constexpr int people = 2000;
    Mailing mailing(StoreKind::postgresql, people, {{"dispatch.batch", "20"}});
    mailing.town().serve(0);
    mailing.town().serve(1);
    mailing.town().serve(2);
    mailing.launch();
    mailing.wait_for_recorded(people * 3 / 10);
    mailing.kill(0);
    mailing.wait_for_recorded(people * 6 / 10);
    CHECK(mailing.town().stop(15s, 1) == 0);
    mailing.wait_until_finished();
    CHECK(mailing.town().stop(15s, 2) == 0);

    CHECK(senders(mailing) == 3);
    const Comparison compared = compare(mailing);
    CHECK(compared.in_doubt <= 2 * Mailing::connections); // of the killed one; the stopped one left none
    CHECK(compared.states.at("accepted") + compared.in_doubt == people);
    CHECK(mailing.handed_again() == 0);
    // What the scheduler does, it did once.
    const store::Rows moves = mailing.store().query("SELECT from_state, to_state FROM campaign_moves GROUP BY "
                                                    "campaign_id, from_state, to_state HAVING COUNT(*) > 1");
    CHECK(moves.empty());
}
