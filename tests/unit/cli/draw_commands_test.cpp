// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

constexpr const char* seed = "5 18 23 30 34 41|2026-10-04T20:00Z";
constexpr const char* frame = "stratum,token\nyouth,c01\nyouth,c02\nyouth,c03\nyouth,c04\nyouth,c05\nyouth,c06\n"
                              "senior,c07\nsenior,c08\nsenior,c09\nsenior,c10\ndisab,c11\ndisab,c12\n";
constexpr const char* frame_hash = "877462ddf365e000194f3254eb7d4d6c3fbc4fa10871de2a1f68584a49fccdbb";

} // namespace

TEST_CASE("dosah draw freezes a frame, draws from it with a public seed, and verifies the certificate")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    const std::string frozen = shell.path("frame.tsv");
    const std::string certificate = shell.path("draw.json");
    const Ran froze = shell.run({"draw", "freeze", list, "--campaign", "camp-1", "--seed-source",
                                 "Sportka of 4 October 2026", "--out", frozen, "--json"});
    CHECK(froze.status == 0);
    CHECK(froze.object()->getValue<std::string>("frame_sha256") == frame_hash);
    CHECK(froze.object()->getValue<int>("people") == 12);
    CHECK_THAT(read_file(frozen), Contains("disab\tc11\n"));
    CHECK_THAT(shell.run({"draw", "freeze", list}).out, Contains(frame_hash) && Contains("youth: 6"));

    const Ran ran = shell.run({"draw", "run", frozen, "--campaign", "camp-1", "--seed", seed, "--size", "6",
                               "--holdout", "2", "--frame-sha256", frame_hash, "--out", certificate});
    CHECK(ran.status == 0);
    CHECK_THAT(ran.out, Contains("youth: 3 invited, 1 held out, of 6"));
    CHECK_THAT(read_file(certificate), Contains(R"("invited":["c02","c03","c01"],"holdout":["c04"])"));
    const Ran printed =
        shell.run({"draw", "run", list, "--campaign", "camp-1", "--seed", seed, "--quota", "youth=3", "--quota",
                   "senior=2", "--quota", "disab=1", "--holdout", "youth=1", "--holdout", "senior=1", "--json"});
    CHECK(printed.object()->getArray("strata")->size() == 3);

    const Ran right = shell.run({"draw", "verify", certificate, "--frame", frozen, "--seed", seed});
    CHECK(right.status == 0);
    CHECK_THAT(right.out, Contains("gives what the certificate says"));
    CHECK(shell.run({"draw", "verify", certificate, "--frame", list, "--json"}).object()->getValue<bool>("valid"));
}

TEST_CASE("dosah draw verify ends with 1 and says what was tampered with")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    std::string text = shell.run({"draw", "run", list, "--campaign", "camp-1", "--seed", seed, "--size", "6"}).out;
    text.replace(text.find("c01"), 3, "c05");
    text.replace(text.rfind("c05"), 3, "c01");
    const Ran wrong = shell.run({"draw", "verify", shell.write("draw.json", text), "--frame", list});
    CHECK(wrong.status == 1);
    CHECK_THAT(wrong.out, Contains("stratum youth, place 3: the certificate says c05, the draw gives c01"));
    const Ran as_json = shell.run({"draw", "verify", shell.path("draw.json"), "--frame", list, "--json"});
    CHECK(as_json.status == 1);
    CHECK_FALSE(as_json.object()->getValue<bool>("valid"));
    CHECK(as_json.object()->getArray("differences")->size() == 2);
    const std::string shorter = shell.write("shorter.csv", "stratum,token\nyouth,c01\nyouth,c02\n");
    CHECK(shell.run({"draw", "verify", shell.path("draw.json"), "--frame", shorter}).status == 1);
}

TEST_CASE("the plan's SHA-256 that dosah draw freeze prints is that of the file it writes")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    const Ran froze = shell.run({"draw", "freeze", list, "--campaign", "camp-1", "--size", "6", "--holdout", "2",
                                 "--plan", shell.path("plan.json")});
    REQUIRE(froze.status == 0);
    const std::string plan = read_file(shell.path("plan.json"));
    CHECK_THAT(froze.out, Contains("plan sha256 " + sha256_hex(plan) + "\n"));
    REQUIRE(shell
                .run({"draw", "run", list, "--campaign", "camp-1", "--seed", seed, "--size", "6", "--holdout", "2",
                      "--out", shell.path("draw.json")})
                .status == 0);
    const auto verify = [&](const std::string& path) {
        return shell.run({"draw", "verify", shell.path("draw.json"), "--frame", list, "--plan", path}).status;
    };
    CHECK(verify(shell.path("plan.json")) == 0);
    CHECK(verify(shell.write("with-newline.json", plan + "\n")) == 0);
}

TEST_CASE("dosah draw verify ends with 1 and names a weight that was tampered with")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    std::string text = shell.run({"draw", "run", list, "--campaign", "camp-1", "--seed", seed, "--size", "6"}).out;
    text.replace(text.find("\"6/3\""), 5, "\"6/1\"");
    const Ran wrong = shell.run({"draw", "verify", shell.write("draw.json", text), "--frame", list});
    CHECK(wrong.status == 1);
    CHECK_THAT(wrong.out, Contains("stratum youth, weight: the certificate says 6/1, its own tokens give 6/3"));
}

TEST_CASE("dosah draw refuses another frame, a file that is there, and wrong words")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    const Ran other = shell.run(
        {"draw", "run", list, "--campaign", "c", "--seed", "s", "--size", "1", "--frame-sha256", std::string(64, '0')});
    CHECK(other.status == 1);
    CHECK_THAT(other.err, Contains(frame_hash));
    const Ran over = shell.run({"draw", "freeze", list, "--out", list});
    CHECK(over.status == 1);
    CHECK_THAT(over.err, Contains("is there already"));
    CHECK(read_file(list) == frame);
    CHECK(shell.run({"draw", "run", list, "--campaign", "c", "--seed", "s"}).status == 2);
    CHECK(shell.run({"draw", "run", list, "--campaign", "c", "--seed", "s", "--quota", "youth"}).status == 2);
    CHECK(shell.run({"draw", "run", list, "--campaign", "c", "--seed", "s", "--size", "many"}).status == 2);
    CHECK(shell.run({"draw", "run", list, "--campaign", "c", "--size", "1"}).status == 2);
    CHECK(shell.run({"draw", "verify", list, "--frame", list}).status == 2);
    CHECK(shell.run({"draw", "freeze", shell.path("none.csv")}).status == 2);
}

TEST_CASE("dosah draw takes printable UTF-8 only for what is published, and prints no control characters of others")
{
    Shell shell(false);
    const std::string list = shell.write("frame.csv", frame);
    const auto refused = [&](const std::string& campaign, const std::string& value, const std::string& what) {
        const Ran ran = shell.run({"draw", "run", list, "--campaign", campaign, "--seed", value, "--size", "6"});
        CHECK(ran.status == 2);
        CHECK(ran.out.empty());
        CHECK_THAT(ran.err, Contains(what));
    };
    refused("camp-1", "\xff", "--seed: it is not UTF-8");
    refused("camp\x1b[2J", "s", "--campaign: byte 5");
    refused("camp\xC2\x9b", "s", "--campaign: byte 5");
    refused("camp\t1", "s", "control character");
    CHECK(shell.run({"draw", "freeze", list, "--campaign", "a\x07"}).status == 2);
    CHECK(shell.run({"draw", "freeze", list, "--seed-source", "\xff"}).status == 2);

    std::string text = shell.run({"draw", "run", list, "--campaign", "camp-1", "--seed", seed, "--size", "6"}).out;
    text.replace(text.find("\"c01\""), 5, "\"\\u001b[2Jc01\"");
    const Ran foreign = shell.run({"draw", "verify", shell.write("draw.json", text), "--frame", list});
    CHECK(foreign.status == 1);
    CHECK_THAT(foreign.out, Contains("?[2Jc01") && !Contains("\x1b"));
}
