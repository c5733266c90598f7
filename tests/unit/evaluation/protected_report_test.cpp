// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "base/text.h"
#include "content/renderer.h"
#include "evaluation/disclosure_register.h"
#include "evaluation/protected_report.h"
#include "group_attack.h"
#include "hosted_town.h"

#include <random>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

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

ProtectedReport report_at(store::Database& database, const Hosting& hosting, Instant now)
{
    return protected_report(database, ManualClock(now), "user:7", hosting.organisation, hosting.campaign, "en");
}

} // namespace

TEST_CASE("an evaluator gets what is large enough, and a hidden row has nothing at all")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const ProtectedReport report = report_at(store.database(), hosting, after_closing);
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
    CHECK_FALSE(json->has("erased")); // it may be one person
    CHECK_FALSE(json->has("restatement"));
    CHECK_THAT(protected_text(report, catalogs(), "en", "UTC"), Contains("Ženy") && !Contains("(none)"));
}

TEST_CASE("what was released is what every later page and file shows, whatever is corrected")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const ProtectedReport first = report_at(store.database(), hosting, after_closing);
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

TEST_CASE("looking releases nothing: it says that nothing was released yet, then shows what was")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const auto look = [&] {
        return released_report(store.database(), ManualClock(after_closing), hosting.organisation, hosting.campaign,
                               "en");
    };
    const ProtectedReport before = look();
    CHECK(before.pending);
    CHECK(before.groups.empty());
    for (const auto& count : before.all.counts)
        CHECK_FALSE(count);
    {
        store::Session session = store.database().session();
        CHECK(list_releases(session, hosting.organisation).empty());
        CHECK(session.query("SELECT COUNT(*) FROM audit_log").integer(0, 0) == 0);
    }
    const ProtectedReport released = report_at(store.database(), hosting, after_closing);
    CHECK_FALSE(released.pending);
    CHECK_FALSE(look().pending);
    CHECK(protected_json(look()) == protected_json(released));
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
    const ProtectedReport report = report_at(store.database(), hosting, after_closing);
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
    ProtectedReport twin = report_at(other_database, other, after_closing);
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

namespace {

/// What somebody has who keeps every file: by group and measure, whatever figure any of them showed.
using Collected = std::map<std::pair<std::string, std::string>, std::set<std::string>>;

void collect(Collected& all, const std::string& csv)
{
    std::vector<std::string> lines = text::split(csv, '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const std::vector<std::string> fields = text::split(lines[i], ',');
        if (fields.size() > 2 && !fields[2].empty()) all[{fields[0], fields[1]}].insert(fields[2]);
    }
}

} // namespace

TEST_CASE("who keeps every file of every moment tells no hidden group more closely than anybody may")
{
    std::mt19937_64 random(77);
    const std::vector<std::string> keys = {"seniors", "women", "youth"};
    std::size_t attacked = 0;
    for (int trial = 0; trial < 12; ++trial) {
        TestStore store;
        Hosting hosting;
        const Sets sets = trial % 2 == 0 ? Sets{{0}, {1}, {2}} : Sets{{}, {0}, {1}, {0, 1}};
        const std::size_t groups = trial % 2 == 0 ? 3 : 2;
        std::vector<std::int64_t> reached;
        {
            store::Session session = store.database().session();
            hosting = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
            for (const auto& set : sets) {
                std::set<std::string> names;
                for (const std::size_t group : set)
                    names.insert(keys[group]);
                reached.push_back(static_cast<std::int64_t>(random() % (random() % 2 == 0 ? 5 : 14)));
                store_guests(session, hosting, names, 25, static_cast<int>(reached.back()));
            }
        }
        Collected all;
        for (const char* day : {"2026-10-05", "2026-10-30", "2026-11-11", "2026-12-01", "2027-06-01"}) {
            collect(all, protected_csv(report_at(store.database(), hosting, from_iso(day))));
            if (std::string(day) < "2026-11-11") continue;
            store::Session session = store.database().session(); // what is entered late
            store_guests(session, hosting, {keys[random() % groups]}, 1, 1);
        }
        for (const auto& [figure, values] : all) {
            CAPTURE(figure.first, figure.second);
            CHECK(values.size() == 1);
        }
        if (all.count({"(all)", "reached"}) == 0) continue;
        std::vector<std::optional<std::int64_t>> shown;
        for (std::size_t group = 0; group < groups; ++group) {
            const auto found = all.find({keys[group], "reached"});
            shown.push_back(found == all.end() ? std::nullopt : std::optional(std::stoll(*found->second.begin())));
        }
        const std::int64_t sum = std::stoll(*all.at({"(all)", "reached"}).begin());
        const std::vector<ToldOfGroup> told = attack_groups(sets, sum, groups, shown);
        for (std::size_t group = 0; group < groups; ++group) {
            const std::int64_t count = sum_of(sets, reached, group);
            if (shown[group]) {
                CHECK(*shown[group] == count);
                CHECK((count == 0 || count >= 5));
                continue;
            }
            if (count == 0) continue;
            ++attacked;
            CHECK(told[group].high - told[group].low >= 5);
        }
    }
    CHECK(attacked >= 5);
}

TEST_CASE("neither erased people nor restatements show in what evaluators have")
{
    TestStore store(every_store());
    const Hosting hosting = town(store.database());
    const ReportWriter writer(catalogs(), "en", "UTC");
    const ProtectedReport report = report_at(store.database(), hosting, after_closing);
    ProtectedReport other = report;
    other.erased = 1;
    other.closed = ClosedFigures{};
    other.closed->number = 2;
    other.closed->reason = "Jana Vzorová was counted twice";
    const content::Templates templates("templates");
    CHECK(protected_json(other) == protected_json(report));
    CHECK(paper_html(protected_paper(other, writer), writer, templates, "") ==
          paper_html(protected_paper(report, writer), writer, templates, ""));
    CHECK(paper_xlsx(protected_paper(other, writer), writer) == paper_xlsx(protected_paper(report, writer), writer));
}
