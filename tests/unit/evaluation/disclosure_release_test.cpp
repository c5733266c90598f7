// SPDX-License-Identifier: EUPL-1.2
#include "attacker.h"
#include "base/error.h"
#include "evaluation/disclosure_register.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::evaluation;
using namespace dosah::tests;
using Catch::Contains;

namespace {

const Instant may = from_iso("2026-05-01");
const Instant june = from_iso("2026-06-01");

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

Release release(const CountTable& table, Instant as_of, std::int64_t number = 0)
{
    Release out;
    out.number = number;
    out.table = "reached";
    out.rows_by = "group";
    out.columns_by = "place";
    out.as_of = as_of;
    out.layers = {{"reached", table}};
    return out;
}

Release chosen(Release next, const std::vector<Release>& earlier = {})
{
    choose_pattern(next, earlier, {});
    return next;
}

/// With everything shown, as somebody without disclosure control would.
Release shown(Release next)
{
    next.needed.assign(next.layers[0].table.cells(), false);
    next.hidden = next.needed;
    return next;
}

PublishedTable publish(const CountTable& table, const std::vector<bool>& hidden)
{
    PublishedTable out{table.height(), table.width(), {}};
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        out.cells.push_back(hidden[cell] ? std::nullopt : std::optional(table.counts[cell]));
    return out;
}

CountTable grown(const CountTable& table, std::mt19937_64& random)
{
    std::vector<std::int64_t> inner;
    for (std::size_t cell = 0; cell < table.cells(); ++cell)
        if (!table.is_total(cell)) {
            const std::uint64_t kind = random() % 5;
            const std::uint64_t more = kind < 2 ? 0 : kind == 2 ? random() % 4 : random() % 30;
            inner.push_back(table.counts[cell] + static_cast<std::int64_t>(more));
        }
    return table_of(table.columns.size(), inner);
}

std::int64_t add_organisation(store::Session& session, const std::string& key)
{
    return session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, created_at) "
        "VALUES ($1, 'Lipová', 'CZ', 'cs', 'Europe/Prague', '', '', '', '', TRUE, 36, 0) RETURNING id",
        {key});
}

} // namespace

TEST_CASE("12 in May and 13 in June would reveal one person: the second is refused, or hides more")
{
    const Release first = chosen(release(table_of(2, {12, 40, 30, 50}), may, 1));
    const Release second = release(table_of(2, {13, 40, 30, 50}), june);
    const auto why = refusals(shown(second), {first}, {});
    REQUIRE_FALSE(why.empty());
    CHECK(std::any_of(why.begin(), why.end(), [](const std::string& one) {
        return one.starts_with("r0, c0: subtracting release 1 (reached)");
    }));
    const Release safe = chosen(second, {first});
    CHECK(refusals(safe, {first}, {}).empty());
    CHECK(safe.hidden[0]);
    const Release much_later = release(table_of(2, {22, 60, 40, 70}), june);
    CHECK(refusals(shown(much_later), {first}, {}).empty());
}

TEST_CASE("15 to 24 years against 15 to 26 would reveal one person")
{
    Release narrow = release(table_of(1, {112}), may, 1);
    narrow.filters = {{"age", {"15-24"}}};
    Release wide = release(table_of(1, {113}), may);
    wide.filters = {{"age", {"15-26"}}};
    CHECK_FALSE(refusals(shown(wide), {shown(narrow)}, {}).empty());
    narrow.number = 0;
    wide.number = 1;
    CHECK_FALSE(refusals(shown(narrow), {shown(wide)}, {}).empty()); // whichever comes first
    Release other = release(table_of(1, {113}), may);
    other.filters = {{"age", {"25-34"}}};
    CHECK(refusals(shown(other), {shown(narrow)}, {}).empty());
}

TEST_CASE("filters lie within one another by values, or by ranges where they are ranges")
{
    CHECK(lies_within({{"age", {"15-24"}}}, {{"age", {"15-19", "20-30"}}}));
    CHECK(lies_within({{"age", {"70+"}}}, {{"age", {"65+"}}}));
    CHECK(lies_within({{"age", {"18"}}}, {{"age", {"15-24"}}}));
    CHECK_FALSE(lies_within({{"age", {"15-24"}}}, {{"age", {"15-19", "21-30"}}}));
    CHECK_FALSE(lies_within({{"age", {"65+"}}}, {{"age", {"65-99"}}}));
    CHECK(lies_within({{"place", {"Lit"}}}, {}));
    CHECK_FALSE(lies_within({}, {{"place", {"Lit"}}}));
    CHECK(lies_within({{"place", {"Lit"}}, {"age", {"1"}}}, {{"place", {"Chr", "Lit"}}}));
    CHECK_FALSE(lies_within({{"place", {"Lit", "Val"}}}, {{"place", {"Chr", "Lit"}}}));
}

TEST_CASE("a total that one table hides must not be shown by another one")
{
    Release groups = release(table_of(2, {23, 10, 20, 40}), may, 1);
    groups.needed.assign(9, false);
    groups.needed[2 * 3 + 0] = true; // as a partner of something small it may have become
    groups = chosen(groups);
    Release sexes = release(make_table({"men", "women"}, {"c0", "c1"}, {20, 25, 23, 25}), may);
    sexes.table = "reached by sex";
    sexes.rows_by = "sex";
    sexes = chosen(sexes);
    REQUIRE_FALSE(sexes.hidden[2 * 3 + 0]);
    const auto why = refusals(sexes, {groups}, {});
    REQUIRE_FALSE(why.empty());
    CHECK_THAT(why[0], Contains("hides this figure"));
    groups.number = 0;
    sexes.number = 1;
    CHECK_THAT(refusals(groups, {sexes}, {}).at(0), Contains("shows this figure"));
    sexes.layers[0].table = make_table({"men", "women"}, {"c0", "c1"}, {20, 25, 24, 25});
    CHECK_FALSE(refusals(shown(sexes), {shown(groups)}, {}).empty()); // another value for the same people
}

TEST_CASE("an interim release shows totals only, and does not keep the final one from showing more")
{
    Release interim = release(table_of(2, {12, 40, 30, 50}), may, 1);
    CHECK_FALSE([&] {
        interim.interim = true;
        return refusals(shown(interim), {}, {});
    }()
                    .empty());
    interim = chosen(interim);
    CHECK(refusals(interim, {}, {}).empty());
    CHECK(interim.hidden[0]);
    CHECK_FALSE(interim.hidden[2]);
    const Release final_one = chosen(release(table_of(2, {32, 50, 42, 70}), june), {interim});
    CHECK(refusals(final_one, {interim}, {}).empty());
    CHECK_FALSE(final_one.hidden[0]);
}

TEST_CASE("a pattern that protects nothing, other shapes under one key and falling figures are refused")
{
    const Release first = chosen(release(table_of(2, {12, 40, 30, 50}), may, 1));
    CHECK_FALSE(refusals(shown(release(table_of(2, {3, 40, 30, 50}), may)), {}, {}).empty());
    CHECK_THROWS_WITH(refusals(shown(release(table_of(1, {30, 50}), june)), {first}, {}), Contains("other rows"));
    const auto why = refusals(shown(release(table_of(2, {12, 40, 20, 50}), june)), {first}, {});
    REQUIRE_FALSE(why.empty());
    CHECK_THAT(why[0], Contains("smaller than in a part of it"));
    const Release again = chosen(release(table_of(2, {12, 40, 30, 50}), may), {first});
    CHECK(refusals(again, {first}, {}).empty());
    CHECK(again.hidden == first.hidden);
}

TEST_CASE("an attacker who has three states of a table tells no count and no growth more closely than allowed")
{
    std::mt19937_64 random(2027);
    int small_growths = 0;
    for (int i = 0; i < 1'000; ++i) {
        const std::size_t width = 1 + random() % 4;
        const std::size_t height = 1 + random() % 5;
        std::vector<std::int64_t> inner;
        for (std::size_t k = 0; k < width * height; ++k)
            inner.push_back(static_cast<std::int64_t>(random() % 4 == 0 ? random() % 6 : random() % 60));
        std::vector<Release> releases;
        CountTable table = table_of(width, inner);
        for (int state = 0; state < 3; ++state) {
            Release next = chosen(release(table, may + std::chrono::hours(24 * state)), releases);
            REQUIRE(refusals(next, releases, {}).empty());
            next.number = state + 1;
            releases.push_back(next);
            table = grown(table, random);
        }
        // With the earlier pattern inside the later one the first table and each growth are tables that share nothing
        // but their sums, so what can be told of a state is the sum of what can be told of its parts.
        std::vector<Told> whole(table.cells());
        for (std::size_t state = 0; state < 3; ++state) {
            CountTable part = releases[state].layers[0].table;
            if (state > 0)
                for (std::size_t cell = 0; cell < part.cells(); ++cell) {
                    part.counts[cell] -= releases[state - 1].layers[0].table.counts[cell];
                    if (releases[state - 1].hidden[cell]) REQUIRE(releases[state].hidden[cell]);
                }
            const auto told = attack(publish(part, releases[state].hidden));
            REQUIRE(told);
            for (std::size_t cell = 0; cell < part.cells(); ++cell) {
                const auto& of_part = (*told)[cell];
                if (state == 0) {
                    whole[cell] = of_part;
                } else {
                    whole[cell].low += of_part.low;
                    whole[cell].high = whole[cell].high && of_part.high
                                           ? std::optional(*whole[cell].high + *of_part.high)
                                           : std::nullopt;
                }
                const auto safe = [](const Told& one, std::int64_t count) {
                    return !one.high || (*one.high > count && *one.high - one.low >= 5);
                };
                CAPTURE(state, cell);
                if (part.counts[cell] > 0 && part.counts[cell] < 5) {
                    REQUIRE(safe(of_part, part.counts[cell]));
                    if (state > 0) ++small_growths;
                }
                const std::int64_t count = releases[state].layers[0].table.counts[cell];
                if (count > 0 && count < 5) REQUIRE(safe(whole[cell], count));
            }
        }
    }
    CHECK(small_growths > 1'000);
}

TEST_CASE("the register keeps releases by organisation, refuses what tells too much and says why")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    TestStore store(kind);
    const ManualClock clock(june);
    std::int64_t lipova = 0;
    std::int64_t bukova = 0;
    {
        store::Session session = store.database().session();
        lipova = add_organisation(session, "lipova");
        bukova = add_organisation(session, "bukova");
    }
    const std::string hash(64, 'a');
    Release first = chosen(release(table_of(2, {12, 40, 30, 3}), may));
    first.filters = {{"sex", {"women"}}, {"age", {"15-24", "25-34"}}};
    first.layers.push_back({"people", table_of(2, {20, 60, 30, 30}), LayerKind::denominator});
    first = chosen(first);
    CHECK(register_release(store.database(), clock, "cli:ema", lipova, first, hash, {}) == 1);
    {
        store::Session session = store.database().session();
        const auto kept = released(session, lipova);
        REQUIRE(kept.size() == 1);
        CHECK(kept[0].filters == first.filters);
        CHECK(kept[0].hidden == first.hidden);
        CHECK(kept[0].needed == first.needed);
        CHECK(kept[0].as_of == may);
        CHECK(kept[0].layers[1].kind == LayerKind::denominator);
        CHECK(kept[0].layers[1].table.counts == first.layers[1].table.counts);
        CHECK(released(session, bukova).empty());
        const auto list = list_releases(session, lipova);
        REQUIRE(list.size() == 1);
        CHECK(list[0].sha256 == hash);
        CHECK(list[0].released_by == "cli:ema");
        CHECK(list[0].released_at == june);
        CHECK(session.query("SELECT COUNT(*) FROM audit_log WHERE action = 'release.register'").integer(0, 0) == 1);
    }
    Release second = first;
    second.as_of = june;
    second.layers[0].table = table_of(2, {13, 40, 30, 3});
    CHECK_THROWS_WITH(register_release(store.database(), clock, "cli:ema", lipova, second, hash, {}),
                      Contains("not released") && Contains("subtracting release 1"));
    CHECK(register_release(store.database(), clock, "cli:ema", bukova, second, hash, {}) == 1);
    CHECK_THROWS_WITH(register_release(store.database(), clock, "cli:ema", lipova, second, "", {}),
                      Contains("SHA-256"));
    second.needed.clear();
    std::vector<Release> before;
    {
        store::Session session = store.database().session();
        before = released(session, lipova);
    }
    choose_pattern(second, before, {});
    CHECK(register_release(store.database(), clock, "cli:ema", lipova, second, hash, {}) == 2);
    second.needed.resize(3);
    CHECK_THROWS_WITH(register_release(store.database(), clock, "cli:ema", lipova, second, hash, {}),
                      Contains("pattern"));
}
