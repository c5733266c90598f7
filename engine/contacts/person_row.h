// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/address.h"
#include "contacts/contact.h"
#include "contacts/table.h"

#include <set>
#include <unordered_map>

namespace dosah::contacts {

/// One row of a file, understood.
struct PersonRow
{
    std::size_t line = 0;
    Contact contact; ///< what the row says; legal basis only when the row has one of its own
    bool consent_refused = false;
    std::vector<ImportNote> unusable_addresses; ///< cells of email and phone that are none; not reported yet
    std::vector<std::pair<std::string, std::string>> groups; ///< key and the name it was written by
    std::optional<ImportNote> unusable_act;                  ///< a date or kind that is none; not reported yet
    std::optional<Instant> act_at;                           ///< involvement
    std::string act_kind;
    std::string act_what;
    std::string source;
};

/// Turns records into rows; what it cannot understand becomes a warning and the cell is left out.
class RowReader
{
public:
    RowReader(const Table& table, const ImportOptions& options, Instant now, ImportReport& report);

    PersonRow read(const CsvRecord& record);

private:
    void read_cell(PersonRow& row, const Column& column, const std::string& value);
    void read_full_name(Contact& contact, const Column& column, const std::string& value) const;
    void read_email(PersonRow& row, const Column& column, const std::string& value);
    void read_phone(PersonRow& row, const Column& column, const std::string& value);
    void read_birth(PersonRow& row, const Column& column, const std::string& value);
    void read_groups(PersonRow& row, const Column& column, const std::string& value);
    std::optional<Instant> moment_of(const std::string& value, std::string& problem) const;
    std::optional<Instant> read_moment(const PersonRow& row, const Column& column, const std::string& value);
    const std::optional<Phone>& phone_of(const std::string& text);
    void warn(const PersonRow& row, const Column& column, const std::string& value, const std::string& reason);

    const Table& table_;
    const ImportOptions& options_;
    Instant now_;
    int this_year_;
    ImportReport& report_;
    std::unordered_map<std::string, std::optional<Phone>> phones_; ///< a list repeats them, parsing is slow
    bool phone_is_mobile_ = false;
    std::string street_;
    std::string postcode_;
};

} // namespace dosah::contacts
