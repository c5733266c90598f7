// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign.h"
#include "evaluation/campaign_comparison.h"
#include "evaluation/closed_figures.h"
#include "evaluation/paper_sections.h"
#include "hosted_town.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// An organisation's campaigns, each over the same two ages.
class Campaigns
{
public:
    explicit Campaigns(StoreKind kind) : store_(kind) {}

    /// So many of 50 young and 50 old people answered. The figures are closed on that day.
    Hosting add(const std::string& key, int young, int old, const std::string& closes)
    {
        std::string definition = park_forum();
        const std::string from = "\"closes\":\"2026-11-10T00:00:00Z";
        definition.replace(definition.find(from), from.size(), "\"closes\":\"" + closes + "T00:00:00Z");
        store::Session session = store_.database().session();
        Hosting hosting = store_campaign(session, definition, forum_frozen, std::nullopt, key);
        if (!first_) first_ = hosting;
        hosting.organisation = first_->organisation;
        session.run("UPDATE campaigns SET organisation_id = $1, key = $2 WHERE id = $3",
                    {hosting.organisation, key, hosting.campaign});
        for (const auto& [age, answered] : {std::pair(20, young), std::pair(70, old)})
            for (int i = 0; i < 50; ++i) {
                Guest guest;
                guest.birth_year = 2026 - age;
                if (i < answered) {
                    guest.answer = "yes";
                    guest.answered_at = forum_frozen;
                }
                store_guest(session, hosting, guest);
            }
        return hosting;
    }
    void close(const Hosting& hosting, Instant now)
    {
        store::Transaction transaction(store_.database());
        const auto campaign = campaigns::find_campaign(transaction.session(), hosting.organisation, hosting.campaign);
        REQUIRE(close_figures(transaction.session(), campaign, now));
        transaction.commit();
    }
    RepresentativenessReport report(const Hosting& hosting, Instant now)
    {
        RepresentativenessOptions options;
        options.by = {"age"};
        store::Session session = store_.database().session();
        return representativeness_report(session, hosting.organisation, hosting.campaign, now, "en", options);
    }

private:
    TestStore store_;
    std::optional<Hosting> first_;
};

} // namespace

TEST_CASE(
    "a campaign stands beside those closed by its as-of time, over the same strata, and later ones change nothing")
{
    Campaigns all(every_store());
    const Hosting even = all.add("even", 20, 20, "2026-11-01");
    const Hosting leaning = all.add("leaning", 40, 5, "2026-11-05");
    const Hosting own = all.add("own", 25, 15, "2026-11-10");
    const Hosting later = all.add("later", 30, 10, "2026-11-20");
    CHECK(all.report(own, after_closing).campaigns.empty()); // nothing is closed yet
    all.close(even, after_closing);
    all.close(leaning, after_closing);
    const RepresentativenessReport report = all.report(own, after_closing);
    REQUIRE(report.campaigns.size() == 3);
    CHECK(report.campaigns[0].key == "even");
    CHECK(report.campaigns[1].key == "leaning");
    CHECK(report.campaigns[2].key == "own");
    CHECK(report.campaigns[2].cv == Approx(*report.indicator->cv));
    CHECK(report.campaigns[0].cv == Approx(0)); // chance alone makes more of a difference than there is
    CHECK(report.campaigns[1].cv > report.campaigns[2].cv);
    CHECK(*report.campaigns[0].response.estimate == Approx(0.4));
    const std::string before = representativeness_json(report);
    CHECK_THAT(before, Contains("\"campaigns\":[{\"key\":\"even\""));
    CHECK_THAT(representativeness_csv(report), Contains("(campaign leaning),response,45,100,0.45,"));
    all.close(later, after_closing);
    CHECK(representativeness_json(all.report(own, from_iso("2027-01-01"))) == before);
    CHECK(all.report(later, from_iso("2027-01-01")).campaigns.size() == 3); // of the closed ones, `own` is open still
}

TEST_CASE("the figure of campaigns has a mark for each, this one's a square, and lines of equal R with their names")
{
    Campaigns all(StoreKind::sqlite);
    all.close(all.add("leaning", 40, 5, "2026-11-05"), after_closing);
    const RepresentativenessReport report = all.report(all.add("own", 25, 15, "2026-11-10"), after_closing);
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const ReportWriter writer(catalogs(), locale, "Europe/Prague");
        const auto sections = representativeness_sections(report, writer);
        const PaperSection& section = sections.back();
        REQUIRE(section.key == "campaigns");
        CHECK(section.tables.at(0).rows.size() == 2);
        CHECK_THAT(section.figure, Contains("<circle") && Contains(">1</text>") && Contains(">2</text>") &&
                                       Contains("stroke-dasharray") && Contains("R 0") && !Contains("report."));
        CHECK_THAT(representativeness_text(report, catalogs(), locale, "UTC"), Contains("2. "));
    }
}
