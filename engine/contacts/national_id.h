// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace dosah::contacts {

/// True when a Czech rodné číslo or a Norwegian fødselsnummer (or D-number, or one of the synthetic test numbers)
/// stands anywhere in the text, told by its shape, its date and its check digits. Such numbers are never kept, whatever
/// the column is called. Czech: 6 digits, optionally a slash, a space or a hyphen, 4 digits, divisible by 11; the
/// 9-digit ones given out before 1954 have no check digit and are known only with a slash. Norwegian: 11 digits,
/// optionally a space, a slash or a hyphen after the sixth, with both modulo 11 control digits (Skatteetaten). About
/// one in seventy random numbers of 10 digits looks like a rodné číslo.
bool holds_national_id(std::string_view text);

} // namespace dosah::contacts
