// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/names.h"

#include <span>
#include <string>
#include <string_view>

namespace dosah::content {

/// A Czech name as one calls somebody by it.
struct Vocative
{
    std::string name;      ///< written as it was given: petr -> petře, PETR -> PETŘE
    double confidence = 0; ///< 0..1; how likely it is the form its bearer would use
};

/// From this on a form is used.
constexpr double sure = 0.9;

/// Of one word, no titles. Pure, any thread.
Vocative vocative_of_word(const Names& names, NamePart part, Gender gender, std::string_view word);

/// One line of the grammar. Sources: Internetová jazyková příručka (Ústav pro jazyk český AV ČR), "Osobní jména" and
/// the tables of the paradigms pán, muž, předseda, soudce, mladý, jarní, žena, růže.
struct VocativeRule
{
    enum class Part { any, given, family };
    /// What else the name must be like.
    enum class When {
        always,
        e_is_lost,       ///< its last e falls out when an ending is put on (Marek, Němec; not Flek, Kadlec)
        after_consonant, ///< the letter before the ending is a consonant
        after_syllable,  ///< there is a vowel before the ending
        is_short,        ///< two letters at most
    };

    Part part;
    std::u32string_view ending; ///< of the nominative; "" is every name
    When when;
    std::size_t drop;        ///< so many letters go
    std::u32string_view add; ///< and these come
    double confidence;
    const char* reason;
};

/// The first one that fits holds; the last one fits everything.
std::span<const VocativeRule> vocative_rules(Gender gender);

} // namespace dosah::content
