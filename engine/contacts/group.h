// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::contacts {

/// The key of a target group as people call it: the words for the five common groups (youth, women, seniors,
/// disability, excluded) in Czech, Norwegian and English, else the name folded with hyphens: an organisation's own
/// group. "" for a name without a letter or digit.
std::string group_key(std::string_view name);

/// The group's id; made on demand, `name` being how it is shown.
std::int64_t ensure_group(store::Session& session, std::int64_t organisation_id, const std::string& key,
                          const std::string& name);

/// Lists a person explicitly, with the source of the knowledge. False when already listed: the first source stays.
bool add_to_group(store::Session& session, std::int64_t group_id, std::int64_t contact_id, const std::string& source,
                  Instant since, std::optional<std::int64_t> import_id);

/// The same for many people, each once, all of the group's organisation. Returns those who were not listed before.
std::vector<std::int64_t> add_all_to_group(store::Session& session, std::int64_t group_id,
                                           const std::vector<std::int64_t>& contact_ids, const std::string& source,
                                           Instant since, std::int64_t import_id);

} // namespace dosah::contacts
