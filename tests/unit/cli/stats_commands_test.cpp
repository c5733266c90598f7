// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;
using Catch::Contains;

namespace {

struct Ran
{
    int status;
    std::string out;
    std::string err;
};

Ran run(std::vector<std::string> words)
{
    words.insert(words.begin(), "stats");
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    const int status = cli::run(words, cli::stats_commands(), {}, in, out, err);
    return {status, out.str(), err.str()};
}

double number(const json::Object::Ptr& from, const std::string& name)
{
    return from->getValue<double>(name);
}

} // namespace

TEST_CASE("dosah stats wilson gives the interval in full precision")
{
    const Ran ran = run({"wilson", "34", "120", "--json"});
    CHECK(ran.status == 0);
    const auto out = json::parse_object(ran.out, "output");
    CHECK(out->getNames() == std::vector<std::string>{"estimate", "lo", "hi"});
    CHECK(number(out, "estimate") == Approx(34. / 120).epsilon(1e-14));
    CHECK(number(out, "lo") == Approx(0.2104062809175645).epsilon(1e-12));
    CHECK(number(out, "hi") == Approx(0.3697020245305404).epsilon(1e-12));
    const auto corrected = json::parse_object(run({"wilson", "5", "10", "--cc", "--json"}).out, "output");
    CHECK(number(corrected, "lo") == Approx(0.2014229695986072).epsilon(1e-12));
    const auto other = json::parse_object(run({"wilson", "--level", "0.9875", "30", "100", "--json"}).out, "output");
    CHECK(number(other, "lo") == Approx(0.2000773029400140).epsilon(1e-12));
    CHECK(run({"wilson", "0", "10", "--json"}).out.starts_with("{\"estimate\":0,\"lo\":0,\"hi\":0.27753"));
    CHECK_THAT(run({"wilson", "34", "120"}).out, Contains("0.283333") && Contains("0.210406") && Contains("Wilson"));
}

TEST_CASE("dosah stats newcombe gives the interval of the difference")
{
    const auto out = json::parse_object(run({"newcombe", "60", "400", "8", "100", "--json"}).out, "output");
    CHECK(number(out, "estimate") == Approx(.07).epsilon(1e-14));
    CHECK(number(out, "lo") == Approx(-0.006807489620160895).epsilon(1e-12));
    CHECK(number(out, "hi") == Approx(0.1246045007896399).epsilon(1e-12));
    const auto corrected = json::parse_object(run({"newcombe", "6", "7", "2", "7", "--cc", "--json"}).out, "output");
    CHECK(number(corrected, "lo") == Approx(-0.02902411500485101).epsilon(1e-12));
    CHECK_THAT(run({"newcombe", "6", "7", "2", "7", "--cc"}).out, Contains("with continuity correction at 0.95"));
}

TEST_CASE("dosah stats rates gives AAPOR's rates, and null for what is undefined")
{
    const auto out = json::parse_object(
        run({"rates", "5", "3", "2", "1", "2", "1", "1", "1", "--e", "0.5", "--json"}).out, "output");
    CHECK(number(out, "RR1") == Approx(1. / 3).epsilon(1e-14));
    CHECK(number(out, "RR3") == Approx(5. / 14).epsilon(1e-14));
    CHECK(number(out, "COOP4") == Approx(.8).epsilon(1e-14));
    CHECK(number(out, "CON3") == Approx(12. / 13).epsilon(1e-14));
    CHECK(number(out, "e") == .5);
    CHECK(out->size() == 17);
    const Ran unknown = run({"rates", "0", "0", "0", "0", "0", "0", "1", "0", "--e", ".3", "--json"});
    CHECK_THAT(unknown.out, Contains("\"RR1\":0,") && Contains("\"RR5\":null") && Contains("\"COOP1\":null"));
    CHECK_THAT(run({"rates", "0", "0", "0", "0", "0", "0", "1", "0"}).out,
               Contains("RR5    undefined") && Contains("e      undefined"));
    CHECK_THAT(run({"rates", "60", "25", "40", "215", "5", "10", "35", "10", "--json"}).out,
               Contains("\"e\":0.971830985915493"));
}

TEST_CASE("dosah stats refuses what cannot be, and says what it wants")
{
    const auto refused = [](const std::vector<std::string>& words, const std::string& what) {
        const Ran ran = run(words);
        INFO(ran.err);
        CHECK(ran.status == 2);
        CHECK_THAT(ran.err, Contains(what));
    };
    refused({"wilson", "11", "10"}, "X: 11 of 10 cannot be");
    refused({"wilson", "0", "0"}, "N: a share of nobody is undefined");
    refused({"wilson", "-1", "10"}, "X: expected a whole number");
    refused({"wilson", "1", "-10"}, "N: expected a whole number");
    refused({"wilson", "1.5", "10"}, "found \"1.5\"");
    refused({"wilson", "many", "10"}, "found \"many\"");
    refused({"wilson", "", "10"}, "found \"\"");
    refused({"wilson", "1", "99999999999999999999"}, "expected a whole number");
    refused({"wilson", "1"}, "N is missing");
    refused({"wilson", "1", "2", "3"}, "unexpected word \"3\"");
    for (const char* level : {"1", "0", "95", "-0.5", "nan", "inf"})
        refused({"wilson", "1", "2", std::string("--level=") + level}, "--level: expected a number between 0 and 1");
    refused({"wilson", "1", "2", "--level", "high"}, "--level: expected a number");
    refused({"newcombe", "1", "2", "3", "2"}, "X2: 3 of 2 cannot be");
    refused({"newcombe", "1", "0", "3", "4"}, "N1: a share of nobody");
    refused({"newcombe", "1", "2", "3"}, "N2 is missing");
    refused({"rates", "1", "2", "3"}, "NC is missing");
    refused({"rates", "1", "2", "3", "4", "5", "6", "7", "-8"}, "NE: expected a whole number");
    for (const char* e : {"1.5", "-1", "nan", "half"})
        refused({"rates", "1", "2", "3", "4", "5", "6", "7", "8", std::string("--e=") + e}, "--e: expected");
    CHECK_THAT(run({"wilson", "11", "10", "--json"}).out, Contains("\"kind\":\"input\""));
}
