// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::evaluation {

/// Campaigns of several organisations that are reported together. It belongs to the installation, not to one
/// organisation, and shows of each only what is protected (evaluation/programme_report.h).
struct Programme
{
    std::int64_t id = 0;
    std::string key;
    std::string name;
};

/// With an audit row. Throws Error(input) for a wrong key (a-z, 0-9, hyphen, at most 64) or name (one line of at most
/// 200 bytes), Error(conflict) when the key is taken.
Programme add_programme(store::Database& database, const std::string& key, const std::string& name,
                        const std::string& actor, Instant now);
/// Throws Error(missing) naming the nearest key.
Programme find_programme(store::Session& session, const std::string& key);
std::vector<Programme> all_programmes(store::Session& session); ///< by key
/// Those that a campaign of the organisation is in, by key: what its evaluators may see.
std::vector<Programme> programmes_of(store::Session& session, std::int64_t organisation_id);

/// The campaigns of a programme by id, in order of organisation's and campaign's key.
std::vector<std::int64_t> programme_campaigns(store::Session& session, std::int64_t programme_id);
/// With an audit row of the campaign's organisation. False when it had joined.
bool join_programme(store::Database& database, const Programme& programme, std::int64_t organisation_id,
                    std::int64_t campaign_id, const std::string& actor, Instant now);

} // namespace dosah::evaluation
