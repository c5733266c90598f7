// SPDX-License-Identifier: EUPL-1.2
#include "content/salutation.h"

#include "base/text.h"

#include <unicode/uchar.h>

namespace dosah::content {

namespace {

/// A name that can be put after a greeting as it is: "Kari", "Anne-Marie", "D'Arcy"; not "K.", "KARI", "kari" or "?".
bool is_plain_name(const std::string& name)
{
    const auto letters = text::to_utf32(name);
    if (letters.size() < 2 || letters.size() > 40 || !u_isupper(static_cast<UChar32>(letters.front()))) return false;
    bool has_small = false;
    for (const char32_t c : letters) {
        has_small = has_small || u_islower(static_cast<UChar32>(c));
        if (!u_isalpha(static_cast<UChar32>(c)) && c != U' ' && c != U'-' && c != U'\'' && c != U'’') return false;
    }
    return has_small;
}

} // namespace

std::string greeting(const std::string& locale, const std::string& given_name)
{
    if (locale == "cs") return "Dobrý den";
    const std::string word = locale == "nb" || locale == "nn" ? "Hei" : "Hello";
    const std::string name = text::trim(text::nfc(given_name));
    return is_plain_name(name) ? word + " " + name : word;
}

} // namespace dosah::content
