// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "base/text.h"
#include "campaigns/campaign.h"
#include "evaluation/flow_report.h"
#include "evaluation/rates_report.h"
#include "hosted_town.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

Guest guest(const std::string& state, std::set<std::string> groups, const std::string& answer = "", bool came = false)
{
    Guest out;
    out.groups = std::move(groups);
    out.messages.push_back({"wave", state, true, true, "", {}});
    if (!answer.empty()) {
        out.answer = answer;
        out.answered_at = forum_frozen;
    }
    if (came) out.attended_at = forum_frozen;
    return out;
}

/// Two came, one said yes, one no, two were silent, one message bounced; one more person is held out.
Hosting town(store::Session& session)
{
    const Hosting hosting = store_campaign(session, park_forum(), forum_frozen, from_iso("2020-01-01"));
    for (const Guest& one :
         {guest("delivered", {"seniors"}, "yes", true), guest("accepted", {"seniors", "women"}, "", true),
          guest("accepted", {"seniors"}, "yes"), guest("accepted", {"women"}, "no"), guest("delivered", {"women"}),
          guest("accepted", {}), guest("bounced", {})})
        store_guest(session, hosting, one);
    Guest held_out = guest("planned", {"women"});
    held_out.arm = "holdout";
    held_out.messages.clear();
    store_guest(session, hosting, held_out);
    return hosting;
}

} // namespace

TEST_CASE("the rates report has dispositions and rates of everybody, each group and those without one")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    const RatesReport report =
        rates_report(session, hosting.organisation, hosting.campaign, from_iso("2026-12-01"), "en");
    CHECK(report.campaign_name == "Park forum");
    CHECK(report.target_act == "attend");
    CHECK_FALSE(report.interim);
    CHECK(report.as_of == forum_closes);
    CHECK(report.all.people == Dispositions{2, 1, 1, 2, 0, 0, 1, 0});
    CHECK(*report.all.rates["RR2"].estimate == Approx(3. / 7));
    REQUIRE(report.groups.size() == 3);
    CHECK(report.groups[0].name == "Senioři");
    CHECK(report.groups[0].people == Dispositions{2, 1, 0, 0, 0, 0, 0, 0});
    CHECK(report.groups[1].people == Dispositions{1, 0, 1, 1, 0, 0, 0, 0});
    CHECK(report.groups[2].group == without_group);
    CHECK(report.groups[2].people == Dispositions{0, 0, 0, 1, 0, 0, 1, 0});
    CHECK_FALSE(report.groups[2].rates["COOP1"].estimate);
}

TEST_CASE("the rates report as CSV and JSON has every figure with numerator, denominator, interval and status")
{
    TestStore store;
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    const RatesReport report =
        rates_report(session, hosting.organisation, hosting.campaign, from_iso("2026-12-01"), "en");
    const std::string csv = rates_csv(report);
    CHECK_THAT(csv,
               Catch::StartsWith("group,measure,numerator,denominator,estimate,lo,hi,status\r\n(all),I,2,,,,,ok\r\n"));
    CHECK_THAT(csv, Catch::Contains("(all),RR2,3,7,0.42857142857142855,0.1582"));
    CHECK_THAT(csv, Catch::Contains("(all),RR4,3,7,0.42857142857142855,,,ok"));
    CHECK_THAT(csv, Catch::Contains("(all),e,6,6,1,,,ok"));
    CHECK_THAT(csv, Catch::Contains("(none),COOP1,0,0,,,,undefined"));
    for (const std::string& line : text::lines(csv))
        if (!line.empty()) CHECK(std::count(line.begin(), line.end(), ',') == 7);

    const auto out = json::parse_object(rates_json(report), "report");
    CHECK(out->getValue<std::string>("indicator") == "rates");
    CHECK(out->getValue<std::string>("headline") == "RR2");
    CHECK(out->getValue<std::string>("silence_is") == "NC");
    const auto all = out->getObject("all");
    CHECK(all->getValue<int>("people") == 7);
    CHECK(all->getObject("dispositions")->getValue<int>("NC") == 2);
    const auto rate = all->getObject("rates")->getObject("RR2");
    CHECK(rate->getValue<int>("numerator") == 3);
    CHECK(rate->getValue<double>("lo") == Approx(.15821).epsilon(1e-3));
    CHECK(rate->getValue<std::string>("status") == "ok");
    CHECK(out->getArray("groups")->getObject(2)->getObject("rates")->getObject("COOP1")->get("estimate").isEmpty());

    const RatesReport early = rates_report(session, hosting.organisation, hosting.campaign, forum_frozen, "en");
    CHECK(early.interim);
    CHECK_THAT(rates_csv(early),
               Catch::Contains("(all),RR1,2,7,0.2857142857142857,") && Catch::Contains(",interim\r\n"));
}

TEST_CASE("the flow goes from the frame to the act asked for, each step within the one before")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    const FlowReport report =
        flow_report(session, hosting.organisation, hosting.campaign, from_iso("2026-12-01"), "en");
    std::vector<std::int64_t> steps;
    for (const FlowStep& step : flow_steps)
        steps.push_back(report.all.*step.value);
    CHECK(steps == std::vector<std::int64_t>{8, 7, 7, 7, 5, 4, 2});
    REQUIRE(report.groups.size() == 3);
    CHECK(report.groups[1].name == "Ženy");
    CHECK(report.groups[1].frame == 4);
    CHECK(report.groups[1].drawn == 3);
    CHECK(report.groups[1].participated == 1);
    const std::string csv = flow_csv(report);
    CHECK_THAT(csv, Catch::Contains("(all),frame,8,,,,,ok\r\n") &&
                        Catch::Contains("(all),participated,2,7,0.2857142857142857,"));
    const auto out = json::parse_object(flow_json(report), "report");
    CHECK(out->getObject("all")->getValue<int>("frame") == 8);
    CHECK(out->getObject("all")->getObject("reached")->getValue<int>("denominator") == 7);
}

TEST_CASE("the reports speak every language, say what was asked for, and their tables are aligned")
{
    TestStore store;
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const RatesReport rates =
            rates_report(session, hosting.organisation, hosting.campaign, from_iso("2026-10-20"), locale);
        const FlowReport flow =
            flow_report(session, hosting.organisation, hosting.campaign, from_iso("2026-10-20"), locale);
        for (const std::string& text : {rates_text(rates, catalogs(), locale, rates.time_zone),
                                        flow_text(flow, catalogs(), locale, flow.time_zone)}) {
            INFO(text);
            CHECK_THAT(text, Catch::Contains("Město Lipová") && Catch::Contains("Senioři"));
            std::size_t ruled = 0;
            std::size_t width = 0;
            for (const std::string& line : text::lines(text)) {
                if (line.starts_with("--")) {
                    width = line.size();
                    ++ruled;
                } else if (line.empty()) {
                    width = 0;
                } else if (width > 0) {
                    CHECK(text::to_utf32(line).size() == width);
                }
            }
            CHECK(ruled >= 1);
        }
    }
    const RatesReport english =
        rates_report(session, hosting.organisation, hosting.campaign, from_iso("2026-10-20"), "en");
    const std::string text = rates_text(english, catalogs(), "en", english.time_zone);
    CHECK_THAT(text, Catch::Contains("INTERIM") && Catch::Contains("RR2") && Catch::Contains("42.9%") &&
                         Catch::Contains("estimated"));
}

TEST_CASE("after the as-of time the same campaign gives the same bytes, whatever happens later")
{
    TestStore store(every_store());
    store::Session session = store.database().session();
    const Hosting hosting = town(session);
    const auto outputs = [&](Instant now) {
        return std::vector<std::string>{
            rates_json(rates_report(session, hosting.organisation, hosting.campaign, now, "cs")),
            rates_csv(rates_report(session, hosting.organisation, hosting.campaign, now, "cs")),
            flow_json(flow_report(session, hosting.organisation, hosting.campaign, now, "cs"))};
    };
    const auto before = outputs(forum_closes + std::chrono::hours(1));
    const Instant late = forum_closes + std::chrono::hours(48);
    session.run("UPDATE invitations SET answer = 'no', answered_at = $1 WHERE answer IS NULL", {to_micros(late)});
    session.run("INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                "SELECT id, '', state, CAST($1 AS BIGINT), '', '' FROM messages",
                {0});
    session.run("UPDATE messages SET state = 'bounced', updated_at = $1", {to_micros(late)});
    CHECK(outputs(forum_closes + std::chrono::hours(400)) == before);
}
