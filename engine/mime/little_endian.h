// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dosah::mime {

/// The number in `size` (1 to 4) bytes from `at` on, least significant first; bytes that are not there are 0.
inline std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::uint32_t number = 0;
    for (std::size_t i = size; i > 0; --i) {
        const std::size_t place = at + i - 1;
        number = number << 8U | (place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0U);
    }
    return number;
}

} // namespace dosah::mime
