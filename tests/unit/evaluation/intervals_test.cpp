// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/distributions.h"
#include "evaluation/share.h"
#include "near.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::evaluation;
using dosah::tests::near;

namespace {

constexpr IntervalMethod corrected{0.95, true};

struct Part
{
    std::int64_t x;
    std::int64_t n;
};

Part random_part(std::mt19937_64& random, std::uint64_t largest)
{
    const auto n = static_cast<std::int64_t>(1 + random() % largest);
    return {static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n + 1)), n};
}

} // namespace

TEST_CASE("the normal's quantiles and tails are those of the tables")
{
    CHECK(near(normal_two_sided_quantile(.95), 1.959963984540054));
    CHECK(near(normal_two_sided_quantile(.99), 2.575829303548901));
    CHECK(near(normal_quantile(.975), 1.959963984540054));
    CHECK(near(normal_quantile(.8), .8416212335729143));
    CHECK(near(normal_quantile(.2), -.8416212335729143));
    CHECK(std::abs(normal_quantile(.5)) < 1e-15);
    CHECK(near(normal_two_sided(1.959963984540054), .05));
    CHECK(near(normal_two_sided(-1.959963984540054), .05));
    CHECK(near(chi_square_upper(3.841458820694124, 1), .05));
    CHECK(chi_square_upper(0, 3) == 1);
}

TEST_CASE("Wilson's interval equals the published values, with and without continuity correction")
{
    struct Case
    {
        std::int64_t x;
        std::int64_t n;
        double low;
        double high;
        double corrected_low;
        double corrected_high;
    };
    // Newcombe 1998 (Stat Med 17:857), computed to 40 digits; without correction as R 4.2 prop.test(x, n, correct =
    // FALSE). With it R differs at x = n/2 (5/10), where it shrinks the correction to |x - n/2|.
    const std::vector<Case> cases = {
        {0, 1, 0, 0.7934506856227626, 0, 0.9453792444711480},
        {1, 1, 0.2065493143772374, 1, 0.05462075552885196, 1},
        {0, 10, 0, 0.2775327998628893, 0, 0.3445372183069226},
        {1, 10, 0.01787621309507290, 0.4041500267952385, 0.005242301569677724, 0.4588460161566562},
        {5, 10, 0.2365930905125640, 0.7634069094874360, 0.2014229695986072, 0.7985770304013928},
        {10, 10, 0.7224672001371107, 1, 0.6554627816930774, 1},
        {0, 20, 0, 0.1611251580528194, 0, 0.2004533450134871},
        {1, 29, 0.006113214292762661, 0.1717552187932029, 0.001802640213279672, 0.1962817510097596},
        {3, 20, 0.05236874589621660, 0.3604188647407570, 0.03956627170255543, 0.3886251218432890},
        {7, 25, 0.1428385385095656, 0.4757660519036158, 0.1287239177411716, 0.4959900953690969},
        {15, 148, 0.06238639953073628, 0.1604872417233080, 0.05977820842849812, 0.1644497793648370},
        {81, 263, 0.2552885198782742, 0.3662095769828001, 0.2535086822951852, 0.3681762010430036},
        {34, 120, 0.2104062809175645, 0.3697020245305404, 0.2067135667101067, 0.3740761414000514},
        {250, 1000, 0.2241530989836914, 0.2777602802590862, 0.2236728140549351, 0.2782761212241919},
    };
    for (const Case& c : cases) {
        INFO(c.x << "/" << c.n);
        const Interval plain = wilson(c.x, c.n);
        CHECK(near(plain.low, c.low));
        CHECK(near(plain.high, c.high));
        const Interval with = wilson(c.x, c.n, corrected);
        CHECK(near(with.low, c.corrected_low));
        CHECK(near(with.high, c.corrected_high));
    }
    for (const IntervalMethod& method : {IntervalMethod{}, corrected}) {
        CHECK(wilson(0, 7, method).low == 0.0);
        CHECK(wilson(7, 7, method).high == 1.0);
    }
}

TEST_CASE("simultaneous intervals hold all at once")
{
    const double level = simultaneous_level(.95, 4);
    CHECK(near(normal_two_sided_quantile(level), 2.497705474412373));
    const std::vector<std::tuple<std::int64_t, std::int64_t, double, double>> cases = {
        {30, 100, 0.2000773029400140, 0.4234114726748786},
        {30, 150, 0.1311567149259322, 0.2928010086840594},
        {5, 50, 0.03504419422093760, 0.2536996949866576},
        {80, 200, 0.3177668491411237, 0.4882829734183615},
    };
    for (const auto& [x, n, low, high] : cases) {
        CHECK(near(wilson(x, n, {level, false}).low, low));
        CHECK(near(wilson(x, n, {level, false}).high, high));
    }
}

TEST_CASE("Newcombe's interval of a difference equals the published values")
{
    struct Case
    {
        Part one;
        Part other;
        double low;
        double high;
        double corrected_low;
        double corrected_high;
    };
    // Newcombe 1998 (Stat Med 17:873), methods 10 and 11, computed to 40 digits; 8/10 against 2/10 as SciPy has it.
    const std::vector<Case> cases = {
        {{56, 70}, {48, 80}, 0.05243147240236488, 0.3338726540369060, 0.04276787200288974, 0.3421862784381805},
        {{9, 10}, {3, 10}, 0.1705227239345029, 0.8090179735354880, 0.1012872258857004, 0.8386689697680605},
        {{6, 7}, {2, 7}, 0.05822792748231220, 0.8062496375242278, -0.02902411500485101, 0.8422666269086704},
        {{5, 56}, {0, 29}, -0.03813714790353690, 0.1925600138551116, -0.06670853925700081, 0.2036982856609522},
        {{0, 10}, {0, 20}, -0.1611251580528194, 0.2775327998628893, -0.2004533450134871, 0.3445372183069226},
        {{10, 10}, {0, 20}, 0.6790860371419147, 1, 0.6013931281001692, 1},
        {{10, 10}, {0, 10}, 0.6075093504305242, 1, 0.5127507931280502, 1},
        {{34, 120}, {9, 60}, 0.0003981461440252673, 0.2438959105172522, -0.009690331289854645, 0.2510493224185864},
        {{60, 400}, {30, 400}, 0.03135479437659901, 0.1191619005390033, 0.02955758222672866, 0.1208580132670790},
        {{8, 10}, {2, 10}, 0.1618235651149588, 0.8026820451433557, 0.09396811734570087, 0.8327414481536649},
    };
    for (const Case& c : cases) {
        INFO(c.one.x << "/" << c.one.n << " - " << c.other.x << "/" << c.other.n);
        const Difference plain = newcombe(c.one.x, c.one.n, c.other.x, c.other.n);
        CHECK(near(plain.interval.low, c.low));
        CHECK(near(plain.interval.high, c.high));
        const Difference with = newcombe(c.one.x, c.one.n, c.other.x, c.other.n, corrected);
        CHECK(near(with.interval.low, c.corrected_low));
        CHECK(near(with.interval.high, c.corrected_high));
    }
    // What a Wald interval would call significant, and this one does not.
    CHECK(newcombe(60, 400, 8, 100).interval.low < 0);
}

TEST_CASE("where everybody, or next to everybody, of very many acted, intervals keep their digits")
{
    // Computed to 60 digits.
    const Difference all = newcombe(16754, 16754, 94286765, 94286765);
    CHECK(all.estimate == 0);
    CHECK(all.interval.low == Approx(-2.2923351018290769e-4).epsilon(1e-12));
    CHECK(all.interval.high == Approx(4.0742289378411687e-8).epsilon(1e-12));
    const Difference nearly = newcombe(999999999, 1000000000, 1000000, 1000000);
    CHECK(nearly.estimate == Approx(-1e-9).epsilon(1e-12));
    CHECK(nearly.interval.low == Approx(-5.6649342432974394e-09).epsilon(1e-12));
    CHECK(nearly.interval.high == Approx(3.8404441522075576e-06).epsilon(1e-12));
    const Difference with = newcombe(999999999, 1000000000, 1000000, 1000000, corrected);
    CHECK(with.interval.low == Approx(-6.4950406399982351e-09).epsilon(1e-12));
    CHECK(with.interval.high == Approx(4.7882401685098268e-06).epsilon(1e-12));
}

TEST_CASE("the same people at two times have the paired interval")
{
    // Newcombe 1998 (Stat Med 17:2635), table II: 20, 12, 2, 16 gives .0562 to .3292.
    const Difference paired = newcombe_paired(20, 12, 2, 16);
    CHECK(near(paired.estimate, .2));
    CHECK(near(paired.interval.low, 0.05615642484174829));
    CHECK(near(paired.interval.high, 0.3292069954001406));
    CHECK(newcombe_paired(0, 0, 0, 5).estimate == 0);
    CHECK(newcombe_paired(0, 5, 0, 0).interval.high == 1);
    std::mt19937_64 random(11);
    for (int i = 0; i < 2000; ++i) {
        const auto cell = [&] { return static_cast<std::int64_t>(random() % 40); };
        const std::int64_t a = cell();
        const std::int64_t b = cell();
        const std::int64_t c = cell();
        const std::int64_t d = cell() + 1;
        const Difference one = newcombe_paired(a, b, c, d);
        const Difference other = newcombe_paired(a, c, b, d);
        INFO(a << " " << b << " " << c << " " << d);
        REQUIRE(one.interval.low >= -1);
        REQUIRE(one.interval.high <= 1);
        REQUIRE(one.interval.low <= one.estimate);
        REQUIRE(one.interval.high >= one.estimate);
        REQUIRE(near(one.interval.low, -other.interval.high));
    }
}

TEST_CASE("an interval lies within 0 and 1, holds the share and mirrors that of the complement")
{
    std::mt19937_64 random(3);
    for (int i = 0; i < 5000; ++i) {
        const Part part = random_part(random, i % 2 == 0 ? 50 : 5'000'000);
        const double share = static_cast<double>(part.x) / static_cast<double>(part.n);
        INFO(part.x << "/" << part.n);
        const Interval plain = wilson(part.x, part.n);
        for (const IntervalMethod& method :
             {IntervalMethod{}, corrected, IntervalMethod{.5, false}, IntervalMethod{.01, true}}) {
            const Interval interval = wilson(part.x, part.n, method);
            const Interval other = wilson(part.n - part.x, part.n, method);
            REQUIRE(interval.low >= 0);
            REQUIRE(interval.low <= share);
            REQUIRE(interval.high >= share);
            REQUIRE(interval.high <= 1);
            REQUIRE(std::abs(interval.low - (1 - other.high)) < 1e-12);
            REQUIRE(std::abs(interval.high - (1 - other.low)) < 1e-12);
        }
        const Interval wider = wilson(part.x, part.n, corrected);
        REQUIRE(wider.low <= plain.low);
        REQUIRE(wider.high >= plain.high);
        const Interval surer = wilson(part.x, part.n, {.99, false});
        REQUIRE(surer.low <= plain.low);
        REQUIRE(surer.high >= plain.high);
    }
}

TEST_CASE("a difference lies within its interval, that within -1 and 1, and changes sign with the groups")
{
    std::mt19937_64 random(5);
    for (int i = 0; i < 5000; ++i) {
        const Part one = random_part(random, i % 2 == 0 ? 20 : 1'000'000);
        const Part other = random_part(random, i % 3 == 0 ? 20 : 1'000'000);
        INFO(one.x << "/" << one.n << " - " << other.x << "/" << other.n);
        for (const IntervalMethod& method : {IntervalMethod{}, corrected}) {
            const Difference there = newcombe(one.x, one.n, other.x, other.n, method);
            const Difference back = newcombe(other.x, other.n, one.x, one.n, method);
            REQUIRE(there.interval.low >= -1);
            REQUIRE(there.interval.low <= there.estimate);
            REQUIRE(there.interval.high >= there.estimate);
            REQUIRE(there.interval.high <= 1);
            REQUIRE(there.estimate == -back.estimate);
            REQUIRE(there.interval.low == -back.interval.high);
            REQUIRE(there.interval.high == -back.interval.low);
        }
    }
}

TEST_CASE("a share of nothing is undefined, not zero")
{
    const Share none = share(0, 0);
    CHECK_FALSE(none.estimate);
    CHECK_FALSE(none.interval);
    const Share zero = share(0, 4);
    CHECK(zero.estimate == 0.0);
    CHECK(zero.interval->low == 0.0);
    CHECK(near(*share(34, 120).estimate, .28333333333333333));
}
