// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <functional>

/// Private to store/: how given rows reach the database.
namespace dosah::store {

/// Calls execute(text, values) for as many statements as the rows need: the caller's with the table `given` put before
/// it as a common table expression.
void with_given(Dialect dialect, std::string_view sql, const std::vector<Value>& values, const Given& given,
                const std::function<void(const std::string&, const std::vector<Value>&)>& execute);

} // namespace dosah::store
