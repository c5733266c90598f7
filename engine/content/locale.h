// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

namespace dosah::content {

/// cs, nb, nn, en, and what the installation has added (base/locales.h).
std::vector<std::string> locales();
bool is_locale(const std::string& locale);
/// The locale itself first, then what stands in for it: nn -> nb -> en, any other -> en.
std::vector<std::string> fallbacks(const std::string& locale);

} // namespace dosah::content
