// SPDX-License-Identifier: EUPL-1.2
#include "content/gender_guess.h"

#include <algorithm>
#include <array>

namespace dosah::content {

namespace {

/// How much of a sign a name is: 1 a woman's beyond doubt, -1 a man's beyond doubt, 0 no sign.
using Sign = double;

std::u32string small(const NameWords& name, std::size_t word)
{
    return small_letters(name.words[word].text);
}

struct Bearers
{
    bool female = false;
    bool male = false;
};

/// Lada is no Láďa that lost its marks: a name that is listed as it stands is that one.
Bearers bearers_of(const Names& names, const std::u32string& word)
{
    const auto listed = [&](Gender gender) { return names.find(NamePart::given, gender, word) != nullptr; };
    const auto bare = [&](Gender gender) { return names.find_bare(NamePart::given, gender, word) != nullptr; };
    if (listed(Gender::female) || listed(Gender::male)) return {listed(Gender::female), listed(Gender::male)};
    return {bare(Gender::female), bare(Gender::male)};
}

Sign sign_of_given(const Names& names, const NameWords& name)
{
    if (name.words.empty()) return 0;
    const std::u32string word = small(name, 0);
    const Bearers bearers = bearers_of(names, word);
    if (bearers.female != bearers.male) return bearers.female ? 0.98 : -0.98;
    if (bearers.female) return 0; // Nikola, Saša
    // Not listed: the endings that only one of them has.
    constexpr std::array<std::u32string_view, 18> men = {U"slav", U"mír",   U"mir", U"ek",  U"ík",  U"oš",
                                                         U"áš",   U"eš",    U"iš",  U"ius", U"bor", U"hard",
                                                         U"bert", U"fried", U"olf", U"us",  U"ij",  U"ěj"};
    if (std::any_of(men.begin(), men.end(), [&](std::u32string_view end) { return word.ends_with(end); })) return -0.95;
    if (word.ends_with(U"a") || word.ends_with(U"ie") || word.ends_with(U"uše")) return 0.93;
    return 0;
}

Sign sign_of_family(const NameWords& name)
{
    Sign strongest = 0;
    for (std::size_t i = 0; i < name.words.size(); ++i) {
        const std::u32string word = small(name, i);
        if (word.ends_with(U"ová") || word.ends_with(U"ská") || word.ends_with(U"cká")) return 0.99;
        if (word.ends_with(U"á")) strongest = 0.97;
        if (word.ends_with(U"ova") && strongest == 0) strongest = 0.93;
        if (word.ends_with(U"ý") && strongest == 0) strongest = -0.8; // a woman may bear it unmarked
    }
    return strongest;
}

} // namespace

GenderGuess guess_gender(const Names& names, const NameWords& given, const NameWords& family, const std::string& told)
{
    const Sign first = sign_of_given(names, given);
    const Sign last = sign_of_family(family);
    const bool clash = first < -0.9 && last > 0.9;
    if (told == "f" || told == "m") {
        const Gender gender = told == "f" ? Gender::female : Gender::male;
        const double against = gender == Gender::female ? -1 : 1;
        const bool doubted = first * against > 0.95 || last * against > 0.95;
        return {gender, doubted || clash ? 0.5 : 1};
    }
    if (told == "x" || clash) return {};
    const Sign sign = std::abs(first) >= std::abs(last) ? first : last;
    if (sign == 0) return {};
    return {sign > 0 ? Gender::female : Gender::male, std::abs(sign)};
}

} // namespace dosah::content
