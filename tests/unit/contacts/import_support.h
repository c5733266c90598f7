// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"
#include "contacts/import.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

namespace dosah::contacts::tests {

using dosah::tests::StoreKind;
using dosah::tests::TestStore;

/// An organisation in a store of its own, and what a test asks of it.
class Town
{
public:
    explicit Town(StoreKind kind = StoreKind::sqlite, const std::string& country = "CZ")
        : store_(kind), clock_(from_iso("2026-05-04T08:00"))
    {
        organisation_.key = "lipova";
        organisation_.name = "Město Lipová";
        organisation_.country = country;
        organisation_.sender_email = "posta@lipova.example";
        organisation_ = organisations::add_organisation(store_.database(), clock_, "test", organisation_);
    }

    ImportOptions options(ImportKind kind = ImportKind::contacts) const
    {
        ImportOptions out;
        out.organisation = organisation_;
        out.kind = kind;
        out.actor = "test";
        return out;
    }

    ImportReport import(const std::string& bytes, const ImportOptions& options)
    {
        clock_.advance(std::chrono::hours(1));
        return import_file(store_.database(), clock_, bytes, "seznam.csv", options);
    }
    ImportReport import(const std::string& bytes) { return import(bytes, options()); }

    /// Everybody, oldest first.
    std::vector<Contact> people()
    {
        store::Session session = store_.database().session();
        std::vector<Contact> out;
        const store::Rows rows =
            session.query("SELECT id FROM contacts WHERE organisation_id = $1 ORDER BY id", {organisation_.id});
        for (std::size_t i = 0; i < rows.size(); ++i)
            out.push_back(*find_contact(session, organisation_.id, rows.integer(i, 0)));
        return out;
    }

    std::int64_t number(const std::string& sql) { return store_.database().session().query(sql).integer(0, 0); }
    std::string text(const std::string& sql) { return store_.database().session().query(sql).text(0, 0); }

    /// Everything an import may touch, but for its own log.
    std::string everything()
    {
        store::Session session = store_.database().session();
        std::string out;
        for (const char* table : {"contacts", "contact_attributes", "target_groups", "group_members", "involvements",
                                  "possible_duplicates"}) {
            const store::Rows rows = session.query(std::string("SELECT t.* FROM ") + table + " t ORDER BY 1, 2, 3");
            for (std::size_t i = 0; i < rows.size(); ++i) {
                for (std::size_t column = 0; column < columns_of(table); ++column)
                    out += (rows.is_null(i, column) ? "-" : rows.text(i, column)) + "|";
                out += '\n';
            }
        }
        return out;
    }

    store::Database& database() { return store_.database(); }
    const organisations::Organisation& organisation() const { return organisation_; }

private:
    static std::size_t columns_of(const std::string& table)
    {
        if (table == "contacts") return 23;
        if (table == "involvements" || table == "possible_duplicates") return 8;
        return table == "contact_attributes" ? 4 : 5;
    }

    TestStore store_;
    ManualClock clock_;
    organisations::Organisation organisation_;
};

/// The sum that must always come out.
inline void check_sum(const ImportReport& report)
{
    CHECK(report.rows == report.added + report.changed + report.unchanged + report.merged + report.rejected_rows);
}

} // namespace dosah::contacts::tests
