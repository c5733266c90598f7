// SPDX-License-Identifier: EUPL-1.2
#include "disclosure_attacks.h"
#include "evaluation/disclosure_rounding.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

TEST_CASE("rounding keeps the sums, moves nothing to more than the next multiple and is even on average")
{
    std::mt19937_64 random(5);
    for (int i = 0; i < 1'000; ++i) {
        const CountTable table = random_table(random);
        const std::int64_t to = 2 + static_cast<std::int64_t>(random() % 9);
        const CountTable rounded = round_table(table, to, "a secret of the town");
        std::vector<std::int64_t> inner;
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            REQUIRE(rounded.counts[cell] % to == 0);
            REQUIRE(std::abs(rounded.counts[cell] - table.counts[cell]) < to);
            if (!table.is_total(cell)) inner.push_back(rounded.counts[cell]);
        }
        REQUIRE(make_table(table.rows, table.columns, inner).counts == rounded.counts);
        REQUIRE(round_table(table, to, "a secret of the town").counts == rounded.counts);
    }
    const CountTable table = table_of(2, {1, 2, 3, 4});
    std::int64_t sum = 0;
    for (int i = 0; i < 5'000; ++i)
        sum += round_table(table, 5, std::to_string(i)).at(0, 0);
    CHECK(sum > 4'400); // 5,000 expected, a standard deviation of 141
    CHECK(sum < 5'600);
    CHECK_THROWS_WITH(round_table(table, 1, ""), Catch::Contains("round to"));
}

TEST_CASE("of a rounded figure everything within one multiple stays possible")
{
    std::mt19937_64 random(15);
    for (int i = 0; i < 12; ++i) {
        constexpr std::int64_t to = 3;
        std::vector<std::int64_t> inner;
        for (int k = 0; k < 4; ++k)
            inner.push_back(static_cast<std::int64_t>(random() % 8));
        const CountTable rounded = round_table(table_of(2, inner), to, std::to_string(i));
        std::vector<std::int64_t> low(rounded.cells(), INT64_MAX);
        std::vector<std::int64_t> high(rounded.cells(), -1);
        for (int tried = 0; tried < 14 * 14 * 14 * 14; ++tried) { // every table with counts up to 13
            const CountTable table = table_of(2, {tried % 14, tried / 14 % 14, tried / 196 % 14, tried / 2744});
            bool fits = true;
            for (std::size_t cell = 0; cell < table.cells() && fits; ++cell)
                fits = std::abs(table.counts[cell] - rounded.counts[cell]) < to;
            for (std::size_t cell = 0; cell < table.cells() && fits; ++cell) {
                low[cell] = std::min(low[cell], table.counts[cell]);
                high[cell] = std::max(high[cell], table.counts[cell]);
            }
        }
        for (std::size_t cell = 0; cell < rounded.cells(); ++cell) {
            CAPTURE(show(rounded), cell);
            CHECK(low[cell] == std::max<std::int64_t>(0, rounded.counts[cell] - to + 1));
            CHECK(high[cell] == rounded.counts[cell] + to - 1);
        }
    }
}
