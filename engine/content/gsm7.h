// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace dosah::content {

/// How many septets a character takes in the GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1): 1, or 2 in its
/// extension table, or 0 when it has neither. National language shift tables are not used: none is for Czech or
/// Norwegian.
int gsm7_septets(char32_t c);

} // namespace dosah::content
