// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/address.h"
#include "contacts/person.h"
#include "contacts/table.h"

#include <unordered_map>

namespace dosah::contacts {

/// One row of a file, understood.
struct PersonRow
{
    std::size_t line = 0;
    Person person;                ///< who it says; with the legal basis the import gives those who have none
    bool own_legal_basis = false; ///< the legal basis is the row's own
    std::vector<ImportNote> unusable_addresses; ///< cells of email and phone that are none; not reported yet
    std::vector<std::pair<std::string, std::string>> groups; ///< key and the name it was written by
    std::optional<ImportNote> unusable_act;                  ///< a date or kind that is none; not reported yet
    std::optional<Instant> act_at;                           ///< involvement
    std::string act_kind;
    std::string act_what;
    std::string source;
};

/// Turns records into rows; what it cannot understand becomes a warning and the cell is left out. One thread, but
/// several readers may share a table.
class RowReader
{
public:
    /// `source` is where the file comes from.
    RowReader(const Table& table, const ImportOptions& options, const std::string& source, Instant now,
              ImportReport& report);

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
    std::optional<Phone> phone_of(const std::string& text) const;
    void settle_legal_basis(PersonRow& row) const;
    /// `make(text)`, made once for each text.
    template <class Make>
    const std::string& remembered(std::unordered_map<std::string, std::string>& made, const std::string& text,
                                  Make make)
    {
        const auto found = made.find(text);
        return found != made.end() ? found->second : made.emplace(text, make(text)).first->second;
    }
    void warn(const PersonRow& row, const Column& column, const std::string& value, const std::string& reason);

    const Table& table_;
    const ImportOptions& options_;
    const std::string& source_;
    Instant now_;
    int this_year_;
    ImportReport& report_;
    std::unordered_map<std::string, std::string> folds_; ///< of given names and places: a list repeats them
    std::unordered_map<std::string, std::string> keys_;  ///< of groups
    bool consent_refused_ = false;                       ///< the next ones are of the row that is read
    bool phone_is_mobile_ = false;
    std::string street_;
    std::string postcode_;
};

} // namespace dosah::contacts
