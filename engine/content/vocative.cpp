// SPDX-License-Identifier: EUPL-1.2
#include "content/vocative.h"

#include "base/text.h"
#include "content/name_words.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace dosah::content {

namespace {

constexpr std::size_t longest_word = 40;

bool is_vowel(char32_t c)
{
    return std::u32string_view(U"aáeéěiíoóuúůyýäëöőüűåæø").find(c) != std::u32string_view::npos;
}

bool is_upper(char32_t c)
{
    return u_isupper(static_cast<UChar32>(c)) != 0;
}

/// Whether there is a syllable before the last one: a vowel, or an r or l between consonants (Vlček, Trnec).
bool has_syllable(std::u32string_view stem)
{
    for (std::size_t i = 0; i < stem.size(); ++i) {
        if (is_vowel(stem[i])) return true;
        const bool may_be_vowel = stem[i] == U'r' || stem[i] == U'l';
        if (may_be_vowel && i > 0 && i + 1 < stem.size() && !is_vowel(stem[i - 1]) && !is_vowel(stem[i + 1]))
            return true;
    }
    return false;
}

/// The e of -ek and -ec falls out unless nobody could speak what is left: one syllable (Flek), or a liquid that would
/// stand between consonants (Kadlec). After a vowel it is of the stem.
bool loses_e(std::u32string_view word)
{
    const std::u32string_view stem = word.substr(0, word.size() - 2);
    if (!has_syllable(stem) || is_vowel(stem.back())) return false;
    const bool liquid = stem.back() == U'r' || stem.back() == U'l';
    return !liquid || stem.size() < 2 || is_vowel(stem[stem.size() - 2]);
}

bool fits(const VocativeRule& rule, NamePart part, std::u32string_view word)
{
    using When = VocativeRule::When;
    if (rule.part == VocativeRule::Part::given && part != NamePart::given) return false;
    if (rule.part == VocativeRule::Part::family && part != NamePart::family) return false;
    if (!word.ends_with(rule.ending)) return false;
    switch (rule.when) {
    case When::always:
        return true;
    case When::e_is_lost:
        return word.size() > 2 && loses_e(word);
    case When::after_consonant:
        return word.size() > rule.ending.size() && !is_vowel(word[word.size() - rule.ending.size() - 1]);
    case When::after_syllable:
        return has_syllable(word.substr(0, word.size() - rule.ending.size()));
    case When::is_short:
        return word.size() <= 2;
    }
    return false;
}

/// What becomes of the nominative: how many of its letters stay, and what follows them.
struct Change
{
    std::size_t kept = 0;
    std::u32string added;
    double confidence = 0;
};

Change by_rule(NamePart part, Gender gender, std::u32string_view word)
{
    for (const VocativeRule& rule : vocative_rules(gender))
        if (fits(rule, part, word)) return {word.size() - rule.drop, std::u32string(rule.add), rule.confidence};
    return {word.size(), {}, 0};
}

Change of_known(const Names::Known& known, NamePart part, Gender gender)
{
    if (known.has_no_certain_form) return {known.name.size(), {}, 0};
    if (!known.vocative) {
        Change change = by_rule(part, gender, known.name);
        change.confidence = std::max(change.confidence, 0.98);
        return change;
    }
    const std::u32string& form = *known.vocative;
    const auto differs = std::mismatch(known.name.begin(), known.name.end(), form.begin(), form.end());
    return {static_cast<std::size_t>(differs.first - known.name.begin()), {differs.second, form.end()}, 0.99};
}

/// A listed name's change for the same name without its marks: what replaces a letter without mark has none either,
/// unless the change itself brings it (Zdenek -> Zdenku, but Nemec -> Nemče).
Change of_bare(const Names::Known& known, NamePart part, Gender gender, const std::u32string& bare)
{
    Change change = of_known(known, part, gender);
    if (change.confidence <= 0) return change;
    if (known.name.substr(change.kept) != bare.substr(change.kept))
        change.added = text::to_utf32(text::fold(text::to_utf8(change.added)));
    const Change plain = by_rule(part, gender, bare);
    const bool same = plain.kept == change.kept && plain.added == change.added;
    change.confidence = same ? 0.97 : 0.93;
    return change;
}

Change change_of(const Names& names, NamePart part, Gender gender, const std::u32string& word)
{
    if (const Names::Known* known = names.find(part, gender, word)) return of_known(*known, part, gender);
    const bool is_bare = std::all_of(word.begin(), word.end(), [](char32_t c) { return c < 0x80; });
    if (is_bare)
        if (const Names::Known* known = names.find_bare(part, gender, word); known && known->name.size() == word.size())
            return of_bare(*known, part, gender, word);
    return by_rule(part, gender, word);
}

} // namespace

Vocative vocative_of_word(const Names& names, NamePart part, Gender gender, std::string_view word)
{
    const bool is_composed = word.find('\xCC') == word.npos && word.find('\xCD') == word.npos;
    const std::u32string letters = text::to_utf32(is_composed ? std::string(word) : text::nfc(word));
    Vocative vocative{std::string(word), 0};
    const bool is_word = !letters.empty() && letters.size() <= longest_word &&
                         std::all_of(letters.begin(), letters.end(), [](char32_t c) {
                             return u_isalpha(static_cast<UChar32>(c)) || c == U'\'' || c == U'’';
                         });
    if (!is_word) return vocative;
    const std::u32string small = small_letters(letters);
    if (names.is_particle(small)) return {text::to_utf8(letters), 0.95};
    const Change change = change_of(names, part, gender, small);
    std::u32string form = letters.substr(0, change.kept);
    const bool is_capital = letters.size() > 1 && is_upper(letters.back());
    for (const char32_t c : change.added)
        form += is_capital ? static_cast<char32_t>(u_toupper(static_cast<UChar32>(c))) : c;
    vocative.name = text::to_utf8(form);
    vocative.confidence = change.confidence;
    return vocative;
}

} // namespace dosah::content
