// SPDX-License-Identifier: EUPL-1.2
#include "organisations/sending_hours.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

std::vector<std::string> warnings(CampaignTown& town, const std::string& waves)
{
    const Campaign campaign = town.load({{"waves", waves}});
    std::vector<std::string> out;
    for (const std::string& one : check_campaign(*town.services, campaign).warnings)
        if (one.find("sending hours") != std::string::npos || one.find("fatigue cap") != std::string::npos)
            out.push_back(one);
    return out;
}

} // namespace

TEST_CASE("the check warns of a wave that ends before the sending hours let it out")
{
    CampaignTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.add({.phone = "+420601000001"});
    // Saturday evening to Monday at seven: quiet all the time for SMS
    const auto found =
        warnings(town, R"([{"kind": "invitation", "starts": "2026-11-21T20:30", "not_after": "2026-11-23T07:00"}])");
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0], Catch::StartsWith("campaign.waves[invitation].not_after: 2026-11-23T06:00:00Z") &&
                             Catch::Contains("by sms (2026-11-23T07:00:00Z)"));
    CHECK(warnings(town, R"([{"kind": "invitation", "starts": "2026-11-21T20:30", "not_after": "2026-11-23T09:00"}])")
              .empty());
    organisations::set_sending_hours(town.database(), town.clock, "cli:test", town.organisation.id,
                                     channel::Channel::sms, organisations::SendingHours());
    CHECK(warnings(town, R"([{"kind": "invitation", "starts": "2026-11-21T20:30", "not_after": "2026-11-23T07:00"}])")
              .empty());
}

TEST_CASE("the check estimates how many people the fatigue cap leaves out")
{
    CampaignTown town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t jana = town.add({.email = "jana@example.test"});
    town.add({.email = "petr@example.test"});
    organisations::set_fatigue_cap(town.database(), town.clock, "cli:test", town.organisation.id, {1, 14});
    CHECK(warnings(town, R"([{"kind": "invitation"}])").empty());
    town.run(town.load({{"key", R"("prvni")"}}));
    const std::int64_t sent = town.claim(jana).message_id;
    {
        store::Session session = town.database().session();
        session.run("UPDATE messages SET state = 'accepted' WHERE id = $1", {sent});
        tests::follow_states(session);
        session.run("INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
                    "outcome_text, claimed_at, handed_at) VALUES ($1, 1, 'c', 'r', '', '', '', '', $2, $2)",
                    {sent, to_micros(town.clock.now())});
    }
    const auto found = warnings(town, R"([{"kind": "invitation"}])");
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0], Catch::Contains("about 1 person"));
    CHECK(
        warnings(town, R"([{"kind": "invitation", "starts": "2026-12-06T10:00"}])").empty()); // by then it is long ago
}
