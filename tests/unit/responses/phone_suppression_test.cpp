// SPDX-License-Identifier: EUPL-1.2
#include "contacts/suppression.h"
#include "organisations/opt_out_scope.h"
#include "tests/unit/responses/calling_town.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::responses;
using namespace dosah::tests;
using contacts::SuppressionReason;

namespace {

/// One person with a number and an address, whom the only message did not reach.
struct OneToCall : CallingTown
{
    explicit OneToCall(StoreKind kind) : CallingTown(kind)
    {
        karel = add({"Karel", "Vzorový", "karel@osoba.test", "+420602000002"});
        campaign = start("first");
    }

    campaigns::Campaign start(const std::string& key)
    {
        auto started = begin(key);
        database().session().run("UPDATE messages SET state = 'skipped' WHERE contact_id = $1", {karel});
        return started;
    }

    std::size_t listed(const campaigns::Campaign& of) { return to_call(of, 1).size(); }

    void suppress(channel::Channel channel, const std::string& address, SuppressionReason reason)
    {
        store::Session session = database().session();
        contacts::suppress(session, organisation.id, channel, address, reason, "test", clock.now());
    }

    std::int64_t karel = 0;
    campaigns::Campaign campaign;
};

} // namespace

TEST_CASE("a number whose owner wants nothing, or that is somebody else's, is not called")
{
    OneToCall town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    REQUIRE(town.listed(town.campaign) == 1);
    town.suppress(channel::Channel::sms, "+420602000002", SuppressionReason::hard_bounce); // it may be a fixed line
    CHECK(town.listed(town.campaign) == 1);
    const auto reason = GENERATE(SuppressionReason::opt_out, SuppressionReason::complaint, SuppressionReason::by_hand);
    town.suppress(channel::Channel::sms, "+420602000002", reason);
    CHECK(town.listed(town.campaign) == 0);
    town.suppress(channel::Channel::sms, "+420602000002", SuppressionReason::hard_bounce); // weakens none of these
    CHECK(town.listed(town.campaign) == 0);
}

TEST_CASE("a wrong number is not called in a later campaign either, the right one is")
{
    OneToCall town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    Call call;
    call.result = "wrong_number";
    REQUIRE(record_call(*town.services, town.campaign, town.karel, call, "user:1"));
    const auto later = town.start("second");
    CHECK(town.listed(later) == 0);
    town.database().session().run("UPDATE contacts SET phone = '+420602000003' WHERE id = $1", {town.karel});
    CHECK(town.listed(later) == 1);
}

TEST_CASE("an opt-out by mail keeps from being called where it covers all channels, a complaint everywhere")
{
    OneToCall town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const auto cover = [&](organisations::OptOutScope scope) {
        organisations::set_opt_out_scope(town.database(), town.clock, "cli:ema", town.organisation.id, scope);
    };
    town.suppress(channel::Channel::email, "karel@osoba.test", SuppressionReason::by_hand);
    CHECK(town.listed(town.campaign) == 1);
    town.suppress(channel::Channel::email, "karel@osoba.test", SuppressionReason::opt_out);
    CHECK(town.listed(town.campaign) == 0);
    cover(organisations::OptOutScope::channel);
    CHECK(town.listed(town.campaign) == 1);
    town.database().session().run("UPDATE suppressions SET reason = 'complaint'");
    CHECK(town.listed(town.campaign) == 0);
}
