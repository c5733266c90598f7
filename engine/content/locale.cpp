// SPDX-License-Identifier: EUPL-1.2
#include "content/locale.h"

#include <algorithm>

namespace dosah::content {

const std::vector<std::string>& locales()
{
    static const std::vector<std::string> all = {"cs", "nb", "nn", "en"};
    return all;
}

bool is_locale(const std::string& locale)
{
    return std::find(locales().begin(), locales().end(), locale) != locales().end();
}

std::vector<std::string> fallbacks(const std::string& locale)
{
    if (locale == "nn") return {"nn", "nb", "en"};
    if (locale == "nb" || locale == "cs") return {locale, "en"};
    return {"en"};
}

} // namespace dosah::content
