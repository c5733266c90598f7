// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/definition.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

Definition read(const std::map<std::string, std::string>& members = {})
{
    return read_definition(CampaignTown::file(members), "Europe/Prague");
}

std::string refusal(const std::map<std::string, std::string>& members)
{
    try {
        read(members);
    } catch (const Error& problem) {
        CHECK(problem.kind() == ErrorKind::input);
        return problem.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("a campaign file is read with its defaults, times by the organisation's zone")
{
    const Definition definition = read();
    CHECK(definition.key == "forum");
    CHECK(definition.kind == "official");
    CHECK(definition.target_act == "attend");
    CHECK(definition.event.starts == from_iso("2026-12-10T16:00:00Z"));
    CHECK(definition.channels == std::vector{channel::Channel::email, channel::Channel::sms});
    REQUIRE(definition.waves.size() == 1);
    CHECK(definition.waves[0].kind == "invitation");
    CHECK(closing_time(definition) == from_iso("2026-12-24T18:00:00Z"));
    CHECK(in_locale(definition.name, "nb") == "Fórum 2026");
    CHECK(read({{"closes", R"("2027-01-02T10:00+02:00")"}}).closes == from_iso("2027-01-02T08:00:00Z"));
}

TEST_CASE(
    "what an event offers, whom the words are for and easy texts are read and written back; without them the text is "
    "as it was")
{
    const std::string before = write_definition(read());
    for (const char* member : {"interpreter", "transport", "childcare", "link", "wording", "easy_body"})
        CHECK_THAT(before, !Contains(std::string("\"") + member));
    const Definition definition = read({
        {"event", R"({"kind": "map", "title": "Mapa", "starts": "2026-12-10T17:00", "ends": "2026-12-10T19:00",
                      "interpreter": {"cs": "ukrajinština"}, "transport": "autobus", "childcare": {"nb": "barnepass"},
                      "link": "https://mapa.example/a?b=1"})"},
        {"wording", R"("youth")"},
        {"email", R"({"cs": {"body": "{{greeting}}", "easy_body": "{{for_you}}"}})"},
    });
    CHECK(in_locale(definition.event.interpreter, "cs") == "ukrajinština");
    CHECK(in_locale(definition.event.transport, "nn") == "autobus");
    CHECK(in_locale(definition.event.childcare, "nn") == "barnepass");
    CHECK(definition.event.link == "https://mapa.example/a?b=1");
    CHECK(definition.wording == "youth");
    CHECK(definition.email.at("cs").easy_body == "{{for_you}}");
    const std::string written = write_definition(definition);
    CHECK(write_definition(read_definition(written, "UTC")) == written);

    CHECK_THAT(refusal({{"wording", R"("yout")"}}),
               Contains("campaign.wording") && Contains("did you mean \"youth\"?"));
    for (const char* link : {"http://mapa.example", "mapa", "https://mapa.example/a b", "https://m.example/\\\"x"})
        CHECK_THAT(refusal({{"event", R"({"title": "M", "starts": "2026-12-10", "ends": "2026-12-11", "link": ")" +
                                          std::string(link) + "\"}"}}),
                   Contains("campaign.event.link"));
}

TEST_CASE("a plain string is the text of every locale; others fall back as the locales do")
{
    const Localised text{{"*", "all"}, {"nb", "bokmål"}};
    CHECK(find_text(text, "nn") == "bokmål");
    CHECK(find_text(text, "cs") == "all");
    const Localised czech{{"cs", "česky"}};
    CHECK(find_text(czech, "nb") == std::nullopt);
    CHECK(in_locale(czech, "nb") == "česky");
    CHECK(in_locale({}, "nb").empty());
}

TEST_CASE("the canonical text is the same for the same definition and is read back whole")
{
    const std::map<std::string, std::string> members = {
        {"email", R"({"nb": {"body": "Hei\n\n{{event.title}}", "subject": "Møte"}, "cs": {"subject": "Fórum"}})"},
        {"sms", R"({"cs": "Přijďte: {{answer_url}}"})"},
        {"strip_sms", "true"},
        {"sms_sender", R"("Lipova")"},
        {"kind", R"("service")"},
        {"waves", R"([{"not_after": "2026-12-09T12:00", "starts": "2026-12-01T08:00:00Z", "kind": "invitation"}])"},
        {"closes", R"("2027-01-10")"}};
    const Definition definition = read(members);
    const std::string text = write_definition(definition);
    const Definition again = read_definition(text, "Europe/Oslo");
    CHECK(write_definition(again) == text);
    CHECK(again.email.at("nb").body == "Hei\n\n{{event.title}}");
    CHECK(again.waves[0].not_after == from_iso("2026-12-09T11:00:00Z"));
    CHECK(again.strip_sms);
    CHECK(write_definition(read({{"strip_sms", "true"}})) != write_definition(read()));
}

TEST_CASE("what is wrong in a campaign file is named with its place and a remedy")
{
    CHECK_THAT(refusal({{"audiense", R"("x")"}}), Contains("campaign.audiense") && Contains("audience"));
    CHECK_THAT(refusal({{"kind", R"("oficial")"}}), Contains("campaign.kind") && Contains("official"));
    CHECK_THAT(refusal({{"key", R"("Fórum")"}}), Contains("campaign.key"));
    CHECK_THAT(refusal({{"key", R"("2026")"}}), Contains("campaign.key"));
    CHECK_THAT(refusal({{"channels", "[]"}}), Contains("campaign.channels"));
    CHECK_THAT(refusal({{"channels", R"(["fax"])"}}), Contains("fax"));
    CHECK_THAT(refusal({{"channels", R"(["sms", "sms"])"}}), Contains("twice"));
    CHECK_THAT(refusal({{"name", R"({"de": "Forum"})"}}), Contains("campaign.name.de"));
    CHECK_THAT(refusal({{"name", "17"}}), Contains("campaign.name") && Contains("text"));
    CHECK_THAT(refusal({{"closes", R"("tomorrow")"}}), Contains("campaign.closes") && Contains("tomorrow"));
    CHECK_THAT(refusal({{"email", R"({"cs": {"subject": "a\r\nBcc: x@y.test"}})"}}),
               Contains("campaign.email.cs.subject"));
    CHECK_THAT(refusal({{"email", R"({"cs": {"subjekt": "a"}})"}}), Contains("campaign.email.cs.subjekt"));
    CHECK_THAT(refusal({{"waves", R"([{}, {}])"}}), Contains("campaign.waves[1]"));
    CHECK_THAT(refusal({{"waves", R"([{"starts": "2026-12-02", "not_after": "2026-12-01"}])"}}), Contains("not_after"));
    CHECK_THAT(refusal({{"event", R"({"title": "x", "starts": "2026-12-10T25:00", "ends": "2026-12-11"})"}}),
               Contains("campaign.event.starts"));
    CHECK_THAT(refusal({{"event", R"({"title": "x", "starts": "2027-03-28T02:30", "ends": "2027-03-28T05:00"})"}}),
               Contains("campaign.event.starts: there is no 2027-03-28T02:30 in Europe/Prague"));
    CHECK_THAT(refusal({{"event", R"({"title": "x", "starts": "10.12.2026 17:00", "ends": "2026-12-11"})"}}),
               Contains("campaign.event.starts: not a time") && Contains("write 2026-11-22T14:05 or"));
    CHECK_THAT(refusal({{"sms", R"("a\u0000b")"}}), Contains("campaign.sms") && Contains("control"));
    CHECK_THROWS_AS(read_definition("{", "UTC"), Error);
    CHECK_THROWS_AS(read_definition("\xff{}", "UTC"), Error);
}

TEST_CASE("later waves have a time, own texts and, for feedback, what people said")
{
    const std::map<std::string, std::string> members = {
        {"waves", R"([
            {"kind": "feedback", "after": "P1M", "content": [
                {"said": {"cs": "Víc laviček."}, "done": {"cs": "Přidáme šest."}},
                {"said": {"cs": "Kavárna."}, "not_done": {"cs": "Nepostavíme ji."}, "why": {"cs": "Nemáme na provoz."}}]},
            {"kind": "reminder", "after": "P1W", "email": {"cs": {"subject": "Ještě jednou"}}, "sms": "Ještě jednou"},
            {"kind": "thanks", "starts": "2026-12-11T09:00", "not_after": "2026-12-20"},
            {"starts": "2026-11-25T09:00"}])"},
        {"fallback", R"({"on_bounce": true, "after_days_without_answer": 5})"},
        {"in_doubt", R"("leave")"},
        {"tone", R"("informal")"}};
    const Definition definition = read(members);
    REQUIRE(definition.waves.size() == 4);
    CHECK(definition.waves[0].kind == "invitation");
    CHECK(definition.waves[0].starts == from_iso("2026-11-25T08:00:00Z"));
    CHECK(definition.waves[1].kind == "reminder");
    CHECK(definition.waves[1].after == Duration{0, 7, 0});
    CHECK(definition.waves[1].email.at("cs").subject == "Ještě jednou");
    CHECK(definition.waves[2].not_after == from_iso("2026-12-19T23:00:00Z"));
    REQUIRE(definition.waves[3].content.size() == 2);
    CHECK(definition.waves[3].content[1].why.at("cs") == "Nemáme na provoz.");
    CHECK(definition.fallback == Fallback{true, 5});
    CHECK(definition.in_doubt == "leave");
    CHECK(definition.tone == "informal");
    const std::string text = write_definition(definition);
    CHECK(write_definition(read_definition(text, "Europe/Oslo")) == text);
    for (const Wave& wave : definition.waves) {
        const std::string alone = write_wave_file(wave);
        CHECK(write_wave_file(read_wave_file(alone, wave.kind, "Europe/Oslo")) == alone);
    }
}

TEST_CASE("a campaign that uses none of the later choices has the canonical text it had before there were any")
{
    const std::string text = write_definition(read());
    for (const char* member : {"fallback", "in_doubt", "content", "after", "tone"})
        CHECK_THAT(text, !Contains("\"" + std::string(member) + "\""));
}

TEST_CASE("what is wrong in a wave is named with its place and a remedy")
{
    const auto refused = [](const std::string& waves) { return refusal({{"waves", waves}}); };
    CHECK_THAT(refused(R"([{"kind": "remindr", "after": "P7D"}])"),
               Contains("campaign.waves[0].kind") && Contains("reminder"));
    CHECK_THAT(refused(R"([{"kind": "reminder"}])"), Contains("campaign.waves[0].after") && Contains("P7D"));
    CHECK_THAT(refused(R"([{"kind": "reminder", "after": "7 days"}])"),
               Contains("campaign.waves[0].after: not a duration: \"7 days\"") && Contains("P7D"));
    CHECK_THAT(refused(R"([{"kind": "reminder", "after": "P7D", "starts": "2026-12-01"}])"), Contains("not both"));
    CHECK_THAT(refused(R"([{"after": "P7D"}])"), Contains("campaign.waves[0].after") && Contains("invitation"));
    CHECK_THAT(refused(R"([{"sms": "Přijďte"}])"), Contains("campaign.sms"));
    CHECK_THAT(refused(R"([{"kind": "thanks", "after": "P1D"}, {"kind": "thanks", "after": "P2D"}])"),
               Contains("campaign.waves[1].kind") && Contains("once"));
    CHECK_THAT(refused(R"([{"kind": "thanks", "after": "P1D", "content": []}])"),
               Contains("campaign.waves[0].content"));
    const auto point = [&](const std::string& members) {
        return refused(R"([{"kind": "feedback", "after": "P1M", "content": [)" + members + "]}]");
    };
    CHECK_THAT(point(R"({"done": "Přidáme."})"), Contains("content[0].said"));
    CHECK_THAT(point(R"({"said": "Lavičky."})"), Contains("not_done") && Contains("why"));
    CHECK_THAT(point(R"({"said": "Kavárna.", "not_done": "Nebude."})"), Contains("content[0].why"));
    CHECK_THAT(point(R"({"said": "Kavárna.", "done": "Bude.", "why": "Protože."})"), Contains("content[0].why"));
    CHECK_THAT(point(R"({"said": "Kavárna.", "not_done": {"cs": "Ne.", "nb": "Nei."}, "why": {"cs": "Draze."}})"),
               Contains("content[0].why") && Contains("nb"));
    CHECK_THAT(refusal({{"fallback", R"({"after_days_without_answer": 400})"}}),
               Contains("campaign.fallback.after_days_without_answer"));
    CHECK_THAT(refusal({{"fallback", R"({"on_bounse": true})"}}), Contains("on_bounce"));
    CHECK_THAT(refusal({{"in_doubt", R"("resent")"}}), Contains("campaign.in_doubt") && Contains("resend"));
    CHECK_THAT(refusal({{"tone", R"("formel")"}}), Contains("campaign.tone") && Contains("formal"));
    CHECK_THROWS_WITH(read_wave_file(R"({"kind": "thanks", "after": "P1D"})", "feedback", "UTC"),
                      Contains("wave.kind"));
}

TEST_CASE("the example of docs/campaigns.md is a campaign file")
{
    const std::string page = read_file("docs/campaigns.md");
    const std::size_t begin = page.find("    {\n");
    const std::size_t end = page.find("\n    }\n", begin);
    REQUIRE(end != std::string::npos);
    const Definition definition = read_definition(page.substr(begin, end + 6 - begin), "Europe/Prague");
    CHECK(definition.key == "forum-park");
    CHECK(definition.closes == from_iso("2026-12-24T19:00:00Z"));
}
