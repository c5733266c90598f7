// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

namespace dosah::mime {

/// The charset of one of Windows' code pages: 1250 -> windows-1250, 28592 -> iso-8859-2, 65001 -> utf-8; "" for others,
/// whose bytes are then guessed.
inline std::string charset_of_code_page(std::uint32_t page)
{
    if (page >= 1250 && page <= 1258) return "windows-" + std::to_string(page);
    if (page > 28590 && page < 28606) return "iso-8859-" + std::to_string(page - 28590);
    if (page == 65001) return "utf-8";
    return {};
}

} // namespace dosah::mime
