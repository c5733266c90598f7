// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "content/catalog.h"
#include "content/locale.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace dosah;
using content::Catalogs;

namespace {

/// A folder with one catalog a locale; a locale not given is empty.
struct Folder
{
    using Texts = std::map<std::string, std::string>;
    explicit Folder(const Texts& catalogs)
    {
        for (const std::string& locale : content::locales())
            folder.write(locale + ".json", catalogs.count(locale) ? catalogs.at(locale) : "{}");
    }
    std::string path() const { return folder.path().string(); }

    tests::TemporaryFolder folder;
};

std::string error_of(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        return std::string(to_string(error.kind())) + ": " + error.what();
    }
    return "no error";
}

bool ends_with(const std::string& text, const std::string& end)
{
    return text.ends_with(end);
}

} // namespace

TEST_CASE("locales and what stands in for them")
{
    CHECK(content::locales() == std::vector<std::string>{"cs", "nb", "nn", "en"});
    CHECK(content::is_locale("nn"));
    CHECK_FALSE(content::is_locale("de"));
    CHECK_FALSE(content::is_locale(""));
    CHECK(content::fallbacks("nn") == std::vector<std::string>{"nn", "nb", "en"});
    CHECK(content::fallbacks("nb") == std::vector<std::string>{"nb", "en"});
    CHECK(content::fallbacks("cs") == std::vector<std::string>{"cs", "en"});
    CHECK(content::fallbacks("en") == std::vector<std::string>{"en"});
    CHECK(content::fallbacks("de") == std::vector<std::string>{"en"});
}

TEST_CASE("a text is taken from the locale or the next one that has it")
{
    const Folder folder(Folder::Texts{{"nb", R"({"a":"hei"})"},
                                      {"en", R"({"a":"hello","b":"it''s {who}","c":"C"})"},
                                      {"cs", R"({"b":"to je {who}"})"}});
    const Catalogs catalogs(folder.path());
    CHECK(catalogs.text("nn", "a") == "hei");
    CHECK(catalogs.text("nn", "b", {{"who", "Kari"}}) == "it's Kari");
    CHECK(catalogs.text("cs", "b", {{"who", "<Karel> {x} 'y'"}}) == "to je <Karel> {x} 'y'");
    CHECK(catalogs.has("nb", "a"));
    CHECK_FALSE(catalogs.has("nn", "a"));
    CHECK(catalogs.keys("en") == std::vector<std::string>{"a", "b", "c"});
    CHECK(error_of([&] { (void)catalogs.text("cs", "nowhere"); }) == "internal: no catalog has the text nowhere");
    CHECK(error_of([&] { (void)catalogs.text("cs", "b"); }) ==
          "internal: the text b was asked for without its argument who");
}

TEST_CASE("Czech plurals choose one, few, many and other")
{
    const Folder folder(
        {{"en", R"({"n":"{n, plural, one {# person} other {# people}}"})"},
         {"cs", R"({"n":"{n, plural, one {# člověk} few {# lidé} many {# člověka} other {# lidí}}"})"}});
    const Catalogs catalogs(folder.path());
    const auto count = [&](content::Argument n) { return catalogs.text("cs", "n", {{"n", n}}); };
    CHECK(count(std::int64_t{1}) == "1 člověk");
    CHECK(count(std::int64_t{2}) == "2 lidé");
    CHECK(count(std::int64_t{5}) == "5 lidí");
    CHECK(count(1.5) == "1,5 člověka");
    CHECK(count(std::int64_t{1234567}) == "1\u00a0234\u00a0567 lidí");
    CHECK(catalogs.text("en", "n", {{"n", std::int64_t{1}}}) == "1 person");
}

TEST_CASE("dates in texts are shown in the zone that is asked for")
{
    const Folder folder(Folder::Texts{{"en", R"({"t":"at {t, time, HH:mm} on {t, date, d MMMM}","p":"till {t}"})"}});
    const Catalogs catalogs(folder.path());
    const Instant t = from_iso("2026-12-10T23:30:00Z");
    CHECK(catalogs.text("en", "t", {{"t", t}}, "Europe/Prague") == "at 00:30 on 11 December");
    CHECK(catalogs.text("en", "t", {{"t", t}}, "UTC") == "at 23:30 on 10 December");
    CHECK(catalogs.text("en", "p", {{"t", t}}, "Europe/Oslo") == "till 11 December 2026, 00:30");
}

TEST_CASE("a catalog that cannot be used is refused with file and key")
{
    const auto problem = [](const std::string& english, const std::string& czech) {
        const Folder folder(Folder::Texts{{"en", english}, {"cs", czech}});
        const std::string text = error_of([&] { const Catalogs catalogs(folder.path()); });
        const auto at = text.find("/cs.json: ");
        return at == text.npos ? text : text.substr(at);
    };
    CHECK(problem(R"({"a":"x {n}"})", R"({"a":"x {m}"})") ==
          "/cs.json: a: has the argument {m} that en.json does not have");
    CHECK(problem(R"({"a":"x"})", R"({"a":"x {n"})").starts_with("/cs.json: a: the pattern does not parse"));
    CHECK(problem(R"({"a":"x {0}"})", R"({})").find("want names") != std::string::npos);
    CHECK(problem(R"({"a":"{n, plural, other {{t, date}}} {t}"})", "{}").find("date inside a plural") !=
          std::string::npos);
    CHECK(problem(R"({"a":"{t} {t, date}"})", "{}").find("as it is and as a date") != std::string::npos);
    CHECK(problem(R"({"a":"{n, plural, one {x}}"})", "{}").find("en.json: a: ") != std::string::npos);
    CHECK(problem(R"({"a":1})", "{}").find("expected a text") != std::string::npos);
    CHECK(problem("{}", "[]").find("cs.json") != std::string::npos);
    const tests::TemporaryFolder empty;
    CHECK(error_of([&] { const Catalogs catalogs(empty.path()); }).find("cs.json: cannot be read") !=
          std::string::npos);
}

TEST_CASE("the check of catalogs lists what one locale lacks or has too many")
{
    const Folder folder(
        Folder::Texts{{"en", R"({"a":"{n, plural, one {x} other {y}}","b":"{who}","c":"c"})"},
                      {"cs", R"({"a":"{n, plural, one {x} few {y} other {z}}","b":"kdo","c":"c","d":"d"})"},
                      {"nb", R"({"a":"{n, plural, one {x} other {y}}","b":"{who}{x}","c":""})"},
                      {"nn", R"({"a":"{n, plural, one {x} few {z} other {y}}","b":"{who}"})"}});
    const auto findings = content::check_catalogs(folder.path());
    std::vector<std::string> ends;
    for (const auto& finding : findings)
        ends.push_back(finding.substr(folder.path().size() + 1));
    CHECK(ends == std::vector<std::string>{
                      "cs.json: a: a plural lacks \"many\"",
                      "cs.json: b: lacks the argument {who} that en has",
                      "cs.json: d: is not in en.json",
                      "nb.json: b: has the argument {x} that en does not have",
                      "nb.json: c: is empty",
                      "nn.json: c: is missing",
                      "nn.json: a: a plural has \"few\", which never comes here",
                  });
    const tests::TemporaryFolder empty;
    REQUIRE(content::check_catalogs(empty.path()).size() == 1);
    CHECK(ends_with(content::check_catalogs(empty.path())[0], "each of cs, nb, nn, en needs its file"));
}

TEST_CASE("the catalogs that are shipped are complete")
{
    const auto findings = content::check_catalogs("locales");
    for (const auto& finding : findings)
        UNSCOPED_INFO(finding);
    CHECK(findings.empty());
}

TEST_CASE("many threads write texts at a time")
{
    const Folder folder(
        Folder::Texts{{"en", R"({"n":"{t, time, HH:mm} {n, plural, one {# person} other {# people}}"})"}});
    const Catalogs catalogs(folder.path());
    const Instant t = from_iso("2026-12-10T12:00:00Z");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            const std::string zone = i % 2 ? "UTC" : "Europe/Prague";
            const std::string expected = (i % 2 ? "12:00 " : "13:00 ") + std::to_string(i + 2) + " people";
            for (int k = 0; k < 300; ++k)
                if (catalogs.text("en", "n", {{"n", std::int64_t{i + 2}}, {"t", t}}, zone) != expected) ++wrong;
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}
