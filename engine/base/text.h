// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Text is UTF-8 in std::string everywhere; this is where ICU is met.
namespace dosah::text {

bool is_valid_utf8(std::string_view bytes);
/// Ill-formed sequences become U+FFFD, NUL goes.
std::string repair_utf8(std::string_view bytes);

/// Unicode normalisation form C.
std::string nfc(std::string_view utf8);

/// For comparing what people write: NFKC, case folded, marks removed (á -> a, ř -> r, å -> a), ø -> o, æ -> ae, đ -> d,
/// ł -> l, ß -> ss; white space runs become one space, ends trimmed.
std::string fold(std::string_view utf8);

/// Case folded and NFC, marks kept; white space runs become one space, ends trimmed.
std::string fold_case(std::string_view utf8);

std::string to_lower(std::string_view utf8);
std::string to_upper(std::string_view utf8);

/// White space (also U+00A0 and the zero-width ones) off both ends.
std::string trim(std::string_view utf8);
std::vector<std::string> split(std::string_view utf8, char separator);
/// Lines without their CRLF, LF or CR.
std::vector<std::string> lines(std::string_view utf8);

std::u32string to_utf32(std::string_view utf8);
std::string to_utf8(std::u32string_view code_points);
std::u16string to_utf16(std::string_view utf8);
std::string to_utf8(std::u16string_view units);

/// Bytes in a named charset (any name ICU or a mail knows: windows-1250, iso-8859-2, utf-8 ...) to UTF-8. Nothing when
/// the charset is unknown; what cannot be mapped becomes U+FFFD.
std::optional<std::string> decode(std::string_view bytes, const std::string& charset);
/// UTF-8 to a charset; what the charset lacks becomes "?". Nothing when the charset is unknown.
std::optional<std::string> encode(std::string_view utf8, const std::string& charset);

/// Edits (insert, delete, replace, swap of neighbours) between two texts, in code points; stops counting above limit.
int edit_distance(std::u32string_view a, std::u32string_view b, int limit);

/// Sorted as the locale sorts (cs: ch after h).
int collate(std::string_view a, std::string_view b, const std::string& locale);

} // namespace dosah::text
