// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/person_row.h"
#include "contacts/spool.h"

#include <optional>
#include <string>
#include <string_view>

namespace dosah::contacts {

/// The rows of a file, understood, in a spool: memory does not grow with the file.
class RowFile
{
public:
    /// Reads all rows of the table, with as many threads as the machine has, in the order they stand in it.
    void read(Table& table, const ImportOptions& options, const std::string& source, Instant now, ImportReport& report);

    /// Rows in their order.
    class Walk
    {
    public:
        explicit Walk(const RowFile& rows) : rows_(rows), reader_(rows.spool_, 256U << 10) {}
        /// False at the end.
        bool next();
        std::uint64_t place() const { return place_; } ///< of the row, in the spool
        PersonRow row() const;
        Person person() const; ///< of the row, alone: quicker

    private:
        const RowFile& rows_;
        Spool::Reader reader_;
        std::uint64_t place_ = 0;
        std::string_view record_;
    };

    /// People that come to be later may be kept behind the rows.
    Spool& spool() { return spool_; }

private:
    Spool spool_;
    std::uint64_t end_ = 0; ///< of the rows
};

} // namespace dosah::contacts
