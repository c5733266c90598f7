// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah::cli {

/// The populations to compare with; report_commands() has them among its own.
std::vector<Command> benchmark_commands();
/// Likewise programmes: several organisations' campaigns together.
std::vector<Command> programme_commands();
/// Likewise who should not have been invited: it is evaluation that needs it.
std::vector<Command> eligibility_commands();

} // namespace dosah::cli
