// SPDX-License-Identifier: EUPL-1.2
#include "base/country.h"

#include <unicode/uloc.h>

namespace dosah {

bool is_country(const std::string& code)
{
    for (const char* const* known = uloc_getISOCountries(); *known != nullptr; ++known)
        if (code == *known) return true;
    return false;
}

} // namespace dosah
