// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"

#include <catch2/catch.hpp>

using namespace dosah;

TEST_CASE("a mistake in JSON is named with its line")
{
    const auto error = [](const std::string& text) -> std::string {
        try {
            json::parse_object(text, "campaign");
        } catch (const Error& problem) {
            return problem.what();
        }
        return "none";
    };
    CHECK(error("{\"a\": 1}") == "none");
    CHECK_THAT(error("{\"a\": 1,\n \"b\": }\n"), Catch::StartsWith("campaign: not JSON: line 2: "));
    CHECK_THAT(error("{\n\"a\": tru,\n\"b\": 1}"), Catch::StartsWith("campaign: not JSON: line 2: "));
    CHECK_THAT(error("{\n\"a\": \"x\n\",\n\"b\": 1}"), Catch::StartsWith("campaign: not JSON: line 2: "));
    CHECK_THAT(error("{\n\"a\": 1\n\"b\": 1\n}"), Catch::StartsWith("campaign: not JSON: line 2: ")); // its comma
    CHECK_THAT(error("{\n\"a\": 1,\n"), Catch::StartsWith("campaign: not JSON: line 3: "));
    CHECK_THAT(error(""), Catch::StartsWith("campaign: not JSON: line 1: "));
}
