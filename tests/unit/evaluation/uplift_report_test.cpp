// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/uplift_report.h"
#include "hosted_town.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const Instant at_the_door = from_iso("2026-10-27T16:00:00Z");

class Town : public HostedTown
{
public:
    using HostedTown::HostedTown;

    void add(const std::string& arm, int people, int came, const std::string& stratum = "all", bool moved_up = false)
    {
        for (int i = 0; i < people; ++i) {
            Guest guest;
            guest.arm = arm;
            guest.stratum = stratum;
            if (i < came) guest.attended_at = at_the_door;
            if (moved_up) guest.moved_up_at = forum_frozen;
            // Some bounced, some should not have been invited: where the lot put them they stay.
            if (i % 20 == 19) guest.messages.push_back({"wave", "bounced", true, true, "", {}});
            if (i % 50 == 49) guest.ineligible_at = forum_frozen;
            HostedTown::add(guest);
        }
    }
    /// Of the reference, and a small one.
    void add_reference()
    {
        add("invited", 400, 60);
        add("holdout", 100, 8);
    }
    void add_few(const std::string& stratum = "all")
    {
        add("invited", 40, 10, stratum);
        add("holdout", 20, 2, stratum);
    }
    void add_alike(const std::string& stratum)
    {
        add("invited", 30, 3, stratum);
        add("holdout", 30, 3, stratum);
    }
    UpliftReport report(Instant now = after_closing) { return made(uplift_report, now, std::nullopt); }
};

} // namespace

TEST_CASE("uplift by intention to treat gives the figures of the reference, bounces and ineligible people included")
{
    Town town(every_store());
    town.add_reference();
    town.add("reserve", 30, 5);
    town.add("invited", 10, 10, "all", true);
    const UpliftReport report = town.report();
    CHECK(report.all.invited.drawn == 400);
    CHECK(report.all.holdout.drawn == 100);
    REQUIRE(report.all.uplift.has_value());
    CHECK(report.all.uplift->difference.estimate == Approx(0.07));
    CHECK(report.all.uplift->difference.interval.low == Approx(-0.0068074896).epsilon(1e-8));
    CHECK(report.all.uplift->difference.interval.high == Approx(0.1246045008).epsilon(1e-9));
    CHECK(report.all.uplift->incremental == Approx(28.0));
    CHECK(report.all.uplift->incremental_interval.low == Approx(-2.72).epsilon(1e-2));
    CHECK(report.all.uplift->incremental_interval.high == Approx(49.84).epsilon(1e-4));
    CHECK(report.all.uplift->p == Approx(0.0735356).epsilon(1e-6));
    CHECK(*report.all.least_detectable == Approx(0.0850).epsilon(1e-3));
    CHECK(report.moved_up == 10);
    CHECK(report.strata.empty());
    CHECK(report.pooled->difference.estimate == Approx(0.07));
    CHECK_THAT(uplift_csv(report), Contains("(all),p_fisher,"));
    CHECK_THAT(uplift_csv(report), Contains("(all),moved_up,10,"));
}

TEST_CASE("what the invitation did to those it came to is told beside, over those who had it as far as anybody knows")
{
    Town town(every_store());
    Guest guest;
    guest.stratum = "all";
    for (int i = 0; i < 400; ++i) {
        guest.messages = {{"wave", i < 380 ? "accepted" : "bounced", true, true, "", {}}};
        guest.attended_at = i < 60 ? std::optional(at_the_door) : std::nullopt;
        // Whether it came to who should not have been invited nobody knows: counted as if.
        guest.ineligible_at = i == 399 ? std::optional(forum_frozen) : std::nullopt;
        if (i == 399) guest.messages = {{"wave", "accepted", true, true, "", {}}};
        if (i == 379) guest.messages.clear(); // never sent
        town.HostedTown::add(guest);
    }
    town.add("holdout", 100, 8);
    const UpliftReport report = town.report();
    CHECK(report.all.invited.delivered == 380);
    CHECK(report.all.holdout.delivered == 0);
    // The reference: 60/400 against 8/100, delivered to 380 of 400.
    REQUIRE(report.all.uplift->of_delivered.has_value());
    CHECK(report.all.uplift->of_delivered->estimate == Approx(0.0736842105263158).epsilon(1e-12));
    CHECK(report.all.uplift->of_delivered->interval.high == Approx(0.1246045008 / 0.95).epsilon(1e-8));
    CHECK(report.pooled->of_delivered->estimate == Approx(0.0736842105263158).epsilon(1e-12));
    CHECK_THAT(uplift_csv(report), Contains("(all),had_invitation,380,400,0.95,"));
    CHECK_THAT(uplift_csv(report), Contains("(all),of_delivered,,,0.0736842105263"));
    CHECK_THAT(uplift_text(report, catalogs(), "en", "UTC"), Contains("380 of 400"));
    for (const char* locale : {"cs", "nb", "nn"})
        CHECK_THAT(uplift_text(report, catalogs(), locale, "UTC"), Contains("380"));
}

TEST_CASE("where the invitation came to nobody, what it did to those it came to is undefined")
{
    Town town(StoreKind::sqlite);
    town.add("invited", 40, 0);
    town.add("holdout", 20, 2);
    const UpliftReport report = town.report();
    CHECK_FALSE(report.pooled->of_delivered.has_value());
    CHECK_THAT(uplift_csv(report), Contains("(pooled),of_delivered,,,,,,undefined"));
    CHECK_THAT(uplift_text(report, catalogs(), "en", "UTC"), !Contains("as far as anybody knows"));
}

TEST_CASE("uplift is told by stratum and pooled; a stratum without a holdout is left out of the pool")
{
    Town town(every_store());
    town.add_few("seniors");
    town.add_alike("youth");
    town.add("invited", 5, 5, "other");
    const UpliftReport report = town.report();
    REQUIRE(report.strata.size() == 3);
    CHECK(report.strata[0].stratum == "other");
    CHECK_FALSE(report.strata[0].uplift.has_value());
    CHECK(report.strata[1].uplift->difference.estimate == Approx(0.15));
    CHECK(report.strata[2].uplift->difference.estimate == Approx(0));
    CHECK(report.pooled->left_out == 1);
    CHECK(report.pooled->people == 120);
    CHECK(report.pooled->difference.estimate == Approx(0.5 * 0.15));
    CHECK_THAT(uplift_csv(report), Contains("other,uplift,,,,,,undefined"));
}

TEST_CASE("the pooled uplift weighs a stratum by its people in the frame, and tells how many have no counterpart")
{
    Town town(every_store());
    town.add_few("seniors");
    town.add("reserve", 539, 0, "seniors");
    town.add("invited", 1, 1, "seniors", true); // moved up: of the frame, in neither arm
    town.add_alike("youth");
    town.add("reserve", 40, 0, "youth");
    town.add("invited", 5, 5, "other");
    town.add("reserve", 12, 0, "other");
    const UpliftReport report = town.report();
    // 600/700 of (10/40 - 2/20) and 100/700 of nothing; the limits by MOVER of Newcombe's, computed outside.
    CHECK(report.pooled->people == 700);
    CHECK(report.pooled->people_left_out == 17);
    CHECK(report.pooled->difference.estimate == Approx(0.12857142857142856).epsilon(1e-12));
    CHECK(report.pooled->difference.interval.low == Approx(-0.06857702906719243).epsilon(1e-9));
    CHECK(report.pooled->difference.interval.high == Approx(0.27475268794266494).epsilon(1e-9));
    CHECK_THAT(uplift_csv(report), Contains("(pooled),people_left_out,17,"));
    CHECK_THAT(uplift_text(report, catalogs(), "en", "UTC"), Contains("17 people are left out of this mean"));
    for (const char* locale : {"cs", "nb", "nn"})
        CHECK_THAT(uplift_text(report, catalogs(), locale, "UTC"), Contains("17 "));
}

TEST_CASE("before the as-of time uplift is interim and has no p value in any format")
{
    Town town(StoreKind::sqlite);
    town.add_few();
    const UpliftReport report = town.report(forum_frozen + std::chrono::hours(24));
    CHECK(report.interim);
    for (const std::string& payload : {uplift_csv(report), uplift_json(report)}) {
        CHECK_THAT(payload, !Contains("p_fisher"));
        CHECK_THAT(payload, Contains("interim"));
    }
}

TEST_CASE("a campaign without a holdout has no uplift, and says why")
{
    Town town(StoreKind::sqlite);
    town.add("invited", 4, 1);
    CHECK_THROWS_WITH(town.report(), Contains("holds nobody out"));
}

TEST_CASE("attendance entered after the as-of time, and dated after it, changes no uplift")
{
    Town town(every_store());
    town.add_few();
    const std::string before = uplift_json(town.report());
    {
        store::Session session = town.database().session();
        session.run("UPDATE attendances SET at = at", {});
        session.run(
            "INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) SELECT campaign_id, "
            "id, '', $1, '' FROM invitations WHERE arm = 'holdout' AND NOT EXISTS (SELECT 1 FROM attendances a "
            "WHERE a.invitation_id = invitations.id)",
            {to_micros(after_closing)});
    }
    CHECK(uplift_json(town.report(from_iso("2027-03-01"))) == before);
}

TEST_CASE("people who came because of the invitation are told as whole people, in every language")
{
    Town town(StoreKind::sqlite);
    town.add_reference();
    const UpliftReport report = town.report();
    for (const auto& [locale, said] :
         {std::pair("cs", "asi 28 (-3 až 50)"), std::pair("nb", "omtrent 28 (−3 til 50)"),
          std::pair("nn", "om lag 28 (−3 til 50)"), std::pair("en", "about 28 (-3 to 50)")}) {
        const std::string text = uplift_text(report, catalogs(), locale, "UTC");
        INFO(text);
        CHECK_THAT(text, Contains(said));
    }
}
