// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::cli {

/// For a terminal: control characters (what a file holds may be repeated in an error) become "?", so that they can
/// neither move the cursor nor break the one line. Bytes from 0x80 on are left, they are UTF-8.
inline std::string printable(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return out;
}

} // namespace dosah::cli
