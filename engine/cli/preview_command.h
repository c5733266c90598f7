// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah::cli {

/// dosah campaign preview (campaigns/preview.h).
int preview(Context& context, Words& words);

} // namespace dosah::cli
