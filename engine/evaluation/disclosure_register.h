// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure_release.h"
#include "store/database.h"

#include <optional>

/// The register of what was released, by organisation. It holds exact counts: it is for who is responsible for the
/// data.
namespace dosah::evaluation {

struct ReleaseEntry
{
    std::int64_t number = 0;
    std::string table;
    Instant as_of;
    std::string sha256;
    std::string released_by;
    Instant released_at;
};

/// Oldest first.
std::vector<ReleaseEntry> list_releases(store::Session& session, std::int64_t organisation_id);
/// Likewise, with what is needed to compare with.
std::vector<Release> released(store::Session& session, std::int64_t organisation_id);

/// The number of the release that says the same as `next` already: of the same table, moment and counts, with the same
/// cells hidden. Nothing: there is none.
std::optional<std::int64_t> same_release(const Release& next, const std::vector<Release>& earlier);

/// Checks `next` against everything released before and enters it with the SHA-256 of what is shown; the audit row goes
/// along. Returns its number. Throws Error(input) for an incomplete release (no key of the table, no layer, patterns of
/// another size), Error(conflict) with the reasons when it must not be released, or when another was entered at the
/// same moment (try again).
std::int64_t register_release(store::Database& database, const Clock& clock, const std::string& actor,
                              std::int64_t organisation_id, const Release& next, const std::string& sha256,
                              const DisclosureRule& rule);

} // namespace dosah::evaluation
