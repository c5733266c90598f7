// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "content/renderer.h"
#include "evaluation/disclosure_register.h"
#include "evaluation/protected_report.h"
#include "history.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

const content::Catalogs& catalogs()
{
    static const content::Catalogs shared("locales");
    return shared;
}

void store_guests(store::Session& session, const Hosting& hosting, const std::set<std::string>& groups, int invited,
                  int answered, int came = 0)
{
    for (int i = 0; i < invited; ++i) {
        Guest one;
        one.groups = groups;
        one.prior = i % 2 == 1 && groups != std::set<std::string>{"women"} && !groups.empty() ? "prior" : "none";
        one.messages.push_back({"wave", "delivered", true, true, "", {}});
        if (i < answered) {
            one.answer = "yes";
            one.answered_at = forum_frozen;
        }
        if (i < came) one.attended_at = forum_frozen;
        store_guest(session, hosting, one);
    }
}

/// Seniors and youth are shown, women have 3 reached; people in none are many.
Hosting town(store::Database& database)
{
    store::Session session = database.session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
    store_guests(session, hosting, {"seniors"}, 40, 20, 12);
    store_guests(session, hosting, {"youth"}, 30, 12, 8);
    store_guests(session, hosting, {"women"}, 15, 3);
    store_guests(session, hosting, {}, 25, 9, 6);
    return hosting;
}

const Instant after = from_iso("2026-12-01");

ProtectedReport report_at(store::Database& database, const Hosting& hosting, Instant now)
{
    return protected_report(database, ManualClock(now), "user:7", hosting.organisation, hosting.campaign, "en");
}

} // namespace

TEST_CASE("an evaluator gets what is large enough, and a hidden row has nothing at all")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const ProtectedReport report = report_at(store.database(), hosting, after);
    CHECK_FALSE(report.interim);
    CHECK(report.as_of == forum_closes);
    CHECK(report.all.of(GroupMeasure::audience) == 110);
    CHECK(report.all.of(GroupMeasure::reached) == 44);
    CHECK(report.all.of(GroupMeasure::participated) == 26);
    REQUIRE(report.groups.size() == 3);
    CHECK(report.groups[0].name == "Mladí");
    CHECK(report.groups[1].name == "Senioři");
    CHECK(report.groups[1].of(GroupMeasure::reached) == 20);
    CHECK(report.groups[1].reach_share()->estimate == Approx(0.5));
    CHECK(report.groups[2].name == "Ženy");
    for (const auto& count : report.groups[2].counts)
        CHECK_FALSE(count);
    CHECK_FALSE(report.groups[2].reach_share());

    const std::string csv = protected_csv(report);
    CHECK_THAT(csv, Contains("(all),reached,44,,,,,ok\r\n") && Contains("women,reached,,,,,,suppressed\r\n") &&
                        Contains("women,reach_share,,,,,,suppressed\r\n") &&
                        Contains("seniors,reach_share,20,40,0.5,"));
    const auto json = json::parse_object(protected_json(report), "report");
    CHECK(json->getValue<std::string>("indicator") == "protected-reach");
    CHECK(json->getObject("protection")->getValue<int>("threshold") == 5);
    CHECK(json->getObject("protection")->getValue<int>("base") == 10);
    CHECK_THAT(protected_text(report, catalogs(), "en", "UTC"), Contains("Ženy") && !Contains("(none)"));
}

TEST_CASE("what was released is what every later page and file shows, whatever is corrected")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const ProtectedReport first = report_at(store.database(), hosting, after);
    std::size_t releases = 0;
    {
        store::Session session = store.database().session();
        const auto entries = list_releases(session, hosting.organisation);
        releases = entries.size();
        CHECK(releases == 3 * 4); // reach, participation, new reach; of three groups and everybody
        CHECK(entries.front().released_by == "user:7");
        CHECK(entries.front().as_of == forum_closes);
        CHECK(first.release == entries.back().number);
        // One more who came on the day, entered late: the unprotected report may take it up, the released never.
        store_guests(session, hosting, {"women"}, 1, 1, 1);
    }
    const ProtectedReport again = report_at(store.database(), hosting, from_iso("2027-01-15"));
    CHECK(protected_json(again) == protected_json(first));
    store::Session session = store.database().session();
    CHECK(list_releases(session, hosting.organisation).size() == releases);
}

TEST_CASE("before the as-of time nothing is told but the audience, and nothing is released")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    std::set<std::string> seen;
    for (const char* day : {"2026-10-05", "2026-10-20", "2026-11-09"}) {
        const ProtectedReport report = report_at(store.database(), hosting, from_iso(day));
        CHECK(report.interim);
        CHECK(report.groups.empty());
        const std::string csv = protected_csv(report);
        CHECK(csv == "group,measure,numerator,denominator,estimate,lo,hi,status\r\n(all),audience,110,,,,,interim\r\n");
        seen.insert(csv);
        CHECK(protected_paper(report, {catalogs(), "cs", "Europe/Prague"}).sections.front().figure.empty());
        store::Session session = store.database().session();
        session.run("UPDATE invitations SET answer = 'no', answered_at = $1 WHERE id = (SELECT MIN(id) FROM "
                    "invitations WHERE answer IS NULL)",
                    {to_micros(from_iso(day))});
    }
    CHECK(seen.size() == 1);
    store::Session session = store.database().session();
    CHECK(list_releases(session, hosting.organisation).empty());
}

TEST_CASE("no file of a protected report holds what its table hides")
{
    TestStore store;
    const Hosting hosting = town(store.database());
    const ProtectedReport report = report_at(store.database(), hosting, after);
    // The same town with another number of women reached, still too few to show: nothing that is given away differs.
    TestStore other_store;
    store::Database& other_database = other_store.database();
    Hosting other;
    {
        store::Session session = other_database.session();
        other = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
        store_guests(session, other, {"seniors"}, 40, 20, 12);
        store_guests(session, other, {"youth"}, 30, 12, 8);
        store_guests(session, other, {"women"}, 14, 4);
        store_guests(session, other, {}, 26, 8, 6);
    }
    ProtectedReport twin = report_at(other_database, other, after);
    const content::Templates templates("templates");
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const ReportWriter writer(catalogs(), locale, "Europe/Prague");
        const Paper one = protected_paper(report, writer);
        const Paper two = protected_paper(twin, writer);
        CHECK(paper_html(one, writer, templates, "") == paper_html(two, writer, templates, ""));
        CHECK(one.sections.front().figure == two.sections.front().figure);
        CHECK(paper_xlsx(one, writer) == paper_xlsx(two, writer));
    }
    CHECK(protected_csv(report) == protected_csv(twin));
}
