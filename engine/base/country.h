// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

namespace dosah {

/// True for a country's code of two capital letters by ISO 3166-1, as ICU's data knows them: "CZ", "NO". Any thread.
bool is_country(const std::string& code);

} // namespace dosah
