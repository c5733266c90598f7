// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace dosah::contacts {

/// Imports of one organisation go one after the other: two at once would each add the person they share.
void lock_for_import(store::Session& session, std::int64_t organisation_id);

std::int64_t insert_import(store::Session& session, std::int64_t organisation_id, const std::string& kind,
                           const std::string& file_name, const std::string& file_sha256, const std::string& actor,
                           Instant now);
void set_import_report(store::Session& session, std::int64_t import_id, const std::string& report);

/// Room in memory for the pages of the indexes that an import writes to all over, as long as it lives: with SQLite's
/// own two megabytes each page is written and read again many times.
class RoomForIndexes
{
public:
    explicit RoomForIndexes(store::Session& session);
    ~RoomForIndexes();
    RoomForIndexes(const RoomForIndexes&) = delete;
    RoomForIndexes& operator=(const RoomForIndexes&) = delete;

private:
    store::Session& session_;
    std::string before_; ///< "" where there is nothing to be widened
};

struct DuplicateRow
{
    std::int64_t contact_id = 0;
    std::int64_t other_contact_id = 0;
    std::string reason;
};

/// Returns how many pairs were not noted before, whichever of the two came first then.
std::size_t insert_possible_duplicates(store::Session& session, std::int64_t organisation_id,
                                       const std::vector<DuplicateRow>& pairs, std::int64_t import_id, Instant now);

} // namespace dosah::contacts
