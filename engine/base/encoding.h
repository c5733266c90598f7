// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dosah {

std::string to_hex(std::string_view bytes);
/// Nothing when the text is not hexadecimal or of odd length.
std::optional<std::string> from_hex(std::string_view text);

std::string to_base64(std::string_view bytes);
/// White space is passed over. Nothing when the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

/// Crockford's base 32 (0-9 A-Z without I L O U), 5 bits a character, last one padded with zero bits.
std::string to_crockford(std::string_view bytes);
/// Upper case; I and L become 1, O becomes 0, hyphens and spaces go: what a person may have typed off paper.
std::string normalise_crockford(std::string_view text);

/// application/x-www-form-urlencoded, as in a query string: space becomes %20.
std::string url_encode(std::string_view text);

} // namespace dosah
