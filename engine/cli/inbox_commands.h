// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah::cli {

/// What coordinators do with the inbox: dosah responses inbox, assign, accept, restore and close.
std::vector<Command> inbox_commands();

/// A number above 0; `what` names it in the error.
std::int64_t read_number(const std::string& word, const std::string& what);

} // namespace dosah::cli
