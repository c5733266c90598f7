// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdlib>
#include <iostream>
#include <string>

namespace dosah::fuzz {

inline void demand(bool kept, const char* promise)
{
    if (kept) return;
    std::cerr << "fuzz: a promise was broken: " << promise << "\n";
    std::abort();
}

/// The same for all numbers of one length in bits.
inline std::string size_class(std::size_t n)
{
    std::size_t bits = 0;
    for (; n > 0; n >>= 1)
        ++bits;
    return std::to_string(bits);
}

} // namespace dosah::fuzz
