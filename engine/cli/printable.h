// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::cli {

/// For a terminal: control characters (what a file holds may be repeated in an error) become "?", so that they can
/// neither move the cursor nor break the one line. That is C0 and DEL, and C1 (U+0080 to U+009F), which many terminals
/// take for escape sequences, as UTF-8 and as bare bytes that are part of no character. Other bytes from 0x80 on are
/// left.
inline std::string printable(std::string_view text)
{
    std::string out;
    std::size_t owed = 0; // bytes that the character at hand still has
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool goes_on = byte >= 0x80 && byte < 0xc0;
        const bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
                        static_cast<unsigned char>(text[i + 1]) < 0xa0;
        if (c1) ++i;
        const bool bare = goes_on && owed == 0 && byte < 0xa0;
        out += c1 || bare || byte < 0x20 || byte == 0x7f ? '?' : static_cast<char>(byte);
        owed = goes_on && owed > 0 ? owed - 1 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 && !c1 ? 1 : 0;
    }
    return out;
}

} // namespace dosah::cli
