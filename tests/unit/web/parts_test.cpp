// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/state.h"
#include "content/catalog.h"
#include "content/locale.h"
#include "web/assets.h"
#include "web/brand.h"
#include "web/chart.h"
#include "web/rate_limit.h"
#include "web/router.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::web;

TEST_CASE("a brand colour's steps keep their contrast, whatever the colour")
{
    std::mt19937 random(7);
    const Colour white{255, 255, 255};
    for (int round = 0; round < 300; ++round) {
        const Colour brand{static_cast<double>(random() % 256), static_cast<double>(random() % 256),
                           static_cast<double>(random() % 256)};
        CAPTURE(to_hex(brand));
        for (const bool dark : {false, true}) {
            const auto steps = brand_steps(brand, dark);
            for (const std::size_t ground : {0U, 1U, 2U})
                CHECK(contrast(steps[10], steps[ground]) >= 7);
            CHECK(contrast(steps[9], steps[0]) >= 4.5);
            CHECK(contrast(steps[9], steps[1]) >= 4.5);
            CHECK(contrast(steps[15], steps[11]) >= 4.5);
        }
        const std::string css = brand_css(to_hex(brand));
        const auto value = [&css](const std::string& name) {
            return *parse_colour(css.substr(css.find("--pub-" + name + ":") + name.size() + 7, 7));
        };
        CHECK(contrast(value("accent"), white) >= 3);
        CHECK(contrast(value("on-accent"), value("accent")) >= 4.5);
        CHECK(contrast(value("accent-text"), white) >= 4.5);
        CHECK(contrast(value("text"), value("page")) >= 7);
        CHECK(contrast(value("muted"), value("page")) >= 4.5);
    }
}

TEST_CASE("the steps are Designsystemet's own")
{
    // Golden: generateColorScale of the npm package @digdir/designsystemet 1.15.0.
    const auto [colour, dark, golden] = GENERATE(table<std::string, bool, std::string>({
        {"#0b5d3b", false,
         "#ffffff #eff5f3 #ffffff #e1ebe7 #cdded7 #b7cfc5 #a4c2b6 #46846b #1e6a4a #1e6a4a #063220 #0b5d3b #08482d "
         "#063421 #eaf1ee #ffffff"},
        {"#0b5d3b", true,
         "#0d1b13 #11231a #152c20 #193325 #1d3b2b #244a36 #2b5941 #688877 #96ada1 #96ada1 #e8edeb #7da896 #5f957f "
         "#438268 #0e1311 #000000"},
        {"#f2c14e", false,
         "#ffffff #fcf3dc #ffffff #fae7ba #f7d78c #f3c456 #e3b549 #92752f #715a24 #715a24 #352a11 #f2c14e #d8ac46 "
         "#bd973d #3c3013 #000000"},
        {"#1b3f7a", true,
         "#0f1827 #132033 #192841 #1c2e4a #213657 #2b436b #3a5175 #72829c #9da9bb #9da9bb #eaecf0 #9dacc6 #8497b7 "
         "#6b82a8 #191b1f #000000"},
    }));
    const auto steps = brand_steps(*parse_colour(colour), dark);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        CAPTURE(colour, dark, i);
        const Colour wanted = *parse_colour(golden.substr(i * 8, 7));
        CHECK(std::abs(steps[i].red - wanted.red) <= 1);
        CHECK(std::abs(steps[i].green - wanted.green) <= 1);
        CHECK(std::abs(steps[i].blue - wanted.blue) <= 1);
    }
}

TEST_CASE("only #rrggbb is a colour, and a wrong one falls back instead of reaching the style sheet")
{
    CHECK(parse_colour("#0B5d3b"));
    for (const char* wrong : {"", "#fff", "0b5d3b0", "#0b5d3g", "red;}x{", "#0b5d3b;"})
        CHECK_FALSE(parse_colour(wrong));
    CHECK(brand_css("#000;}body{display:none") == brand_css("#0b5d3b"));
}

TEST_CASE("a bucket empties, refills with time, and the table of clients stays bounded")
{
    ManualClock clock(from_iso("2026-11-20"));
    RateLimit limit(clock, 2, std::chrono::seconds(10), 3);
    CHECK(limit.allows("a"));
    limit.charge("a");
    limit.charge("a");
    CHECK_FALSE(limit.allows("a"));
    CHECK(limit.allows("b"));
    clock.advance(std::chrono::seconds(10));
    CHECK(limit.allows("a"));
    limit.charge("a");
    CHECK_FALSE(limit.allows("a"));
    for (const char* client : {"c", "d", "e", "f"})
        limit.charge(client);
    CHECK(limit.size() == 3);
}

TEST_CASE("patterns match whole paths only")
{
    CHECK(match("/i/{token}", "/i/AB")->at("token") == "AB");
    CHECK_FALSE(match("/i/{token}", "/i/"));
    CHECK_FALSE(match("/i/{token}", "/i/AB/x"));
    CHECK_FALSE(match("/i/{token}", "/i"));
    CHECK(match("/hooks/{account}/{token}/{path*}", "/hooks/1/t/a/b")->at("path") == "a/b");
    CHECK(match("/hooks/{account}/{token}/{path*}", "/hooks/1/t/")->at("path").empty());
    CHECK(match("/", "/"));
    CHECK_FALSE(match("/", "/x"));
}

TEST_CASE("charts escape what they are given and draw shares of the width")
{
    const std::string svg = chart::intervals("x", "<b>", "\"d\"", {{"<script>", 0.5, 0.4, 0.6, "50 %", true, "k-a"}},
                                             {{0, "0 %"}, {1, "100 %"}});
    CHECK(svg.find("<script>") == std::string::npos);
    CHECK(svg.find("<b>") == std::string::npos);
    CHECK(svg.find("cx=\"50.000%\"") != std::string::npos);
    CHECK(svg.find("style=") == std::string::npos);
    const std::string bar = chart::segments({{"s-done", 1}, {"s-wait", 3}, {"s-fail", 0}}, "bar");
    CHECK(bar.find("x=\"25.000%\" width=\"75.000%\"") != std::string::npos);
    CHECK(bar.find("s-fail") == std::string::npos);
    CHECK(chart::segments({}, "bar").find("rect") == std::string::npos);
    CHECK(chart::scale_for(0.07).end == Approx(0.08));
    CHECK(chart::scale_for(1).end == Approx(1));
}

TEST_CASE("an asset is what lies in the folder, by its name alone")
{
    const Assets assets("templates/assets");
    Request request;
    const Response css = assets.serve(request, "public.css");
    CHECK(css.type == "text/css; charset=utf-8");
    CHECK(css.cache == "no-cache");
    for (const char* name : {"../console/login.html.mustache", "/etc/passwd", "fonts/../public.css", "", ".", "fonts"})
        CHECK_THROWS_AS(assets.serve(request, name), Error);
    const std::string url = assets.url("public.css");
    request.query["v"] = url.substr(url.find("?v=") + 3);
    CHECK(assets.serve(request, "public.css").cache == "public, max-age=31536000, immutable");
    request.headers.emplace_back("if-none-match", css.headers.front().second);
    CHECK(assets.serve(request, "public.css").status == 304);
    CHECK(css.body.size() < 4096);
}

TEST_CASE("every campaign state has its words in every language of the console")
{
    const content::Catalogs catalogs("locales");
    for (const std::string& locale : content::locales())
        for (const campaigns::Move& move : campaigns::moves())
            for (const char* prefix : {"console.state.", "console.moved."}) {
                CAPTURE(locale, to_string(move.to));
                CHECK(catalogs.has(locale, prefix + std::string(to_string(move.to))));
            }
}
