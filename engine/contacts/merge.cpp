// SPDX-License-Identifier: EUPL-1.2
#include "contacts/merge.h"

#include "base/text.h"
#include "contacts/person_index.h"

namespace dosah::contacts {

namespace {

class Merger
{
public:
    Merger(bool row_wins, MergeResult& result) : row_wins_(row_wins), result_(result) {}

    void text(const char* name, std::string& known, const std::string& row, bool folded)
    {
        if (row.empty() || row == known) return;
        if (known.empty() || row_wins_) {
            known = row;
            result_.changed.emplace_back(name);
        } else if (!folded || text::fold(known) != text::fold(row)) {
            result_.kept.emplace_back(name, row);
        }
    }

    void name_part(const char* name, std::string& known, const std::string& row)
    {
        const std::string known_folded = text::fold(known);
        const std::string row_folded = text::fold(row);
        if (is_initial_of(row_folded, known_folded)) return;
        if (is_initial_of(known_folded, row_folded)) {
            known = row;
            result_.changed.emplace_back(name);
            return;
        }
        text(name, known, row, true);
    }

private:
    bool row_wins_;
    MergeResult& result_;
};

bool is_swapped(const Contact& known, const Contact& row)
{
    return !known.given_name.empty() && !known.family_name.empty() &&
           text::fold(known.given_name) == text::fold(row.family_name) &&
           text::fold(known.family_name) == text::fold(row.given_name);
}

} // namespace

MergeResult merge_into(Contact& known, const Contact& row, bool row_wins)
{
    MergeResult result;
    Merger merge(row_wins, result);
    merge.text("external_id", known.external_id, row.external_id, false);
    if (row_wins || !is_swapped(known, row)) {
        merge.name_part("given_name", known.given_name, row.given_name);
        merge.name_part("family_name", known.family_name, row.family_name);
    }
    merge.text("gender", known.gender, row.gender, false);
    if (row.birth_year && row.birth_year != known.birth_year) {
        if (!known.birth_year || row_wins) {
            known.birth_year = row.birth_year;
            result.changed.emplace_back("birth_year");
        } else {
            result.kept.emplace_back("birth_year", std::to_string(*row.birth_year));
        }
    }
    merge.text("locale", known.locale, row.locale, false);
    merge.text("format", known.format, row.format, false);
    merge.text("place", known.place, row.place, true);
    merge.text("email", known.email, row.email, false);
    merge.text("phone", known.phone, row.phone, false);
    merge.text("postal_address", known.postal_address, row.postal_address, true);
    for (const auto& [name, value] : row.attributes)
        merge.text(name.c_str(), known.attributes[name], value, false);
    // A legal basis is one statement of three parts: it is taken whole or not at all.
    if (!row.legal_basis.empty() && row.legal_basis != known.legal_basis) {
        if (known.legal_basis.empty() || row_wins) {
            known.legal_basis = row.legal_basis;
            known.legal_basis_source = row.legal_basis_source;
            known.legal_basis_at = row.legal_basis_at;
            result.changed.emplace_back("legal_basis");
        } else {
            result.kept.emplace_back("legal_basis", row.legal_basis);
        }
    }
    return result;
}

} // namespace dosah::contacts
