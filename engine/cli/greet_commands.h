// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah::cli {

/// dosah greet: how a person would be addressed (content/salutation.h). Needs no store.
int greet(Context& context, Words& words);

} // namespace dosah::cli
