// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dosah::contacts {

/// Trimmed, domain in lower case and in its ASCII form (IDNA), local part kept but for its case, which is lowered too:
/// no mail provider in use tells people apart by case. "mailto:" and "Name <address>" are taken off. Nothing when it is
/// not an address (RFC 5321 mailbox, dot-atom local part, a domain with a dot, at most 254 octets).
std::optional<std::string> normalise_email(std::string_view text);

struct Phone
{
    std::string e164;             ///< "+420601123456"
    bool probably_mobile = false; ///< a warning at most: number ranges change faster than the library's data
};

/// A telephone number as people write it (spaces, slashes, brackets, 00 or +, with or without the country's prefix);
/// `country` (ISO 3166) is that of a number without a prefix. Nothing when it cannot be a number: a Czech or Norwegian
/// one is judged by its shape (9 digits, 8 digits, none beginning with 0 or 1) because new ranges are missing from the
/// library's data, any other by the library. Any thread.
std::optional<Phone> normalise_phone(std::string_view text, const std::string& country);

} // namespace dosah::contacts
