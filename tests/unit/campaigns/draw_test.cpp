// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/draw_certificate.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::campaigns;
using Catch::Contains;

namespace {

constexpr const char* seed = "5 18 23 30 34 41|2026-10-04T20:00Z";

std::string frame_file()
{
    std::string out = "stratum,token\n";
    for (int i = 12; i >= 1; --i) {
        const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
        out += std::string(i <= 6 ? "youth" : i <= 10 ? "senior" : "disab") + ",c" + number + "\n";
    }
    return out;
}

Frame published_frame()
{
    return read_frame(frame_file(), "frame.csv");
}

QuotaPlan published_plan()
{
    QuotaPlan plan;
    plan.size = 6;
    plan.holdout = 2;
    return plan;
}

std::vector<std::string> part(const DrawnStratum& drawn, std::int64_t from, std::int64_t to)
{
    return {drawn.order.begin() + from, drawn.order.begin() + to};
}

std::map<std::string, std::int64_t> weights(const std::vector<std::int64_t>& counts)
{
    std::map<std::string, std::int64_t> out;
    for (std::size_t i = 0; i < counts.size(); ++i)
        out["s" + std::to_string(i)] = counts[i];
    return out;
}

std::vector<std::int64_t> seats(const std::vector<std::int64_t>& counts, std::int64_t size)
{
    std::vector<std::int64_t> out;
    for (const auto& [stratum, count] : hamilton(weights(counts), size))
        out.push_back(count);
    return out;
}

} // namespace

TEST_CASE("the published vector: key, frame, ticket and who is drawn")
{
    const Frame frame = published_frame();
    CHECK(draw_key(seed) == "ee03b0085566b29aac0d7180b707a1b3232fff880a79297300909be749bf868a");
    CHECK(frame.sha256() == "877462ddf365e000194f3254eb7d4d6c3fbc4fa10871de2a1f68584a49fccdbb");
    CHECK(draw_ticket(seed, "camp-1", "youth", "c02") ==
          "69e832742dfe20c3f4a7259382209812bb9e136c5f4ba640065f22fdb1299bdb");
    const Certificate certificate = make_certificate(frame, "camp-1", seed, published_plan());
    using Tokens = std::vector<std::string>;
    const DrawnStratum& youth = certificate.strata.at("youth");
    CHECK(part(youth, 0, youth.quota.invited) == Tokens{"c02", "c03", "c01"});
    CHECK(part(youth, 3, 3 + youth.quota.holdout) == Tokens{"c04"});
    CHECK(part(youth, 4, 6) == Tokens{"c06", "c05"});
    const DrawnStratum& senior = certificate.strata.at("senior");
    CHECK(part(senior, 0, senior.quota.invited) == Tokens{"c10", "c08"});
    CHECK(part(senior, 2, 2 + senior.quota.holdout) == Tokens{"c07"});
    CHECK(part(senior, 3, 4) == Tokens{"c09"});
    const DrawnStratum& disab = certificate.strata.at("disab");
    CHECK(part(disab, 0, disab.quota.invited) == Tokens{"c12"});
    CHECK(disab.quota.holdout == 0);
    CHECK(part(disab, 1, 2) == Tokens{"c11"});
}

TEST_CASE("to take one person out reorders nobody, and a larger draw extends a smaller one")
{
    Frame frame = published_frame();
    auto& youth = frame.strata["youth"];
    youth.erase(std::find(youth.begin(), youth.end(), "c03"));
    QuotaPlan plan;
    plan.sizes = {{"youth", 3}};
    const Drawn without = draw(frame, "camp-1", seed, quotas(frame, plan));
    CHECK(without.at("youth").order == std::vector<std::string>{"c02", "c01", "c04", "c06", "c05"});

    std::mt19937_64 random(4);
    for (int i = 0; i < 200; ++i) {
        Frame whole;
        for (int k = 0; k < 30; ++k)
            whole.strata[std::to_string(random() % 3)].push_back(std::to_string(k));
        Frame fewer = whole;
        for (auto& [stratum, tokens] : fewer.strata)
            tokens.erase(std::remove_if(tokens.begin(), tokens.end(), [&](auto&) { return random() % 3 == 0; }),
                         tokens.end());
        std::map<std::string, Quota> none;
        for (const auto& [stratum, tokens] : whole.strata)
            none[stratum] = {};
        const std::string key = std::to_string(i);
        const Drawn all = draw(whole, "c", key, none);
        for (const auto& [stratum, drawn] : draw(fewer, "c", key, none)) {
            std::vector<std::string> expected;
            for (const std::string& token : all.at(stratum).order)
                if (std::find(drawn.order.begin(), drawn.order.end(), token) != drawn.order.end())
                    expected.push_back(token);
            CHECK(drawn.order == expected);
        }
    }
}

TEST_CASE("seats are shared out by largest remainders in whole numbers, ties by stratum")
{
    using Seats = std::vector<std::int64_t>;
    CHECK(seats({500, 300, 150, 50}, 100) == Seats{50, 30, 15, 5});
    CHECK(seats({500, 300, 150, 50}, 101) == Seats{51, 30, 15, 5});
    CHECK(seats({333, 333, 334}, 100) == Seats{33, 33, 34});
    CHECK(seats({421, 137, 82, 19}, 60) == Seats{38, 13, 7, 2});
    CHECK(seats({1, 1, 1}, 2) == Seats{1, 1, 0});
    CHECK(seats({0, 0}, 0) == Seats{0, 0});
    CHECK_THROWS_WITH(seats({1, 1}, 3), Contains("cannot be shared out"));
    CHECK_THROWS_WITH(seats({1'000'000'000, 1}, 3), Contains("stratum s1"));
    CHECK_THROWS_WITH(seats({-1, 5}, 3), Contains("stratum s0"));
    std::mt19937_64 random(12);
    for (int i = 0; i < 2'000; ++i) {
        std::vector<std::int64_t> counts(1 + random() % 8);
        std::int64_t all = 0;
        for (std::int64_t& count : counts)
            all += count = static_cast<std::int64_t>(random() % 5'000'000);
        if (all == 0) continue;
        const auto size = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(all + 1));
        const Seats got = seats(counts, size);
        std::int64_t sum = 0;
        for (std::size_t k = 0; k < counts.size(); ++k) {
            sum += got[k];
            CHECK(got[k] <= counts[k]);
            const double share = static_cast<double>(size) * static_cast<double>(counts[k]) / static_cast<double>(all);
            CHECK(std::abs(static_cast<double>(got[k]) - share) < 1 + 1e-6);
        }
        CHECK(sum == size);
    }
}

TEST_CASE("every one of six is first equally often over 6,000 seeds")
{
    Frame frame;
    frame.strata["youth"] = {"c01", "c02", "c03", "c04", "c05", "c06"};
    std::map<std::string, int> first;
    for (int i = 0; i < 6'000; ++i)
        ++first[draw(frame, "camp-1", "seed " + std::to_string(i), {{"youth", {}}}).at("youth").order[0]];
    double chi_square = 0;
    for (const auto& [token, times] : first)
        chi_square += (times - 1000.0) * (times - 1000.0) / 1000.0;
    CHECK(first.size() == 6);
    CHECK(chi_square < 20.515); // 5 degrees of freedom, p = 0.001
}

TEST_CASE("a frame reads the same from CSV, JSON and its canonical text")
{
    const Frame frame = published_frame();
    CHECK(frame.people() == 12);
    CHECK(frame.canonical().starts_with("disab\tc11\ndisab\tc12\nsenior\tc07\n"));
    CHECK(read_frame(frame.canonical(), "frame.tsv").sha256() == frame.sha256());
    std::string reversed;
    std::string list;
    for (const auto& [stratum, tokens] : frame.strata)
        for (const std::string& token : tokens) {
            reversed = stratum + "\t" + token + "\r\n" + reversed;
            list += (list.empty() ? "[" : ",") + std::string(R"({"stratum":")") + stratum + R"(","token":")" + token +
                    "\"}";
        }
    CHECK(read_frame(reversed, "frame.tsv").sha256() == frame.sha256());
    CHECK(read_frame(list + "]", "frame.json").sha256() == frame.sha256());
    CHECK(read_frame("\xEF\xBB\xBFToken;Stratum\n\"a\";x\n", "f").canonical() == "x\ta\n");
    CHECK(read_frame("stratum\ttoken\nx\ta\n", "f").canonical() == "x\ta\n");
}

TEST_CASE("a frame that cannot be drawn from is refused with its line")
{
    const auto refused = [](const std::string& text, const std::string& what) {
        CAPTURE(text);
        CHECK_THROWS_WITH(read_frame(text, "f.csv"), Contains("f.csv") && Contains(what));
    };
    refused("", "empty");
    refused("stratum,token\n", "empty");
    refused("stratum,token\nyouth,a\nyouth,a\n", "line 3: the token \"a\" comes twice");
    refused("stratum,token\nyouth,\n", "line 2: the token is missing");
    refused("stratum,token\n,a\n", "line 2: the stratum is missing");
    refused("stratum,token,email\nyouth,a,b\n", "column 3: \"email\" does not belong");
    refused("stratum\nyouth\n", "expected the columns");
    refused("stratum,token\nyouth,a,b\n", "line 2");
    refused("stratum,token\nyouth,\x01z\n", "cannot be printed");
    refused("stratum,token\nyouth," + std::string(201, 'x') + "\n", "longer than 200");
    refused("youth\ta\nyouth\tb\tc\n", "line 2: expected stratum, one tab, token");
    refused("[{\"stratum\":\"a\"}]", "f.csv[0].token");
    refused("[{\"stratum\":\"a\",\"token\":\"t\",\"name\":\"x\"}]", "name");
    refused("[1]", "f.csv[0]");
    refused("[", "not JSON");
}

TEST_CASE("quotas that cannot be kept are refused and named")
{
    const Frame frame = published_frame();
    const auto refused = [&](const QuotaPlan& plan, const std::string& what) {
        CHECK_THROWS_WITH(quotas(frame, plan), Contains(what));
    };
    QuotaPlan plan;
    refused(plan, "how many");
    plan.size = 13;
    refused(plan, "13 people out of 12");
    plan.size = 12;
    plan.holdout = 1;
    refused(plan, "1 people out of 0");
    plan = {};
    plan.sizes = {{"yuoth", 1}};
    refused(plan, "did you mean \"youth\"");
    plan.sizes = {{"youth", 7}};
    refused(plan, "7 people out of 6");
    plan.sizes = {{"youth", 4}};
    plan.holdouts = {{"youth", 3}};
    refused(plan, "3 people out of 2");
    plan.holdouts = {{"senior", 4}};
    const auto given = quotas(frame, plan);
    CHECK(given.at("youth").invited == 4);
    CHECK(given.at("senior").holdout == 4);
    CHECK(given.at("disab").invited == 0);
}

TEST_CASE("a certificate read back verifies, and says where it was changed")
{
    const Frame frame = published_frame();
    const Certificate made = make_certificate(frame, "camp-1", seed, published_plan());
    const std::string text = json::write(to_json(made));
    CHECK_THAT(text, Contains(R"("inclusion":"3/6","weight":"6/3","invited":["c02","c03","c01"],"holdout":["c04"])"));
    const auto sentences = [&](const std::string& from, const std::string& to, const Frame& of) {
        std::string changed = text;
        const std::size_t at = changed.find(from);
        REQUIRE(at != std::string::npos);
        changed.replace(at, from.size(), to);
        return verify(read_certificate(changed, "c.json"), of, std::nullopt);
    };
    CHECK(verify(read_certificate(text, "c.json"), frame, seed).empty());
    CHECK(verify(made, frame, "another")[0] ==
          std::string("the certificate's seed is \"") + seed + "\", not \"another\"");
    const auto swapped = sentences(R"(["c02","c03","c01"])", R"(["c02","c03","c04"])", frame);
    REQUIRE(swapped.size() == 1);
    CHECK(swapped[0] == "stratum youth, place 3: the certificate says c04, the draw gives c01");
    CHECK_FALSE(sentences("\"size\":6", "\"size\":5", frame).empty());
    CHECK_FALSE(sentences("\"holdout\":2", "\"holdout\":3", frame).empty());
    CHECK_FALSE(sentences("camp-1", "camp-2", frame).empty());
    CHECK_FALSE(sentences("\"stratum\":\"disab\"", "\"stratum\":\"disap\"", frame).empty());
    const auto one = [&](const std::string& from, const std::string& to, const std::string& what) {
        const std::vector<std::string> found = sentences(from, to, frame);
        REQUIRE(found.size() == 1);
        CHECK_THAT(found[0], Contains(what));
    };
    one("ee03", "ee04", "the SHA-256 of its seed is");
    one("\"3/6\"", "\"4/6\"", "stratum youth, inclusion: the certificate says 4/6, its own tokens give 3/6");
    one("\"6/3\"", "\"6/4\"", "stratum youth, weight: the certificate says 6/4, its own tokens give 6/3");
    one("\"people\":12", "\"people\":13", "frame, people: the certificate says 13, its own tokens give 12");
    one("\"people\":6", "\"people\":7", "stratum youth, people");
    Frame other = frame;
    other.strata["disab"].push_back("c13");
    const auto grown = verify(made, other, seed);
    REQUIRE_FALSE(grown.empty());
    CHECK_THAT(grown[0], Contains("frame with SHA-256 877462dd"));

    const auto refused = [&](const std::string& from, const std::string& to, const std::string& what) {
        std::string changed = text;
        changed.replace(changed.find(from), from.size(), to);
        CHECK_THROWS_WITH(read_certificate(changed, "c.json"), Contains("c.json") && Contains(what));
    };
    refused("pdraw/1", "pdraw/2", "algorithm");
    refused("\"weight\":\"6/3\"", "\"weight\":[]", "weight");
    refused("\"plan\"", "\"plans\"", "plan");
    CHECK_THROWS_WITH(make_certificate(frame, "", seed, published_plan()), Contains("campaign"));
    CHECK_THROWS_WITH(make_certificate(frame, "c", "a\nb", published_plan()), Contains("seed"));
}

TEST_CASE("whoever changes any byte of the drawn lists is found out")
{
    const Frame frame = published_frame();
    const std::string text = json::write(to_json(make_certificate(frame, "camp-1", seed, published_plan())));
    std::mt19937_64 random(8);
    int unchanged = 0;
    for (int i = 0; i < 2'000; ++i) {
        std::string changed = text;
        changed[random() % changed.size()] = static_cast<char>(' ' + random() % 95);
        if (changed == text) {
            ++unchanged;
            continue;
        }
        CAPTURE(changed);
        bool found = false;
        try {
            found = !verify(read_certificate(changed, "c"), frame, seed).empty();
        } catch (const Error&) {
            found = true;
        }
        CHECK(found);
    }
    CHECK(unchanged < 100);
}
