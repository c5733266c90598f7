// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "tests/unit/cli/drawn_town.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const std::string population = "age_from,age_to,people\n15,24,100\n25,44,300\n45,64,300\n65,,300\n";

} // namespace

TEST_CASE("dosah draw freezes, draws and verifies the audience of a campaign, and draw next moves the reserve up")
{
    DrawnTown town;
    CAPTURE(town.imported.out, town.imported.err, town.loaded.err, town.launched.err);
    REQUIRE(town.launched.status == 0);
    const std::vector<std::string> campaign = {"--campaign", "forum", "--org", "lipova"};
    const auto with = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
        words.insert(words.end(), more.begin(), more.end());
        return town.run(words);
    };
    const std::string waits = "it waits for the lot: dosah draw run --campaign forum --org lipova --seed TEXT\n";
    CHECK_THAT(town.launched.out, Contains(waits));
    CHECK_THAT(town.run({"campaign", "status", "forum", "--org", "lipova"}).out, Contains(waits));
    const auto waiting = [&] {
        return town.run({"campaign", "status", "forum", "--org", "lipova", "--json"})
            .object()
            ->getValue<bool>("waits_for_draw");
    };
    CHECK(waiting());
    CHECK_THAT(town.run({"campaign", "check", "forum", "--org", "lipova"}).out,
               Contains("audience: 12\nto be invited by the draw: 4\n"));
    const Ran frozen =
        with({"draw", "freeze", "--out", town.path("frame.tsv"), "--plan", town.path("plan.json")}, campaign);
    CHECK(frozen.status == 0);
    CHECK_THAT(frozen.out, Contains("all: 12, of them 4 to be invited and 2 held out"));
    CHECK_THAT(frozen.out, Contains("for the campaign lipova/forum"));
    CHECK_THAT(frozen.out, Contains("to be drawn with: Sportka 2040"));

    CHECK(with({"draw", "next", "forum", "--org", "lipova", "--stratum", "all"}, {}).status == 1);
    const Ran drawn = with({"draw", "run", "--seed", "1 2 3", "--out", town.path("draw.json")}, campaign);
    CAPTURE(drawn.err);
    CHECK(drawn.status == 0);
    CHECK_THAT(drawn.out, Contains("all: 4 invited, 2 held out, of 12"));
    CHECK_FALSE(waiting());
    CHECK_THAT(with({"draw", "run", "--seed", "4 5 6"}, campaign).err, Contains("drawn already"));
    CHECK(with({"draw", "run", "--seed", "1 2 3", "--json"}, campaign).status == 0); // the certificate once more
    const std::vector<std::string> verify = {
        "draw", "verify", town.path("draw.json"), "--frame", town.path("frame.tsv"), "--seed", "1 2 3"};
    CHECK(with(verify, {"--plan", town.path("plan.json")}).status == 0);
    town.write("other.json",
               R"({"algorithm":"pdraw/1","campaign":"lipova/other","seed_source":"","frame":{"sha256":"",)"
               R"("people":12},"strata":[{"stratum":"all","people":12,"invited":5,"holdout":2}]})");
    const Ran other = with(verify, {"--plan", town.path("other.json")});
    CHECK(other.status == 1);
    CHECK_THAT(other.out, Contains("published were 5 invited and 2 held out of 12"));

    const Ran next = town.run({"draw", "next", "forum", "--org", "lipova", "--stratum", "all", "--people", "2"});
    CHECK(next.status == 0);
    CHECK(next.out == "2 of 2 moved up from the reserve of all\n");
    CHECK(
        town.run({"campaign", "status", "forum", "--org", "lipova", "--json"}).object()->getValue<int>("recipients") ==
        6);

    const Ran uplift = town.run({"report", "uplift", "--campaign", "forum", "--org", "lipova", "--locale", "en"});
    CHECK(uplift.status == 0);
    CHECK_THAT(uplift.out, Contains("2 people were invited later from the reserve"));
    CHECK_THAT(uplift.out, !Contains("p ="));
}

TEST_CASE("dosah benchmark keeps populations, and report representativeness compares with one")
{
    DrawnTown town;
    town.run({"draw", "run", "--campaign", "forum", "--org", "lipova", "--seed", "1 2 3"});
    town.write("population.csv", population);
    const std::vector<std::string> from = {"benchmark", "import",  town.path("population.csv"), "--org", "lipova",
                                           "--kind",    "register"};
    const auto with = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
        words.insert(words.end(), more.begin(), more.end());
        return town.run(words);
    };
    CHECK_THAT(with(from, {}).err, Contains("add --source and --date"));
    for (const char* date : {"hello", "2021-13-01", "2021-02-30"})
        CHECK_THAT(with(from, {"--source", "Obec", "--date", date}).err, Contains("write a date as 2021-03-26"));
    CHECK_THAT(with(from, {"--source", "Obec", "--date", "2040-01-01", "--place", "999001="}).err,
               Contains("--place 999001=: write the name"));
    CHECK_THAT(with(from, {"--source", "Obec", "--date", "2040-01-01", "--key", "plain"}).out,
               Contains("2040-01-01  Obec\n"));
    CHECK(town.run({"benchmark", "remove", "plain", "--org", "lipova"}).status == 0);
    const Ran imported = with(from, {"--source", "Obec", "--table", "Evidence", "--date", "2040-01-01", "--json"});
    REQUIRE(imported.status == 0);
    CHECK(imported.object()->getValue<std::string>("key") == "register-2040");
    CHECK(imported.object()->getValue<std::string>("sha256") == sha256_hex(population));
    CHECK(imported.object()->getValue<int>("people") == 1000);
    CHECK_THAT(town.run({"benchmark", "list", "--org", "lipova"}).out, Contains("register-2040  register  2040-01-01"));
    CHECK_THAT(town.run({"benchmark", "show", "register-2040", "--org", "lipova"}).out, Contains("65+  300"));
    CHECK_THAT(town.run({"benchmark", "import", "-", "--org", "lipova", "--kind", "none"}).err,
               Contains("not_benchmarked"));

    const std::vector<std::string> report = {"report", "representativeness", "--campaign", "forum", "--org", "lipova"};
    const Ran first = with(report, {"--format", "csv"});
    CAPTURE(first.err);
    REQUIRE(first.status == 0);
    CHECK_THAT(first.out, Contains("65+,population,300,1000,0.3,,,interim"));
    CHECK_THAT(first.err, Contains("sha256 " + sha256_hex(first.out)));
    CHECK(with(report, {"--json"}).object()->getObject("benchmark")->getValue<std::string>("key") == "register-2040");
    for (const char* locale : {"cs", "nb", "nn", "en"})
        CHECK(with(report, {"--locale", locale}).status == 0);
    CHECK(with(report, {"--format", "html"}).status == 0);
    CHECK_THAT(with(report, {"--bands", "20-30"}).err, Contains("cannot be added up"));

    CHECK(town.run({"benchmark", "remove", "register-2040", "--org", "lipova"}).status == 0);
    CHECK_THAT(with(report, {"--format", "csv"}).out, Contains("not_benchmarked"));
}

TEST_CASE("dosah campaign ineligible records who should not have been invited, and takes it back")
{
    DrawnTown town;
    town.run({"draw", "run", "--campaign", "forum", "--org", "lipova", "--seed", "1 2 3"});
    const std::vector<std::string> one = {"campaign", "ineligible", "forum", "--org", "lipova", "--contact", "1"};
    const auto with = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words = one;
        words.insert(words.end(), more.begin(), more.end());
        return town.run(words);
    };
    CHECK_THAT(with({"--reason", "moved_away"}).out, Contains("not eligible (NE)"));
    CHECK_THAT(with({"--reason", "moved_away"}).out, Contains("recorded with that reason"));
    CHECK_THAT(with({"--reason", "gone"}).err, Contains("expected not_me"));
    CHECK(with({"--withdraw", "--json"}).object()->getValue<bool>("changed"));
    CHECK_THAT(
        town.run({"campaign", "ineligible", "forum", "--org", "lipova", "--contact", "999", "--reason", "died"}).err,
        Contains("not in the frozen audience"));
}

TEST_CASE("dosah programme joins campaigns of organisations; its report waits for their as-of time")
{
    DrawnTown town;
    CHECK(town.run({"programme", "add", "part-net", "--name", "PART-NET"}).status == 0);
    CHECK_THAT(town.run({"programme", "add", "part-net", "--name", "PART-NET"}).err, Contains("already"));
    CHECK_THAT(town.run({"programme", "add", "Part", "--name", "x"}).err, Contains("a-z"));
    const Ran empty = town.run({"report", "programme", "--programme", "part-net"});
    CHECK_THAT(empty.err, Contains("no campaign yet"));
    const std::vector<std::string> join = {"programme", "join", "part-net", "--campaign", "lipova/forum"};
    CHECK(town.run(join).out == "lipova/forum is in programme part-net\n");
    CHECK(town.run(join).out == "lipova/forum was in programme part-net\n");
    CHECK_THAT(town.run({"programme", "join", "partnet", "--campaign", "lipova/forum"}).err,
               Contains("did you mean \"part-net\""));
    CHECK_THAT(town.run({"programme", "join", "part-net", "--campaign", "forum"}).err, Contains("lipova/forum-2026"));
    CHECK(town.run({"programme", "list"}).out == "part-net  1 campaign  PART-NET\n");
    const Ran early = town.run({"report", "programme", "--programme", "part-net"});
    CHECK(early.status == 1);
    CHECK_THAT(early.err, Contains("past its as-of time (the next at 2040-11-10"));
}

TEST_CASE("dosah report full compares with the benchmark that is named; with several and none named a note says so")
{
    DrawnTown town;
    town.run({"draw", "run", "--campaign", "forum", "--org", "lipova", "--seed", "1 2 3"});
    town.write("population.csv", population);
    for (const char* date : {"2039-01-01", "2040-01-01"})
        REQUIRE(town.run({"benchmark", "import", town.path("population.csv"), "--org", "lipova", "--kind", "register",
                          "--source", "Obec", "--table", "Evidence", "--date", date})
                    .status == 0);
    const auto full = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"report", "full", "--campaign", "forum", "--org", "lipova", "--locale", "en"});
        return town.run(more);
    };
    const Ran none = full({});
    CAPTURE(none.err);
    REQUIRE(none.status == 0);
    CHECK_THAT(none.out, Contains("several populations to compare with (register-2039, register-2040)"));
    const Ran named = full({"--benchmark", "register-2040", "--json"});
    REQUIRE(named.status == 0);
    CHECK(named.object()->getObject("representativeness")->getObject("benchmark")->getValue<std::string>("key") ==
          "register-2040");
    CHECK(full({"--benchmark", "register-2041"}).status == 1);
}
