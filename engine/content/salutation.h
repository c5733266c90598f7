// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"

#include <optional>
#include <string>
#include <string_view>

namespace dosah::content {

/// Whom a greeting is for, as the register has them.
struct Addressed
{
    std::string given_name;
    std::string family_name;
    std::string gender;   ///< "f", "m", "x" or "" (not known)
    std::string greeting; ///< what this person is to be greeted with, whatever the rules say; "" for nothing
};

/// usual: as an office of the language writes. In Czech formal, or by the given name where there is no other; in
/// Norwegian and English by the given name.
enum class Tone { usual, formal, informal };
std::optional<Tone> tone_from(std::string_view word); ///< "usual", "formal", "informal"

/// How a person is addressed at the head of a message.
struct Salutation
{
    /// "Vážená paní Nováková", "Milá Jano", "Hei Kari"; the neutral "Dobrý den" where a form is not certain. One line.
    std::string greeting;
    /// The names as one calls somebody by them, titles gone, in the letters' case of the register; nothing where the
    /// form is not certain or there is no name. Languages without vocative: the names as they are.
    std::optional<std::string> given_vocative;
    std::optional<std::string> family_vocative;
    double confidence = 1; ///< 0..1, the least certain of what was looked at, the gender included
};

/// The words are the catalogs' (greeting.formal, greeting.informal, greeting.neutral); which names there are is in
/// locales/names. Pure, any thread.
Salutation salute(const Catalogs& catalogs, const std::string& locale, const Addressed& person,
                  Tone tone = Tone::usual);
/// salute(...).greeting
std::string greeting(const Catalogs& catalogs, const std::string& locale, const Addressed& person,
                     Tone tone = Tone::usual);

} // namespace dosah::content
