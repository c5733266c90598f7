// SPDX-License-Identifier: EUPL-1.2
#include "content/gsm7.h"

#include <string_view>

namespace dosah::content {

int gsm7_septets(char32_t c)
{
    using namespace std::string_view_literals;
    if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9')) return 1;
    constexpr auto others = U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà"sv;
    constexpr auto extension = U"\f^{}\\[~]|€"sv;
    if (others.find(c) != others.npos) return 1;
    return extension.find(c) != extension.npos ? 2 : 0;
}

} // namespace dosah::content
