// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "base/text.h"
#include "evaluation/reach.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::evaluation;

namespace {

const content::Catalogs& catalogs()
{
    static const content::Catalogs shared("locales");
    return shared;
}

ReachRow row(const std::string& group, const std::string& name)
{
    ReachRow out;
    out.group = group;
    out.name = name;
    out.audience = 1240;
    out.sent = 1200;
    out.delivered = 300;
    out.reached = 145;
    out.attended = 60;
    out.in_doubt = 2;
    out.reached_prior = 86;
    out.reached_none = 34;
    out.reached_unobservable = 25;
    out.audience_none = 600;
    out.reach_share = share(145, 1240);
    out.new_share = share(34, 120);
    out.new_reach_share = share(34, 600);
    return out;
}

ReachReport report()
{
    ReachReport out;
    out.campaign_id = 7;
    out.campaign_key = "forum";
    out.campaign_name = "Fórum o parku";
    out.organisation_name = "Město Lipová";
    out.state = "finished";
    out.time_zone = "Europe/Prague";
    out.as_of = from_iso("2026-11-10T00:00:00Z");
    out.frozen_at = from_iso("2026-10-01T08:00:00Z");
    out.look_back_months = 36;
    out.register_start = from_iso("2020-01-01");
    out.register_covers = true;
    out.interim = false;
    out.all = row("", "");
    out.groups = {row("seniors", "Senioři, 65+ \"a víc\""), row("=cmd", "Åse Ø"), ReachRow()};
    out.groups.back().group = without_group;
    return out;
}

std::vector<std::string> table_lines(const std::string& text)
{
    std::vector<std::string> out;
    bool inside = false;
    for (const std::string& line : text::lines(text)) {
        if (line.empty()) {
            if (inside) break;
            inside = true;
            continue;
        }
        if (inside) out.push_back(line);
    }
    return out;
}

} // namespace

TEST_CASE("the table is aligned by characters, whatever the language")
{
    for (const char* locale : {"cs", "nb", "nn", "en"})
        for (const bool covers : {true, false}) {
            ReachReport shown = report();
            shown.register_covers = covers;
            const std::string text = reach_text(shown, catalogs(), locale, shown.time_zone);
            INFO(text);
            const std::vector<std::string> lines = table_lines(text);
            REQUIRE(lines.size() == 6);
            for (const std::string& line : lines)
                CHECK(text::to_utf32(line).size() == text::to_utf32(lines.front()).size());
            CHECK_THAT(text, Catch::Contains("Fórum o parku") && Catch::Contains("Město Lipová"));
        }
}

TEST_CASE("the text says new only while the register covers the window")
{
    ReachReport shown = report();
    const std::string covered = reach_text(shown, catalogs(), "en", shown.time_zone);
    CHECK_THAT(covered, Catch::Contains("New reach") && Catch::Contains("28.3") && Catch::Contains("23.4"));
    CHECK_THAT(covered, !Catch::Contains("INTERIM") && !Catch::Contains("No earlier record"));
    shown.register_covers = false;
    shown.interim = true;
    const std::string uncovered = reach_text(shown, catalogs(), "en", shown.time_zone);
    CHECK_THAT(uncovered, Catch::Contains("INTERIM") && Catch::Contains("No earlier record since") &&
                              Catch::Contains("2020") && !Catch::Contains("New reach"));
    shown.register_start.reset();
    CHECK_THAT(reach_text(shown, catalogs(), "cs", shown.time_zone), Catch::Contains("Není uvedeno, odkdy"));
}

TEST_CASE("the CSV has one fact a row, full precision, and no formulas")
{
    const std::string csv = reach_csv(report());
    const std::vector<std::string> lines = text::lines(csv);
    CHECK(lines[0] == "group,measure,numerator,denominator,estimate,lo,hi,status");
    CHECK(lines[1] == "(all),audience,1240,,,,,ok");
    CHECK_THAT(csv, Catch::Contains("(all),new_share,34,120,0.2833333333333333,0.2104062"));
    CHECK_THAT(csv, Catch::Contains("(none),new_share,0,0,,,,undefined\r\n"));
    CHECK_THAT(csv, Catch::Contains("'=cmd,audience"));
    for (const std::string& line : lines)
        if (!line.empty()) CHECK(std::count(line.begin(), line.end(), ',') == 7);
    ReachReport interim = report();
    interim.interim = true;
    interim.register_covers = false;
    const std::string other = reach_csv(interim);
    CHECK_THAT(other, Catch::Contains("(all),audience,1240,,,,,interim"));
    CHECK_THAT(other, Catch::Contains("(all),reached_none,34,,,,,unobservable"));
}

TEST_CASE("the JSON holds every figure with numerator, denominator, interval and status, and its metadata")
{
    const auto out = json::parse_object(reach_json(report()), "report");
    CHECK(out->getValue<std::string>("definition") == "reach-2");
    CHECK(out->getValue<std::string>("as_of") == "2026-11-10T00:00:00Z");
    CHECK(out->getValue<int>("look_back_months") == 36);
    CHECK(out->getObject("campaign")->getValue<std::string>("key") == "forum");
    CHECK(out->getObject("interval")->getValue<std::string>("method") == "wilson");
    const auto all = out->getObject("all");
    CHECK(all->getValue<int>("reached") == 145);
    const auto part = all->getObject("new_share");
    CHECK(part->getValue<int>("numerator") == 34);
    CHECK(part->getValue<int>("denominator") == 120);
    CHECK(part->getValue<double>("lo") == Approx(.2104062809));
    CHECK(part->getValue<std::string>("status") == "ok");
    const auto groups = out->getArray("groups");
    REQUIRE(groups->size() == 3);
    CHECK(groups->getObject(0)->getValue<std::string>("name") == "Senioři, 65+ \"a víc\"");
    CHECK(groups->getObject(2)->getObject("new_share")->get("estimate").isEmpty());
    CHECK(groups->getObject(2)->getObject("new_share")->getValue<std::string>("status") == "undefined");
}
