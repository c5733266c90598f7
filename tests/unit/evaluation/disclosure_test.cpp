// SPDX-License-Identifier: EUPL-1.2
#include "disclosure_attacks.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

CountTable people_reached()
{
    return make_table({"Youth", "Women", "Seniors", "Disability", "Excluded"}, {"Lit", "Chr", "Val", "Pra", "Usti"},
                      {48, 21, 17, 12, 14, 22, 61, 19, 13, 16, 18, 24, 57, 15, 11, 3, 14, 12, 33, 9, 11, 2, 13, 4, 41});
}

} // namespace

TEST_CASE("the worked example: three small counts, three partners, and the intervals an attacker is left with")
{
    const CountTable table = people_reached();
    const Protection protection = protect({{"reached", table}}, {});
    const auto at = [&](std::size_t row, std::size_t column) { return protection.cells[table.index(row, column)]; };
    CHECK(protection.count(CellState::primary) == 3);
    CHECK(at(3, 0) == CellState::primary);
    CHECK(at(4, 1) == CellState::primary);
    CHECK(at(4, 3) == CellState::primary);
    CHECK(protection.count(CellState::complementary) == 3);
    CHECK(at(3, 1) == CellState::complementary);
    CHECK(at(4, 0) == CellState::complementary);
    CHECK(at(3, 3) == CellState::complementary);

    const auto told = attack(publish(table, protection.cells));
    REQUIRE(told);
    for (const auto& [row, column, low, high] : std::vector<std::array<std::int64_t, 4>>{
             {3, 0, 1, 13}, {3, 1, 1, 15}, {3, 3, 22, 36}, {4, 0, 1, 13}, {4, 1, 1, 15}, {4, 3, 1, 15}}) {
        const std::size_t cell = table.index(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
        CHECK(protection.bounds[0][cell].low == low);
        CHECK(protection.bounds[0][cell].high == high);
        CHECK((*told)[cell].low == low);
        CHECK((*told)[cell].high == high);
    }
    for (const std::int64_t total : {table.at(3, 5), table.at(5, 0), table.at(5, 5)})
        CHECK(total > 0); // none of them is hidden
}

TEST_CASE("hiding only the small counts of the example gives every one away")
{
    const CountTable table = people_reached();
    std::vector<bool> only_small(table.cells());
    std::vector<CellState> cells(table.cells(), CellState::shown);
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        if (table.counts[cell] < 5) {
            only_small[cell] = true;
            cells[cell] = CellState::primary;
        }
    const auto told = attack(publish(table, cells));
    REQUIRE(told);
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        if (only_small[cell]) {
            CHECK((*told)[cell].low == table.counts[cell]);
            CHECK((*told)[cell].high == table.counts[cell]);
        }
    const Audit audit = audit_pattern({{"reached", table}}, {}, only_small);
    CHECK_FALSE(audit.safe);
    CHECK(audit.problem == "reached: Disability, Lit can be told too closely");
}

TEST_CASE("the attacker of these tests finds what trying every table finds")
{
    std::mt19937_64 random(6001);
    int compared = 0;
    while (compared < 400) {
        const std::size_t width = 1 + random() % 3;
        const std::size_t height = 1 + random() % (width == 3 ? 2 : 3);
        std::vector<std::int64_t> inner;
        for (std::size_t i = 0; i < width * height; ++i)
            inner.push_back(static_cast<std::int64_t>(random() % 4));
        const CountTable table = table_of(width, inner);
        std::vector<CellState> cells(table.cells(), CellState::shown);
        for (CellState& cell : cells)
            if (random() % 2 == 0) cell = CellState::primary;
        const PublishedTable published = publish(table, cells);
        const auto told = attack(published);
        REQUIRE(told);
        bool bounded = true;
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            bounded = bounded && (*told)[cell].high && (table.is_total(cell) || *(*told)[cell].high <= 6);
        if (!bounded) continue;
        const auto tried = attack_by_trying(published, 6);
        REQUIRE(tried);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            CAPTURE(show(table), cell);
            REQUIRE((*tried)[cell].low == (*told)[cell].low);
            REQUIRE((*tried)[cell].high == (*told)[cell].high);
        }
        ++compared;
    }
}

TEST_CASE("an attacker who solves 10,000 random tables tells no hidden count more closely than allowed")
{
    std::mt19937_64 random(20261122);
    std::size_t attacked = 0;
    std::size_t with_secrets = 0;
    for (int i = 0; i < 10'000; ++i) {
        const CountTable table = random_table(random);
        const std::int64_t threshold = std::array{5, 5, 5, 3, 10, 2}[random() % 6];
        DisclosureRule rule;
        rule.threshold = threshold;
        const Protection protection = protect({{"table", table}}, rule);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            const bool small = table.counts[cell] > 0 && table.counts[cell] < threshold;
            REQUIRE((protection.cells[cell] == CellState::primary) == small);
            if (table.counts[cell] == 0) REQUIRE_FALSE(protection.hidden(cell));
        }
        attacked += withstands(table, protection.cells, threshold);
        if (protection.count(CellState::primary) > 0) ++with_secrets;
    }
    CHECK(with_secrets > 5'000);
    CHECK(attacked > 50'000);
}

TEST_CASE("the bounds by max-flow are those of the linear program")
{
    std::mt19937_64 random(1988);
    int cells_compared = 0;
    for (int i = 0; i < 500; ++i) {
        const CountTable table = random_table(random);
        const Protection protection = protect({{"table", table}}, {});
        const auto told = attack(publish(table, protection.cells));
        REQUIRE(told);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            CAPTURE(show(table), cell);
            REQUIRE(protection.bounds[0][cell].low == (*told)[cell].low);
            REQUIRE(protection.bounds[0][cell].high == (*told)[cell].high);
            if (protection.hidden(cell)) ++cells_compared;
        }
    }
    CHECK(cells_compared > 2'000);
}

TEST_CASE("no complementary cell of a small table is there for nothing")
{
    std::mt19937_64 random(77);
    for (int i = 0; i < 300; ++i) {
        const CountTable table = random_table(random);
        const Protection protection = protect({{"table", table}}, {});
        std::vector<bool> hidden(table.cells());
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            hidden[cell] = protection.hidden(cell);
        REQUIRE(audit_pattern({{"table", table}}, {}, hidden).safe);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            if (protection.cells[cell] != CellState::complementary) continue;
            hidden[cell] = false;
            CAPTURE(show(table), cell);
            CHECK_FALSE(audit_pattern({{"table", table}}, {}, hidden).safe);
            hidden[cell] = true;
        }
    }
}

TEST_CASE("what an earlier release hid stays hidden, and totals are measured by the base when they are bases")
{
    const CountTable table = people_reached();
    std::vector<bool> before(table.cells());
    before[table.index(0, 0)] = true;
    const Protection protection = protect({{"reached", table}}, {}, before);
    CHECK(protection.hidden(table.index(0, 0)));
    withstands(table, protection.cells, 5);

    const CountTable small = table_of(3, {5, 2, 0, 40, 30, 20});
    DisclosureRule rule;
    CHECK_FALSE(protect({{"t", small}}, rule).cells[small.index(0, 3)] == CellState::primary);
    rule.base_of_totals = true;
    const Protection by_base = protect({{"t", small}}, rule);
    CHECK(by_base.cells[small.index(0, 3)] == CellState::primary);
    CHECK(by_base.cells[small.index(0, 0)] != CellState::primary);
}

TEST_CASE("a table of nobody is shown, one of a single person is hidden whole")
{
    const CountTable nobody = table_of(2, {0, 0, 0, 0});
    CHECK(protect({{"t", nobody}}, {}).count(CellState::shown) == 9);
    const CountTable one = table_of(2, {0, 1, 0, 0});
    const Protection protection = protect({{"t", one}}, {});
    CHECK(protection.count(CellState::primary) == 4);
    CHECK(protection.bounds[0][one.index(0, 1)].low == 1);
    CHECK_FALSE(protection.bounds[0][one.index(0, 1)].high);
}

TEST_CASE("who knows that zeros are shown tells no hidden count more closely")
{
    const CountTable table = table_of(3, {3, 2, 10, 2, 3, 10, 10, 10, 10});
    const Protection protection = protect({{"t", table}}, {});
    withstands(table, protection.cells, 5);
    std::vector<bool> four(table.cells());
    for (const std::size_t cell : {table.index(0, 0), table.index(0, 1), table.index(1, 0), table.index(1, 1)})
        four[cell] = true;
    CHECK_FALSE(audit_pattern({{"t", table}}, {}, four).safe); // each of them is 1 to 4
}

TEST_CASE("a table that would take too much work is refused with the remedy, one of nothing but small counts is hidden")
{
    std::mt19937_64 random(60);
    std::vector<std::int64_t> inner;
    for (int i = 0; i < 60 * 60; ++i)
        inner.push_back(static_cast<std::int64_t>(random() % 13));
    DisclosureRule rule;
    rule.threshold = 100;
    CHECK_THROWS_WITH(protect({{"t", table_of(60, inner)}}, rule),
                      Catch::Contains("too much work") && Catch::Contains("lower the threshold"));
    rule.threshold = 1'000'000;
    const CountTable all_small = table_of(60, inner);
    const Protection protection = protect({{"t", all_small}}, rule);
    for (std::size_t cell = 0; cell < all_small.cells(); ++cell)
        CHECK(protection.hidden(cell) == (all_small.counts[cell] > 0));
}
