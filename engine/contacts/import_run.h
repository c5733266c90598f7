// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/import.h"
#include "contacts/person_index.h"
#include "contacts/row_file.h"

namespace dosah::contacts {

/// One import within its transaction.
struct ImportRun
{
    store::Session& session;
    const ImportOptions& options;
    Instant now;
    std::int64_t import_id;
    std::string source;
    ImportReport& report;
};

/// Adds and merges the people of the rows.
void take_people(ImportRun& run, RowFile& rows);
/// Writes the acts of people who are there.
void take_acts(ImportRun& run, RowFile& rows);
/// Lists people who are there in groups.
void take_listings(ImportRun& run, RowFile& rows);

} // namespace dosah::contacts
