// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/closed_figures.h"
#include "evaluation/paper_sections.h"
#include "evaluation/report_cells.h"
#include "history.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const Instant at_the_door = from_iso("2026-10-27T16:30:00Z");
const Instant after_closing = forum_closes + std::chrono::hours(1);

const content::Catalogs& catalogs()
{
    static const content::Catalogs all("locales");
    return all;
}

void walk_in(store::Session& session, const Hosting& hosting, const std::string& group, int people,
             Instant at = at_the_door)
{
    for (int i = 0; i < people; ++i)
        session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) VALUES ($1, NULL, "
                    "$2, $3, 'door')",
                    {hosting.campaign, group, to_micros(at)});
}

/// Two invited, one of whom came, and seven uninvited: five seniors, and two whose group nobody knows.
Hosting town(store::Session& session)
{
    const Hosting out = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    Guest guest;
    guest.groups = {"seniors"};
    store_guest(session, out, guest);
    guest.attended_at = at_the_door;
    store_guest(session, out, guest);
    walk_in(session, out, "seniors", 5);
    walk_in(session, out, "", 2);
    return out;
}

FlowReport flow(store::Session& session, const Hosting& hosting, Instant now, const std::string& locale = "en")
{
    return flow_report(session, hosting.organisation, hosting.campaign, now, locale);
}

} // namespace

TEST_CASE("who came without an invitation stands apart in every format, and in no count or share of the others")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    const FlowReport report = flow(session, hosting, after_closing);
    CHECK(report.all.drawn == 2);
    CHECK(report.all.participated == 1);
    CHECK(report.walk_ins.people == 7);
    REQUIRE(report.walk_in_groups.size() == 1);
    CHECK(report.walk_in_groups[0].name == "Senioři");
    CHECK(report.walk_in_groups[0].people == 5);
    CHECK_THAT(flow_csv(report), Contains("(all),participated,1,2,0.5,") &&
                                     Contains("(all),walk_ins,7,,,,,ok\r\nseniors,walk_ins,5,,,,,ok\r\n"));
    CHECK_THAT(flow_json(report),
               Contains("\"walk_ins\":{\"people\":7,\"groups\":[{\"group\":\"seniors\",\"name\":\"Senioři\","
                        "\"people\":5}]}"));
    const ReportWriter writer(catalogs(), "en", report.time_zone);
    CHECK_THAT(flow_text(report, catalogs(), "en", report.time_zone), Contains("Came without an invitation"));
    const PaperSection section = flow_section(report, writer);
    REQUIRE(section.tables.size() == 2);
    CHECK(section.tables[1].rows.at(0).at(1).value == 7);
    CHECK(section.tables[1].rows.at(1).at(0).text == "Senioři");
    CHECK_THAT(section.figure, Contains(">7</text>"));
}

TEST_CASE("closed figures keep who came without an invitation, whatever is entered later; a restatement counts it")
{
    TestStore store(every_store());
    Hosting hosting;
    {
        store::Session session = store.database().session();
        hosting = town(session);
        walk_in(session, hosting, "youth", 3, forum_closes + std::chrono::hours(2));
        CHECK(flow(session, hosting, at_the_door).walk_ins.people == 10);
    }
    REQUIRE(count_figures(store.database(), after_closing) == 1);
    {
        store::Session session = store.database().session();
        const std::string closed = flow_json(flow(session, hosting, after_closing));
        CHECK_THAT(closed, Contains("\"walk_ins\":{\"people\":7,"));
        walk_in(session, hosting, "women", 4);
        CHECK(flow_json(flow(session, hosting, after_closing + std::chrono::hours(500))) == closed);
    }
    restate_figures(store.database(), hosting.organisation, hosting.campaign, "The door's list came late", "cli:ema",
                    after_closing);
    store::Session session = store.database().session();
    const FlowReport restated = flow(session, hosting, after_closing);
    CHECK(restated.walk_ins.people == 11);
    CHECK(restated.walk_in_groups.size() == 2);
}

TEST_CASE("a campaign to which nobody came uninvited has no bar for them, and says none")
{
    TestStore store(StoreKind::sqlite);
    store::Session session = store.database().session();
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, std::nullopt);
    store_guest(session, hosting, Guest());
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const FlowReport report = flow(session, hosting, after_closing, locale);
        const ReportWriter writer(catalogs(), locale, report.time_zone);
        const PaperSection section = flow_section(report, writer);
        CHECK_THAT(section.figure, !Contains(writer.say("flow.walk_ins")));
        CHECK(section.tables[1].rows.at(0).at(1).value == 0);
    }
}
