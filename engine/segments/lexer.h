// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "segments/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace dosah::segments {

enum class TokenKind {
    word,   ///< letters of any script, digits, _ and inner hyphens
    text,   ///< "…", '…', „…“, “…”, ‚…‘, «…» with backslash escapes
    number, ///< digits
    date,   ///< 2023-01-31, not yet checked
    symbol, ///< ( ) , = != < <= > >=
    end,
};

struct Token
{
    TokenKind kind = TokenKind::end;
    std::string text; ///< of a text: its content; of a word: as written
    Position at;
};

/// A token as an error shows it: 'and', the text "Krhová", the end of the query.
std::string describe(const Token& token);

/// Cuts a query into tokens, the last one `end`. Throws Error(input) for ill-formed UTF-8, a text without its end, an
/// unknown escape, a character that means nothing, and for a query longer than 10,000 characters.
std::vector<Token> tokens(std::string_view query);

} // namespace dosah::segments
