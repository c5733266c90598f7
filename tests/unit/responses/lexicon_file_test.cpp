// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "responses/lexicon.h"
#include "responses/lexicon_file.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace dosah;
using namespace dosah::tests;

namespace {

/// The project's lexicon with one file of its own.
struct Folder
{
    TemporaryFolder folder;

    explicit Folder(const std::string& english)
    {
        for (const char* name : {"any", "cs", "nb", "nn"})
            std::filesystem::copy_file("locales/lexicon/" + std::string(name) + ".json",
                                       folder.path() / (std::string(name) + ".json"));
        folder.write("en.json", english);
    }

    std::string problem() const
    {
        try {
            responses::read_lexicon_files(folder.path().string());
            return "";
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::input);
            return error.what();
        }
    }
};

std::string rules(const std::string& list, const std::string& more = "")
{
    return R"({"locale": "en", "rules": [)" + list + "]" + more + "}";
}

std::string rule(const std::string& id, const std::string& sense, const std::string& phrase)
{
    return R"({"id": ")" + id + R"(", "sense": ")" + sense + R"(", "phrases": [")" + phrase +
           R"("], "matches": ["yes"], "differs": ["x"]})";
}

} // namespace

TEST_CASE("a lexicon that is wrong names file, place and what is wrong", "[lexicon]")
{
    const auto says = [](const std::string& content, const std::string& what) {
        const std::string problem = Folder(content).problem();
        INFO(problem);
        CHECK(problem.find("en.json") != std::string::npos);
        CHECK(problem.find(what) != std::string::npos);
    };
    says("{", "not JSON");
    says(R"({"locale": "cs", "rules": []})", "expected \"en\", found \"cs\"");
    says(rules(rule("a", "perhaps", "yes")), "unknown sense \"perhaps\"");
    says(rules(rule("a", "yes", "!!")), "has no words");
    says(rules(rule("a", "yes", "yes. no")), "more than one sentence");
    says(rules(rule("a", "yes", "a b c d e f g h i")), "more than 8 words");
    says(rules(rule("a", "sign_yes", "yes")), "expected an emoji");
    says(rules(rule("a", "yes", "yes") + "," + rule("a", "no", "no")), "two rules have the id \"a\"");
    says(rules(rule("a", "yes", "Yés") + "," + rule("b", "no", "yes!")), "say different things");
    says(rules(R"({"id": "a", "sense": "yes", "phrases": ["yes"], "matches": [], "differs": ["x"]})"),
         "no examples in \"matches\"");
    says(rules(rule("a", "yes", "yes"), R"(, "vocabulary": {"fillers": ["the"]})"), "unknown list \"fillers\"");
    says(rules(rule("a", "yes", "yes"), R"(, "numbers": {"two": ["two"]})"), "found \"two\"");
    says(rules(rule("a", "yes", "yes"), R"(, "rulez": 1)"), "rulez");
    says("\xFF", "not UTF-8");
}

TEST_CASE("a missing file of the lexicon is told", "[lexicon]")
{
    const TemporaryFolder empty;
    CHECK_THROWS_AS(responses::Lexicons(empty.path().string()), Error);
}

TEST_CASE("examples that are not read as they say are found", "[lexicon]")
{
    const Folder wrong(rules(R"({"id": "a", "sense": "yes", "phrases": ["yes"], "matches": ["maybe so"],)"
                             R"( "differs": ["yes!"]})"));
    const auto findings = responses::check_lexicons(wrong.folder.path().string());
    CHECK(std::any_of(findings.begin(), findings.end(), [](const std::string& finding) {
        return finding.find("a: \"maybe so\" is read as text, not as answer yes") != std::string::npos;
    }));
    CHECK(std::any_of(findings.begin(), findings.end(), [](const std::string& finding) {
        return finding.find("a: \"yes!\" is read as answer yes") != std::string::npos;
    }));
}
