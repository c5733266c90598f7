// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <functional>
#include <string>

namespace dosah::store {

/// A backup is one SQLite file, whatever the store was: all tables, as they stood at one moment, and a table
/// backup_info. So a backup of either kind of store can be restored into either. The key file is not in it, nor what
/// lies in the spool folder.
struct BackupInfo
{
    Instant made_at;
    Dialect source = Dialect::sqlite;
    std::int64_t rows = 0; ///< in all tables together
};

/// Writes a backup while others go on working: SQLite by VACUUM INTO, PostgreSQL out of one repeatable-read
/// transaction. It is written under another name beside the file, checked (integrity, foreign keys, number of rows),
/// synced and only then given its name; mode 0600. Throws Error(conflict) when the file exists, Error(input) when it
/// cannot be made there, Error(unavailable) when the store or the disk gives out.
BackupInfo back_up(Database& database, const std::string& file, const Clock& clock);

/// Throws Error(input) when the file is none of ours, damaged, or made by a newer program than this one.
BackupInfo read_backup(const std::string& file);

/// Puts a backup in the place of the store at `url`: checked, copied, brought to this program's schema, given to
/// `settle`, and only then made the store, all of it or nothing. Numbers given from now on begin a million further, so
/// that a link sent after the backup never opens what somebody else is given. Sign-ins are ended.
///
/// The caller has seen to it that nobody works on an SQLite store (delivery::DaemonLock); of a PostgreSQL one it is
/// asked here. Throws Error(conflict) when somebody is connected or the store is not empty and `replace` is false;
/// Error(input) as read_backup() does.
BackupInfo restore(const std::string& url, const std::string& file, bool replace, const Clock& clock,
                   const std::function<void(Database&, const BackupInfo&)>& settle);

/// The part of restore() about numbers and sign-ins, for a store that was brought back by other means.
void leave_room(Database& database);

/// Throws Error(conflict) when anybody else is connected to a PostgreSQL database; SQLite: nothing is asked.
void require_alone(Database& database);

} // namespace dosah::store
