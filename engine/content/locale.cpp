// SPDX-License-Identifier: EUPL-1.2
#include "content/locale.h"

#include "base/locales.h"

namespace dosah::content {

std::vector<std::string> locales()
{
    return known_locales();
}

bool is_locale(const std::string& locale)
{
    return is_known_locale(locale);
}

std::vector<std::string> fallbacks(const std::string& locale)
{
    if (locale == "nn") return {"nn", "nb", "en"};
    if (locale == "en" || !is_locale(locale)) return {"en"};
    return {locale, "en"};
}

} // namespace dosah::content
