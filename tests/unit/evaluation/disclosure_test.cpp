// SPDX-License-Identifier: EUPL-1.2
#include "attacker.h"
#include "evaluation/disclosure.h"
#include "evaluation/disclosure_rounding.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

namespace {

CountTable table_of(std::size_t columns, const std::vector<std::int64_t>& inner)
{
    std::vector<std::string> row_labels;
    std::vector<std::string> column_labels;
    for (std::size_t i = 0; i < inner.size() / columns; ++i)
        row_labels.push_back("r" + std::to_string(i));
    for (std::size_t i = 0; i < columns; ++i)
        column_labels.push_back("c" + std::to_string(i));
    return make_table(row_labels, column_labels, inner);
}

CountTable people_reached()
{
    return make_table({"Youth", "Women", "Seniors", "Disability", "Excluded"}, {"Lit", "Chr", "Val", "Pra", "Usti"},
                      {48, 21, 17, 12, 14, 22, 61, 19, 13, 16, 18, 24, 57, 15, 11, 3, 14, 12, 33, 9, 11, 2, 13, 4, 41});
}

PublishedTable publish(const CountTable& table, const std::vector<CellState>& cells)
{
    PublishedTable out{table.height(), table.width(), {}};
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        out.cells.push_back(cells[cell] == CellState::shown ? std::optional(table.counts[cell]) : std::nullopt);
    return out;
}

/// Small counts as well as large ones, zeros, lines of nothing but one person.
CountTable random_table(std::mt19937_64& random)
{
    const std::size_t height = 1 + random() % (random() % 3 == 0 ? 2 : 7);
    const std::size_t width = 1 + random() % (random() % 3 == 0 ? 2 : 7);
    const std::uint64_t zeros = random() % 4;
    const std::uint64_t small = random() % 4;
    const std::uint64_t largest = std::uint64_t{1} << (random() % 8);
    std::vector<std::int64_t> inner;
    for (std::size_t i = 0; i < height * width; ++i) {
        std::int64_t value = 0;
        if (random() % 4 >= zeros)
            value = static_cast<std::int64_t>(random() % (random() % 4 < small ? 6 : largest + 1));
        if (random() % 12 == 0) value = 1;
        inner.push_back(value);
    }
    return table_of(width, inner);
}

std::string show(const CountTable& table)
{
    std::string out;
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        out += std::to_string(table.counts[cell]) + (cell % table.width() + 1 == table.width() ? "\n" : " ");
    return out;
}

/// Of a small count also more than it is has to stay possible.
bool wide(const Told& told, std::int64_t count, std::int64_t threshold, bool small)
{
    if (told.low > count || (told.high && *told.high < count)) return false; // the attacker would be wrong
    return !told.high || ((!small || *told.high > count) && *told.high - told.low >= threshold);
}

/// Everybody's attack on one layer, and that of each person alone in a hidden cell. Counts the cells attacked.
std::size_t withstands(const CountTable& table, const std::vector<CellState>& cells, std::int64_t threshold)
{
    const PublishedTable published = publish(table, cells);
    std::size_t attacked = 0;
    const auto check = [&](const PublishedTable& known, std::size_t by) {
        const auto told = attack(known);
        REQUIRE(told);
        for (std::size_t cell = 0; cell < table.cells(); ++cell) {
            if (known.cells[cell] || table.counts[cell] == 0) continue;
            if (by != SIZE_MAX && table.counts[cell] == 1) { // the total of that one person is theirs too
                const bool row =
                    cell / table.width() == by / table.width() || cell / table.width() + 1 == table.height();
                const bool column =
                    cell % table.width() == by % table.width() || cell % table.width() + 1 == table.width();
                if (row && column && table.is_total(cell)) continue;
            }
            ++attacked;
            if (wide((*told)[cell], table.counts[cell], threshold, true)) continue;
            CAPTURE(cell, by, show(table));
            REQUIRE(wide((*told)[cell], table.counts[cell], threshold, true));
        }
    };
    check(published, SIZE_MAX);
    for (std::size_t cell = 0; cell < table.cells(); ++cell) {
        if (published.cells[cell] || table.counts[cell] != 1 || table.is_total(cell)) continue;
        PublishedTable known = published;
        known.cells[cell] = 1;
        check(known, cell);
    }
    return attacked;
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
             {3, 0, 0, 14}, {3, 1, 0, 16}, {3, 3, 20, 37}, {4, 0, 0, 14}, {4, 1, 0, 16}, {4, 3, 0, 17}}) {
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

TEST_CASE("of a sensitive outcome it is hidden that nobody, or everybody, is counted")
{
    std::mt19937_64 random(9);
    for (int i = 0; i < 1'000; ++i) {
        const CountTable people = random_table(random);
        std::vector<std::int64_t> inner;
        for (std::size_t cell = 0; cell < people.cells(); ++cell)
            if (!people.is_total(cell)) {
                const std::int64_t of = people.counts[cell];
                const std::uint64_t kind = random() % 4;
                inner.push_back(kind == 0   ? 0
                                : kind == 1 ? of
                                            : static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(of + 1)));
            }
        const CountTable outcome = table_of(people.columns.size(), inner);
        const Protection protection =
            protect({{"opted out", outcome, LayerKind::sensitive}, {"people", people, LayerKind::denominator}}, {});
        const auto told = attack(publish(outcome, protection.cells));
        REQUIRE(told);
        // People who did and people who did not are two tables of their own to who knows that a part is at most the
        // whole; what can be told of the whole is the sum.
        CountTable others = people;
        for (std::size_t cell = 0; cell < others.cells(); ++cell)
            others.counts[cell] -= outcome.counts[cell];
        const auto others_told = attack(publish(others, protection.cells));
        REQUIRE(others_told);
        for (std::size_t cell = 0; cell < people.cells(); ++cell) {
            const std::int64_t count = outcome.counts[cell];
            const std::int64_t of = people.counts[cell];
            CAPTURE(cell, show(outcome), show(people));
            if (of > 0 && (count < 5 || count == of || of < 10)) REQUIRE(protection.hidden(cell));
            if (of == 0) REQUIRE_FALSE(protection.hidden(cell));
            if (!protection.hidden(cell)) continue;
            if (count > 0 || of > 0) {
                const bool delicate = count > 0 || (of > 0 && count == 0);
                if (delicate) REQUIRE(wide((*told)[cell], count, 5, count < 5 || count == of));
            }
            Told whole = (*told)[cell];
            whole.low += (*others_told)[cell].low;
            if (whole.high && (*others_told)[cell].high)
                *whole.high += *(*others_told)[cell].high;
            else
                whole.high = std::nullopt;
            REQUIRE(wide(whole, of, 10, of < 10));
        }
    }
}

TEST_CASE("several layers get one pattern, and each withstands the attack")
{
    std::mt19937_64 random(31);
    for (int i = 0; i < 500; ++i) {
        const CountTable people = random_table(random);
        std::vector<Layer> layers = {{"people", people, LayerKind::denominator}};
        for (const char* name : {"delivered", "reached", "attended"}) {
            std::vector<std::int64_t> inner;
            const CountTable& whole = layers.back().table;
            for (std::size_t cell = 0; cell < whole.cells(); ++cell)
                if (!whole.is_total(cell))
                    inner.push_back(
                        whole.counts[cell] -
                        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(whole.counts[cell] / 2 + 1)));
            layers.push_back({name, table_of(people.columns.size(), inner), LayerKind::outcome});
        }
        const Protection protection = protect(layers, {});
        for (const Layer& layer : layers) {
            INFO(layer.name);
            withstands(layer.table, protection.cells, layer.kind == LayerKind::denominator ? 10 : 5);
            for (std::size_t cell = 0; cell < people.cells(); ++cell)
                if (layer.table.counts[cell] > 0 &&
                    layer.table.counts[cell] < (layer.kind == LayerKind::denominator ? 10 : 5))
                    REQUIRE(protection.hidden(cell));
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
    CHECK(protection.bounds[0][one.index(0, 1)].low == 0);
    CHECK_FALSE(protection.bounds[0][one.index(0, 1)].high);
}

TEST_CASE("layers that do not belong together and impossible thresholds are refused")
{
    const CountTable table = table_of(2, {10, 20, 30, 40});
    const CountTable other = table_of(2, {10, 20});
    const auto refused = [](const std::vector<Layer>& layers, DisclosureRule rule, const std::string& what) {
        CHECK_THROWS_WITH(protect(layers, rule), Catch::Contains(what));
    };
    refused({}, {}, "no table");
    refused({{"a", table}, {"b", other}}, {}, "not those of a");
    refused({{"a", table, LayerKind::denominator}, {"b", table, LayerKind::denominator}}, {}, "another denominator");
    refused({{"a", table_of(2, {11, 20, 30, 40})}, {"b", table, LayerKind::denominator}}, {}, "11 of 10");
    refused({{"a", table}}, {0, 10, false}, "threshold");
    CHECK_THROWS_WITH(protect({{"a", table}}, {}, std::vector<bool>(3)), Catch::Contains("another table"));
}

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
