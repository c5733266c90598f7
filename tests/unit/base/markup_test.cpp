// SPDX-License-Identifier: EUPL-1.2
#include "base/country.h"
#include "base/markup.h"

#include <catch2/catch.hpp>

using namespace dosah;

TEST_CASE("markup is escaped in text and attributes, and what XML does not allow is a question mark")
{
    CHECK(escape_markup("<a href=\"x\">Tom & 'Žofie'</a>") ==
          "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Žofie&#39;&lt;/a&gt;");
    CHECK(escape_markup(std::string("a\0b\x1b\x7f", 5)) == "a?b??");
    CHECK(escape_markup("a\tb\r\nc") == "a\tb\r\nc");
    CHECK(escape_markup("").empty());
}

TEST_CASE("a country is a code of ISO 3166 in capital letters")
{
    for (const char* code : {"CZ", "NO", "SK", "DE"})
        CHECK(is_country(code));
    for (const char* code : {"ZZ", "cz", "CZE", "C", "", "C1"})
        CHECK_FALSE(is_country(code));
}

TEST_CASE("text is cut into lines between words, and a word too long for a line ends in an ellipsis")
{
    CHECK(wrapped_lines("Město Lipová: park", 13) == std::vector<std::string>{"Město Lipová:", "park"});
    CHECK(wrapped_lines("krátké", 36) == std::vector<std::string>{"krátké"});
    CHECK(wrapped_lines("Innbyggermedvirkningsmøte", 10) == std::vector<std::string>{"Innbygger…"});
    CHECK(wrapped_lines("", 5).size() == 1);
}
