// SPDX-License-Identifier: EUPL-1.2
#include "disclosure_attacks.h"

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;

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
        const auto told = attack(publish(outcome, protection.cells, Zeros::hidden));
        REQUIRE(told);
        // People who did and people who did not are two tables of their own to who knows that a part is at most the
        // whole; what can be told of the whole is the sum.
        CountTable others = people;
        for (std::size_t cell = 0; cell < others.cells(); ++cell)
            others.counts[cell] -= outcome.counts[cell];
        const auto others_told = attack(publish(others, protection.cells, Zeros::hidden));
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

TEST_CASE("who knows that each layer lies within the next one tells no more")
{
    std::mt19937_64 random(44);
    int attacked = 0;
    while (attacked < 150) {
        // people, delivered, reached: 2 x 2, so that with the totals shown one number moves all cells of a layer
        std::vector<std::vector<std::int64_t>> inner(3, std::vector<std::int64_t>(4));
        for (std::size_t cell = 0; cell < 4; ++cell) {
            inner[0][cell] = static_cast<std::int64_t>(5 + random() % 40);
            for (std::size_t layer = 1; layer < 3; ++layer)
                inner[layer][cell] =
                    static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(inner[layer - 1][cell] + 1));
        }
        const std::vector<Layer> layers = {{"people", table_of(2, inner[0]), LayerKind::denominator},
                                           {"delivered", table_of(2, inner[1])},
                                           {"reached", table_of(2, inner[2])}};
        const Protection protection = protect(layers, {});
        const CountTable& table = layers[0].table;
        bool inner_only = protection.count(CellState::shown) == 5;
        for (std::size_t cell = 0; cell < table.cells(); ++cell)
            inner_only = inner_only && protection.hidden(cell) != table.is_total(cell);
        if (!inner_only) continue;
        ++attacked;
        const auto moved = [&](std::size_t layer, std::size_t cell, std::int64_t by) {
            return inner[layer][cell] + (cell == 0 || cell == 3 ? by : -by);
        };
        std::vector<std::int64_t> least(3, INT64_MAX);
        std::vector<std::int64_t> most(3, INT64_MIN);
        const auto fits = [&](std::size_t layer, std::int64_t by, std::int64_t by_above) {
            for (std::size_t cell = 0; cell < 4; ++cell) {
                const std::int64_t value = moved(layer, cell, by);
                if (value < 0 || (layer > 0 && value > moved(layer - 1, cell, by_above))) return false;
            }
            return true;
        };
        for (std::int64_t a = -60; a <= 60; ++a) {
            if (!fits(0, a, 0)) continue;
            for (std::int64_t b = -60; b <= 60; ++b) {
                if (!fits(1, b, a)) continue;
                for (std::int64_t c = -60; c <= 60; ++c) {
                    if (!fits(2, c, b)) continue;
                    const std::array<std::int64_t, 3> by = {a, b, c};
                    for (std::size_t layer = 0; layer < 3; ++layer) {
                        least[layer] = std::min(least[layer], by[layer]);
                        most[layer] = std::max(most[layer], by[layer]);
                    }
                }
            }
        }
        for (std::size_t layer = 0; layer < 3; ++layer)
            for (std::size_t cell = 0; cell < 4; ++cell) {
                const std::int64_t threshold = layer == 0 ? 10 : 5;
                const std::int64_t count = inner[layer][cell];
                CAPTURE(layer, cell, show(layers[0].table), show(layers[1].table), show(layers[2].table));
                if (count == 0) continue;
                CHECK(most[layer] - least[layer] >= threshold);
                if (count < threshold) CHECK((cell == 0 || cell == 3 ? most[layer] : -least[layer]) > 0);
                const Bounds& bounds = protection.bounds[layer][table.index(cell / 2, cell % 2)];
                CHECK(bounds.low >= moved(layer, cell, cell == 0 || cell == 3 ? least[layer] : most[layer]));
                CHECK(*bounds.high <= moved(layer, cell, cell == 0 || cell == 3 ? most[layer] : least[layer]));
            }
    }
}

TEST_CASE("who is alone in a cell of one layer knows what it counts in the layers within, and tells no more by it")
{
    const auto attack_by_singles = [](const CountTable& big, const CountTable& part) {
        const Protection protection = protect({{"big", big}, {"part", part}}, {});
        for (const CountTable* layer : {&big, &part}) {
            for (std::size_t one = 0; one < big.cells(); ++one) {
                if (big.is_total(one) || big.counts[one] != 1 || !protection.hidden(one)) continue;
                PublishedTable known = publish(*layer, protection.cells);
                known.cells[one] = layer->counts[one];
                const auto told = attack(known);
                REQUIRE(told);
                for (std::size_t cell = 0; cell < big.cells(); ++cell) {
                    if (known.cells[cell] || layer->counts[cell] == 0) continue;
                    const std::size_t width = big.width();
                    const bool over = (cell / width == one / width || cell / width + 1 == big.height()) &&
                                      (cell % width == one % width || cell % width + 1 == width);
                    const bool alone = big.counts[cell] == 1 || (layer->counts[cell] == 1 && layer->counts[one] == 1);
                    if (over && alone) continue; // a total of that person only
                    CAPTURE(one, cell, show(big), show(part));
                    REQUIRE(wide((*told)[cell], layer->counts[cell], 5, layer->counts[cell] < 5));
                }
            }
        }
    };
    attack_by_singles(table_of(3, {15, 0, 6, 14, 3, 10, 1, 13, 5}), table_of(3, {0, 0, 0, 14, 0, 0, 0, 6, 0}));
    std::mt19937_64 random(63);
    for (int i = 0; i < 500; ++i) {
        const CountTable big = random_table(random);
        std::vector<std::int64_t> inner;
        for (std::size_t cell = 0; cell < big.cells(); ++cell)
            if (!big.is_total(cell))
                inner.push_back(random() % 3 == 0 ? 0
                                                  : static_cast<std::int64_t>(
                                                        random() % static_cast<std::uint64_t>(big.counts[cell] + 1)));
        attack_by_singles(big, table_of(big.columns.size(), inner));
    }
}
