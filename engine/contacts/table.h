// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/columns.h"
#include "contacts/csv_reader.h"
#include "contacts/import.h"

namespace dosah::contacts {

/// A file as a table: its encoding and separator found or told, its header understood.
class Table
{
public:
    /// Throws Error(input) when it cannot be read as a table of people. Notes in the report what it found. The bytes
    /// must outlive it: what is UTF-8 already is not copied.
    Table(std::string_view bytes, const ImportOptions& options, ImportReport& report);
    Table(const Table&) = delete;

    const std::vector<Column>& columns() const { return columns_; }
    bool has(Field field) const;
    /// The next record that can be read, exactly as wide as the header. Counts rows and rejects the unreadable ones.
    bool next(CsvRecord& record);

private:
    std::string decoded_; ///< the text where it is not the file's bytes
    std::vector<Column> columns_;
    CsvReader reader_;
    ImportReport& report_;
};

} // namespace dosah::contacts
