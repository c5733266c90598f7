// SPDX-License-Identifier: EUPL-1.2
#include "base/marked_text.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;

TEST_CASE("a marked text is filled wherever a mark stands, as often as it does")
{
    const MarkedText text("A, dear B: A", {"A", "B"});
    CHECK(text.has_marks());
    CHECK(text.fill({"one", "two"}) == "one, dear two: one");
    CHECK(text.fill({"", "A"}) == ", dear A: ");
    CHECK(text.between() == std::vector<std::string_view>{"", ", dear ", ": ", ""});
    CHECK(text.marks() == std::vector<std::size_t>{0, 1, 0});
    std::string out = "> ";
    text.append_to(out, {"x", "y"});
    CHECK(out == "> x, dear y: x");
}

TEST_CASE("a text without marks stays as it is")
{
    const MarkedText text("nothing of the kind", {"A"});
    CHECK_FALSE(text.has_marks());
    CHECK(text.fill({"x"}) == "nothing of the kind");
    CHECK(MarkedText("", {"A"}).fill({"x"}).empty());
    CHECK(MarkedText().fill({}).empty());
}

TEST_CASE("filling a marked text is replacing the marks one after the other")
{
    std::mt19937 random(7);
    const std::vector<std::string> marks = {"<1>", "<2>", "<3>"};
    const std::vector<std::string> pieces = {"<1>", "<2>", "<3>", "<", "1", ">", "ž", "\n", "<<1>>"};
    const std::vector<std::string> values = {"Žofie", "", "x y"};
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (std::size_t i = random() % 12; i > 0; --i)
            text += pieces[random() % pieces.size()];
        std::string wanted = text;
        for (std::size_t i = 0; i < marks.size(); ++i)
            for (std::size_t at = 0; (at = wanted.find(marks[i], at)) != wanted.npos; at += values[i].size())
                wanted.replace(at, marks[i].size(), values[i]);
        INFO(text);
        CHECK(MarkedText(text, marks).fill(values) == wanted);
        CHECK(MarkedText(text, marks).gives(wanted, values));
        CHECK_FALSE(MarkedText(text, marks).gives(wanted + "x", values));
        CHECK_FALSE((!wanted.empty() && MarkedText(text, marks).gives(wanted.substr(1), values)));
    }
}
