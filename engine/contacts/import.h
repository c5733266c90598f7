// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "organisations/organisation.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dosah::contacts {

enum class ImportKind {
    contacts,    ///< people: added, or merged with those there are
    involvement, ///< dated acts of people there are
    group,       ///< people there are, to be listed in a target group
};

std::string_view to_string(ImportKind kind);
ImportKind import_kind_from(std::string_view word); ///< throws Error(input) naming the known words

struct ImportOptions
{
    organisations::Organisation organisation;
    ImportKind kind = ImportKind::contacts;
    bool dry_run = false;                  ///< do everything, report it, keep nothing
    std::string group;                     ///< every person of the file is listed in it (group_key); required for a
                                           ///< group file without a column of groups
    std::string source;                    ///< where the file comes from; "" takes its name
    std::string legal_basis;               ///< of people whose row has none: public_task, consent, contract or ""
    std::string legal_basis_source;        ///< "" takes `source`
    std::optional<Instant> legal_basis_at; ///< nothing takes the time of the import
    std::string act_kind; ///< of rows of involvement without a kind: "attended" ...; "": they are refused
    std::string encoding; ///< "" guesses (contacts/charset_guess.h)
    char separator = 0;   ///< , ; or tab; 0 guesses
    std::string actor;    ///< for the audit log
};

/// What was found at one place of the file.
struct ImportNote
{
    std::size_t line = 0; ///< physical line of the file, from 1
    std::string column;   ///< the column's header; "" when it is about the whole row
    std::string value;    ///< what stood there, at most 80 characters
    std::string reason;
};

/// Every row of data is counted once: added + changed + unchanged + merged + rejected_rows = rows.
struct ImportReport
{
    ImportKind kind = ImportKind::contacts;
    std::int64_t import_id = 0; ///< 0 after a dry run
    bool dry_run = false;
    std::string encoding;
    char separator = ',';
    std::vector<std::pair<std::string, std::string>> columns; ///< header -> what it was taken for
    std::size_t rows = 0;
    std::size_t added = 0;               ///< new people; acts; listings
    std::size_t changed = 0;             ///< people there were who got something new
    std::size_t unchanged = 0;           ///< already there with all of it
    std::size_t merged = 0;              ///< the same person (act, listing) as an earlier row of the file
    std::size_t possible_duplicates = 0; ///< pairs newly flagged
    std::size_t rejected_rows = 0;
    std::size_t warning_count = 0;
    std::vector<ImportNote> rejected; ///< rows not taken; the first 10,000
    std::vector<ImportNote> warnings; ///< cells not taken and other doubts, the row being taken; the first 10,000

    void reject(ImportNote note);
    void warn(ImportNote note);
    void take_warnings(const ImportReport& of_some_rows);
    bool nothing_taken() const { return rows == rejected_rows; }
};

/// Without values it can be kept: it then holds nothing about a person.
json::Object::Ptr to_json(const ImportReport& report, bool with_values = true);

/// Reads a CSV file as towns have it and takes what can be taken, all in one transaction under an import id, with a row
/// in `imports` and in the audit log. Importing the same file again changes nothing.
///
/// Who is the same person (within the file as against the store):
///  1. equal external id;
///  2. else equal email or phone and a compatible name: given and family name equal but for case and marks, also in
///     swapped order, or one of them missing, an initial, or short of a middle name; or an equal given name and an
///     equal birth year (a new surname). Two different birth years or two different external ids are never one person;
///  3. a row with neither id, email nor phone: equal name (or none at all) and nothing contradicting, and an equal
///  birth year or postal
///     address, or the person there has no id, email and phone either.
/// Of several that fit, the one the row says nothing new about, then the best name; if still undecided, nobody. Whoever
/// is not merged is added; equal email or phone, or equal name with equal birth year, is then noted as a possible
/// duplicate, for a person to decide. Merging fills what is blank. A different value is kept as it is, with a warning;
/// only by external id does the file win (the first row of the file for that person).
///
/// A row is rejected when it names nobody and no address, when all its addresses are unusable, or when it cannot be
/// read; a single unusable cell is left out with a warning. National identity numbers are never kept.
///
/// Throws Error(input) when the file as a whole cannot be read: too large, no usable column, unknown encoding or
/// option.
///
/// Memory holds the bytes until they are understood, and then some hundred bytes a person: the organisation's and the
/// file's; rows wait in a temporary file (TMPDIR) of about the file's size.
ImportReport import_file(store::Database& database, const Clock& clock, std::string bytes, const std::string& file_name,
                         const ImportOptions& options);

} // namespace dosah::contacts
