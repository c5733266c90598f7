// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string out;
    for (const std::string& text : texts)
        out += text + "\n";
    return out;
}

} // namespace

TEST_CASE("the check counts who gets what and who is skipped, as the launch will")
{
    CampaignTown town(every_store());
    town.add({.email = "a@mail.test"});
    town.add({.email = "b@mail.test", .locale = ""});
    town.add({.email = "c@mail.test", .locale = "en"});
    town.add({.phone = "+420601000001"});
    town.add({.phone = "+420601000002", .legal_basis = ""});
    town.add({});
    const Campaign campaign = town.load({{"sms", R"({"*": "{{event.title}}, {{event.place}}: {{answer_url}}"})"}});
    const CheckReport report = check_campaign(*town.services, campaign);
    CHECK(joined(report.problems).empty());
    CHECK(report.audience == 6);
    CHECK(report.by_channel_and_locale ==
          std::map<std::string, std::int64_t>{{"email cs", 2}, {"email en", 1}, {"sms cs", 1}});
    CHECK(report.skipped == std::map<std::string, std::int64_t>{{"no_channel", 1}, {"no_legal_basis", 1}});
    CHECK(report.sms_parts == 2); // over 70 characters with diacritics
    CHECK_THAT(joined(report.warnings), Contains("event.lead"));
    launch_campaign(*town.services, campaign, "cli:ema", report.audience);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE state = 'planned'") == 4);
}

TEST_CASE("what stands in the way is a problem that names its place")
{
    CampaignTown town(every_store(), false, false);
    town.add({.email = "a@mail.test", .locale = "nb"});
    const auto problems = [&](const std::map<std::string, std::string>& members) {
        return joined(check_campaign(*town.services, town.load(members)).problems);
    };
    CHECK_THAT(problems({}), Contains("no active account for email") && Contains("no active account for sms"));
    town.add_account("mail", "capture", {{"channel", "email"}});
    CHECK_THAT(problems({{"channels", R"(["email"])"}}), Equals(""));
    const std::map<std::string, std::string> czech_only = {
        {"channels", R"(["email"])"},
        {"event", R"({"title": {"cs": "Fórum"}, "starts": "2026-12-10T17:00", "ends": "2026-12-10T16:00"})"}};
    CHECK_THAT(problems(czech_only), Contains("campaign.event.title") && Contains("nb") && Contains("1 person") &&
                                         Contains("campaign.event.ends"));
    CHECK_THAT(problems({{"audience", R"("plaza = \"x\"")"}}), Contains("campaign.audience: line 1"));
    CHECK_THAT(problems({{"audience", R"("place = \"Jinde\"")"}}), Contains("matches nobody"));
    CHECK_THAT(problems({{"email", R"({"cs": {"body": "Hi {{given_nam}}"}})"}}),
               Contains("campaign.email.cs.body") && Contains("given_name"));
    CHECK_THAT(problems({{"sms", R"({"nb": "{{#event.place}}"})"}}), Contains("campaign.sms.nb"));
    town.clock.set(from_iso("2026-12-10T18:30:00Z"));
    CHECK_THAT(problems({}), Contains("campaign.event.starts") && Contains("in the past"));
    CHECK_THROWS_AS(submit_campaign(*town.services, town.load(), "cli:ema"), Error);
}

TEST_CASE("what only weakens a campaign is a warning")
{
    CampaignTown town(every_store());
    town.add({.email = "a@mail.test", .locale = "nn"});
    town.config.http_public_url = "http://127.0.0.1:8080";
    const CheckReport report = check_campaign(*town.services, town.load({{"sms_sender", R"("Lipova")"}}));
    CHECK(joined(report.problems).empty());
    CHECK_THAT(joined(report.warnings), Contains("not https") && Contains("campaign.sms_sender") &&
                                            Contains("campaign.event.title: has no \"nn\""));
}
