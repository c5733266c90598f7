// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/names.h"

#include <string>
#include <string_view>
#include <vector>

namespace dosah::content {

/// A given or family name as a register holds it, taken apart: "Ing. Nováková-Malá, Ph.D." -> Nováková, Malá.
struct NameWords
{
    struct Word
    {
        std::string before; ///< what stands between it and the one before: " " or "-"; "" for the first
        std::string text;   ///< as written
    };

    std::vector<Word> words;
    /// False where something stands there that is no word of a name: an initial, a figure, a comma, an address.
    bool is_plain = true;
};

/// Academic and other titles (names.is_title) before and after go, and what stands in brackets.
NameWords read_name(const Names& names, std::string_view name);

/// The words as people write a name, whatever the register's letters are: "NOVÁKOVÁ-MALÁ" -> "Nováková-Malá",
/// "jana" -> "Jana"; "McDonald" and "von" stay.
std::string tidy_name(const Names& names, const NameWords& name);
/// Small letters, one for each of the text's, so that places in both are the same.
std::u32string small_letters(std::u32string letters);
std::u32string small_letters(std::string_view text);
std::string join_words(const NameWords& name);

} // namespace dosah::content
