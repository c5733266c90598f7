// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/figure.h"

#include <catch2/catch.hpp>
#include <Poco/AutoPtr.h>
#include <Poco/DOM/Document.h>
#include <Poco/DOM/DOMParser.h>
#include <Poco/DOM/Element.h>
#include <Poco/DOM/NodeList.h>

#include <regex>

using namespace dosah;
using namespace dosah::evaluation;
using Catch::Contains;

namespace {

const FigureWords words{"figure-x", "Koho jsme <zastihli> & kdy", "Každý řádek je skupina."};

Poco::AutoPtr<Poco::XML::Document> parsed(const std::string& svg)
{
    Poco::XML::DOMParser parser;
    return parser.parseString(svg);
}

std::size_t elements(const std::string& svg, const std::string& name)
{
    const Poco::AutoPtr<Poco::XML::NodeList> found = parsed(svg)->getElementsByTagName(name);
    return found->length();
}

ForestScale shares()
{
    return {0, 0.4, false, std::nullopt, {{0, "0 %"}, {0.2, "20 %"}, {0.4, "40 %"}}, "podíl", "obyvatelé"};
}

std::vector<std::string> all_figures()
{
    return {funnel_figure(words, {{"Způsobilí", "440", 440}, {"Pozvaní", "400", 400}, {"Přišli", "60", 60}}),
            forest_figure(
                words, {{"Všichni", "21 %", 0.21, Interval{0.17, 0.25}, 0.3, true}, {"Senioři", "skryto", {}, {}, {}}},
                shares()),
            cumulative_figure(words, {{{from_iso("2026-10-02"), 3}, {from_iso("2026-10-05"), 12}},
                                      from_iso("2026-10-01"),
                                      from_iso("2026-10-20"),
                                      from_iso("2026-10-20"),
                                      "PRŮBĚŽNÉ",
                                      {{from_iso("2026-10-01"), "1. 10."}},
                                      {{0, "0"}, {10, "10"}, {20, "20"}},
                                      "lidé"})};
}

} // namespace

TEST_CASE("every figure is well-formed, is an image with title and description, and has neither style nor script")
{
    for (const std::string& svg : all_figures()) {
        const auto document = parsed(svg);
        Poco::XML::Element* root = document->documentElement();
        CHECK(root->localName() == "svg");
        CHECK(root->getAttribute("role") == "img");
        CHECK(root->getAttribute("aria-labelledby") == "figure-x-title figure-x-desc");
        CHECK(root->getChildElement("title")->innerText() == words.title);
        CHECK(root->getChildElement("desc")->innerText() == words.description);
        CHECK(root->getChildElement("title")->getAttribute("id") == "figure-x-title");
        CHECK_THAT(svg, !Contains("style=") && !Contains("<style") && !Contains("<script") && !Contains("nan") &&
                            !Contains("inf"));
    }
    CHECK(all_figures() == all_figures());
}

TEST_CASE("a suppressed row leaves no mark: two figures that differ only in what is hidden are the same")
{
    const std::vector<ForestRow> hidden = {{"Všichni", "21 %", 0.21, Interval{0.17, 0.25}, {}, true},
                                           {"Senioři", "skryto", {}, {}, {}}};
    const std::string svg = forest_figure(words, hidden, shares());
    CHECK(elements(svg, "circle") == 0);
    CHECK(elements(svg, "path") == 1); // the legend's diamond
    CHECK_THAT(svg, Contains("skryto"));
    const std::string funnel = funnel_figure(words, {{"a", "400", 400}, {"b", "skryto", std::nullopt}});
    CHECK(elements(funnel, "rect") == 3); // ground, pattern, the bar of a
}

TEST_CASE("a forest draws what it is given where the scale says")
{
    const std::string svg = forest_figure(
        words,
        {{"Ženy", "1,5", 1.0, Interval{0.2, 8}, {}, false}, {"Mladí", "0,5", 0.5, Interval{0.4, 0.7}, 1.0, false}},
        {0.25, 4, true, 1.0, {{0.25, "0,25"}, {1, "1"}, {4, "4"}}, "parita", ""});
    CHECK(elements(svg, "circle") == 2);
    CHECK_THAT(svg, Contains("cx=\"340\"")); // 1 is the middle of 190 to 490 on a logarithmic scale
    CHECK(elements(svg, "path") == 3);       // an arrow at each end of the first, the benchmark of the second
    CHECK_THAT(svg, Contains("stroke-dasharray"));
    CHECK_THROWS(forest_figure(words, {}, {0, 1, true, {}, {}, "", ""}));
}

TEST_CASE("the interim band is there until it is not")
{
    const std::vector<std::string> figures = all_figures();
    CHECK_THAT(figures[2], Contains("fill=\"url(#figure-x-hatch)\"") && Contains("PRŮBĚŽNÉ"));
    const std::string closed = cumulative_figure(
        words, {{}, from_iso("2026-10-01"), from_iso("2026-10-20"), std::nullopt, "", {}, {{0, "0"}, {1, "1"}}, ""});
    CHECK_THAT(closed, !Contains("fill=\"url(#figure-x-hatch)\""));
}

TEST_CASE("scales hold what they are made for with few round ticks")
{
    for (const double highest : {0.004, 0.05, 0.051, 0.31, 0.77, 1.0}) {
        const ShareScale scale = share_scale(highest);
        CHECK(scale.end >= highest);
        CHECK(scale.end / scale.step < 5.5);
    }
    for (const double highest : {1.0, 3.0, 11.0, 99.0, 100.0, 101.0, 54321.0}) {
        const CountScale scale = count_scale(highest);
        CHECK(scale.end >= highest);
        CHECK(scale.end < 2.6 * highest);
        CHECK(scale.end / scale.step < 5.5);
    }
}
