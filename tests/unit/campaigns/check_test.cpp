// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "organisations/dkim_key.h"
#include "tests/support/every_store.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

namespace {

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
    town.clock.set(from_iso("2026-12-10T18:30:00Z"));
    CHECK_THAT(problems({}), Contains("campaign.event.starts") && Contains("in the past"));
    CHECK_THROWS_AS(submit_campaign(*town.services, town.load(), "cli:ema"), Error);
}

TEST_CASE("own texts that cannot be written are refused when they are saved, all of them, by place and position")
{
    CampaignTown town(every_store());
    const Campaign campaign = town.load();
    const auto refusal = [&](const std::map<std::string, std::string>& members) -> std::string {
        try {
            (void)town.load(members);
        } catch (const Error& problem) {
            CHECK(problem.kind() == ErrorKind::input);
            return problem.what();
        }
        return "";
    };
    CHECK_THAT(refusal({{"email", R"({"cs": {"body": "Text\n\nHi {{given_nam}}", "easy_body": "{{#code}}"}})"},
                        {"sms", R"({"nb": "{{#event.place}}"})"}}),
               Contains("campaign.email.cs.body:3:4:") && Contains("given_name") &&
                   Contains("campaign.email.cs.easy_body") && Contains("campaign.sms.nb"));
    CHECK_THAT(
        refusal({{"waves", R"([{"kind": "invitation"}, {"kind": "reminder", "after": "P3D", "sms": "{{cod}}"}])"}}),
        Contains("campaign.waves[reminder].sms.*") && Contains("code"));
    CHECK(town.reread(campaign).definition_hash == campaign.definition_hash);
    CHECK(refusal({{"email", R"({"cs": {"easy_body": "{{greeting}}"}})"}}).empty());
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

TEST_CASE("the SMS are counted with each person's own greeting, and without diacritics for comparison")
{
    CampaignTown town(every_store());
    const std::string words = std::string(124, 'x'); // beside which "Vážený pane Nováku" does not fit into one part
    int number = 0;
    const auto add = [&](const std::string& given, const std::string& family, const std::string& gender,
                         const std::string& own = "") {
        const auto id = town.add({given, family, "", "+42060100001" + std::to_string(number++)});
        town.database().session().run("UPDATE contacts SET gender = $1 WHERE id = $2", {gender, id});
        if (!own.empty())
            town.database().session().run("INSERT INTO contact_attributes (contact_id, name, value, folded_value) "
                                          "VALUES ($1, 'osloveni', $2, '')",
                                          {id, own});
    };
    add("Petr", "Novák", "m");                  // Vážený pane Nováku
    add("Pavel", "Novák", "m");                 // the same text
    add("Jana", "", "f");                       // Milá Jano
    add("", "", "");                            // Dobrý den
    add("Petr", "Novák", "m", "Ahoj");          // a bare greeting: GSM-7 as it is
    add("Jan", "O'Neill", "m", "Ahoj O'Neill"); // what a template might change goes through it
    const auto report = [&](const char* strip) {
        return check_campaign(*town.services, town.load({{"channels", R"(["sms"])"},
                                                         {"strip_sms", strip},
                                                         {"sms", R"({"*": "{{greeting}}, )" + words + "\"}"}}));
    };
    const CheckReport with = report("false");
    CHECK(joined(with.problems).empty());
    CHECK(with.by_channel_and_locale == std::map<std::string, std::int64_t>{{"sms cs", 6}});
    // UCS-2: 3 parts of 67 for 144 characters, 2 for up to 134 ("Milá Jano" and "Dobrý den" make 135), GSM-7: 1
    CHECK(with.sms_parts == 3 + 3 + 3 + 3 + 1 + 1);
    CHECK_THAT(joined(with.warnings), Contains("have 14 parts") && Contains("would have 6"));
    // The notices and the shipped later waves name nobody: one part each without diacritics.
    const CheckReport without = report("true");
    CHECK(without.sms_parts == 6);
    CHECK(without.sms_parts_by_message ==
          std::map<std::string, std::int64_t>{{"invitation", 6}, {"change", 6}, {"cancellation", 6}});
    CHECK_THAT(joined(without.warnings), !Contains("strip_sms"));
}

TEST_CASE("the check warns of links that are not https and of replies that nobody can send")
{
    CampaignTown town(every_store());
    town.add({.email = "a@mail.test"});
    const auto warnings = [&](const std::map<std::string, std::string>& members) {
        return joined(check_campaign(*town.services, town.load(members)).warnings);
    };
    CHECK_THAT(warnings({{"email", R"({"cs": {"body": "{{greeting}}: http://park.test/plan, {{answer_url}}"}})"}}),
               Contains("campaign.email.cs.body: the link http://park.test/plan is not https"));
    CHECK_THAT(warnings({{"sms", R"({"cs": "Odpovězte ANO {{code}}"})"}, {"sms_sender", R"("Lipova")"}}),
               Contains("campaign.sms.cs: asks for a reply"));
    CHECK_THAT(warnings({{"sms", R"({"cs": "Odpovězte ANO {{code}}"})"}, {"sms_sender", R"("900123")"}}),
               !Contains("asks for a reply"));
    CHECK_THAT(warnings({}), !Contains("is not https") && !Contains("DKIM"));
    const auto key = organisations::add_dkim_key(town.database(), town.clock, town.master, town.random, "cli:ema",
                                                 town.organisation.id, "kraj.test", "s1",
                                                 SigningKey::make(SigningKey::Kind::ed25519));
    CHECK_THAT(warnings({}), !Contains("DKIM"));
    organisations::use_dkim_key(town.database(), town.clock, "cli:ema", town.organisation.id, key.selector);
    CHECK_THAT(warnings({}), Contains("organisation.sender_email") && Contains("kraj.test (DKIM)"));
}

TEST_CASE("an own body without an easy one is a warning that names who gets the usual one, and the locale")
{
    CampaignTown town(every_store());
    for (const char* address : {"a@mail.test", "b@mail.test", "c@mail.test"})
        town.add({.email = address});
    town.add({.phone = "+420601000001"});
    town.add({.email = "d@mail.test", .locale = "en"});
    town.database().session().run(
        "UPDATE contacts SET format = 'easy_to_read' WHERE email <> 'c@mail.test' OR email IS NULL");
    const auto warnings = [&](const std::string& email) {
        return joined(check_campaign(*town.services, town.load({{"email", email}})).warnings);
    };
    const std::string hard = warnings(R"({"cs": {"body": "Text"}})");
    CHECK_THAT(hard, Contains("no easy_body for the locale cs; 2 people who want what is easy to read get"));
    CHECK_THAT(warnings(R"({"*": {"body": "Text"}})"),
               Contains("locale cs; 2 people") && Contains("locale en; 1 person"));
    CHECK_THAT(warnings(R"({"*": {"body": "Text", "easy_body": "Snadný text"}})"), !Contains("easy_body"));
    CHECK_THAT(warnings(R"({"cs": {"subject": "Fórum"}})"), !Contains("easy_body"));
    town.database().session().run("UPDATE contacts SET format = 'usual'");
    CHECK_THAT(warnings(R"({"cs": {"body": "Text"}})"), !Contains("easy_body"));
}

TEST_CASE("what later messages cost as SMS is counted message by message, as they would be written")
{
    CampaignTown town(every_store());
    for (const char* phone : {"+420601000001", "+420601000002"})
        town.add({.given_name = "Jana", .phone = phone});
    const auto report = [&](const std::string& waves, const char* strip) {
        return check_campaign(*town.services, town.load({{"channels", R"(["sms"])"},
                                                         {"sms", R"({"*": "Zveme: {{answer_url}}"})"},
                                                         {"strip_sms", strip},
                                                         {"waves", waves}}))
            .sms_parts_by_message;
    };
    const std::string waves =
        R"([{"kind": "invitation"}, {"kind": "reminder", "after": "P3D", "sms": "{{given_name}}, )" +
        std::string(160, 'r') +
        R"("}, {"kind": "thanks", "after": "P1D", "sms": "Díky"}, {"kind": "feedback", "after": "P9D"}])";
    const auto parts = report(waves, "true");
    CHECK(parts.at("invitation") == 2);
    CHECK(parts.at("reminder") == 4); // "Jana, " and 160: two parts each
    CHECK(parts.at("thanks") == 2);
    CHECK(parts.at("change") == 2);
    CHECK(parts.at("cancellation") == 2);
    CHECK(parts.count("feedback") == 0);             // not written yet
    CHECK(report(waves, "false").at("thanks") == 2); // "í" is UCS-2 and fits all the same
    const std::string said = std::string(150, 's');
    const auto written =
        report(R"([{"kind": "invitation"}, {"kind": "feedback", "after": "P9D", "content": [{"said": ")" + said +
                   R"(", "done": ")" + said + R"("}]}])",
               "true");
    CHECK(written.at("feedback") == 2 * 3);
}
