// SPDX-License-Identifier: EUPL-1.2
#include "content/gsm7.h"

#include <array>
#include <string_view>

namespace dosah::content {

namespace {

/// Of the characters below U+0100, where nearly all texts are.
constexpr std::array<signed char, 256> low_septets()
{
    std::array<signed char, 256> septets{};
    for (const char32_t c : std::u32string_view(U"@£$¥èéùìòÇ\nØø\rÅå_ÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"))
        septets[c] = 1;
    for (char32_t c = U'0'; c <= U'z'; ++c)
        if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9')) septets[c] = 1;
    for (const char32_t c : std::u32string_view(U"\f^{}\\[~]|"))
        septets[c] = 2;
    return septets;
}

} // namespace

int gsm7_septets(char32_t c)
{
    static constexpr std::array<signed char, 256> low = low_septets();
    if (c < low.size()) return low[c];
    if (c == U'€') return 2;
    return std::u32string_view(U"ΔΦΓΛΩΠΨΣΘΞ").find(c) != std::u32string_view::npos ? 1 : 0;
}

} // namespace dosah::content
