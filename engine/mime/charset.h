// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::mime {

/// Bytes to UTF-8. The declared charset is believed unless the bytes say otherwise: bytes that are well-formed UTF-8
/// beyond ASCII are UTF-8 under any single-byte label; ISO-8859-1 and -2 with C1 bytes are windows-1252 and -1250 (as
/// the WHATWG encoding standard reads them); with no, an unknown or a false label the charset is guessed. Never throws.
std::string to_unicode(std::string_view bytes, std::string_view declared);

/// The charset of bytes that are not UTF-8: "windows-1250", "iso-8859-2" or "windows-1252", by which of them turns the
/// high bytes into letters of Czech or of Norwegian.
std::string guess_charset(std::string_view bytes);

} // namespace dosah::mime
