// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <string>
#include <vector>

/// Private to store/: whole tables, for backups.
namespace dosah::store {

struct Table
{
    struct Column
    {
        std::string name;
        std::string type; ///< BIGINT, TEXT, BOOLEAN or DOUBLE PRECISION
    };

    std::string name;
    std::vector<Column> columns;
    bool counted = false; ///< its numbers are given by the database ({identity})
};

/// The tables of an SQLite store, each after those it refers to; without backup_info.
std::vector<Table> tables_of(Session& sqlite);

/// Copies all rows of a table, piece by piece. `from` is inside a transaction. Returns how many.
std::int64_t copy_rows(Session& from, Session& to, const Table& table);

/// The number that was last given in a table, whether its row is still there or not.
std::int64_t last_number(Session& session, const Table& table);
void set_last_number(Session& session, const Table& table, std::int64_t number);

} // namespace dosah::store
