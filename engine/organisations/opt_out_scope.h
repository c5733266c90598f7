// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>

namespace dosah::organisations {

/// How far STOP goes that came by mail or SMS: every channel of the organisation (the rule), or only the one it came
/// by. Pages that ask say themselves what they stop; a complaint is never narrowed.
enum class OptOutScope { all, channel };

std::string_view to_string(OptOutScope scope);
/// Throws Error(input) for any other word than all and channel.
OptOutScope opt_out_scope_from(const std::string& word);

OptOutScope opt_out_scope(store::Session& session, std::int64_t organisation_id);
/// Holds for what comes in from then on. Writes the audit row.
void set_opt_out_scope(store::Database& database, const Clock& clock, const std::string& actor,
                       std::int64_t organisation_id, OptOutScope scope);

} // namespace dosah::organisations
