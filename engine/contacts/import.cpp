// SPDX-License-Identifier: EUPL-1.2
#include "contacts/import.h"

#include "base/crypto.h"
#include "base/text.h"
#include "contacts/cell_values.h"
#include "contacts/corrections.h"
#include "contacts/group.h"
#include "contacts/import_run.h"
#include "contacts/import_store.h"

namespace dosah::contacts {

namespace {

void check(const ImportOptions& options)
{
    if (!options.legal_basis.empty() && options.legal_basis != "public_task" && options.legal_basis != "consent" &&
        options.legal_basis != "contract")
        throw input_error("legal-basis: write public_task, consent or contract, not \"" + options.legal_basis + "\"");
    if (!options.group.empty() && group_key(options.group).empty())
        throw input_error("group: \"" + options.group + "\" has no letter or digit, or is too long");
    if (!options.act_kind.empty() && !act_kind_from(options.act_kind))
        throw input_error("act-kind: write attended, form, proposal, vote, working_group or volunteering, not \"" +
                          options.act_kind + "\"");
    if (options.separator != 0 && options.separator != ',' && options.separator != ';' && options.separator != '\t')
        throw input_error("separator: write comma, semicolon or tab");
}

void check(const ImportOptions& options, const Table& table)
{
    if (options.kind == ImportKind::involvement) {
        if (!table.has(Field::act_date))
            throw input_error("line 1: no column with the date of the act; name it datum, dato or date");
        if (!table.has(Field::act_kind) && options.act_kind.empty())
            throw input_error("line 1: no column with the kind of act; name it druh, type or kind, or say the kind of "
                              "all rows (act-kind)");
    }
    if (options.kind == ImportKind::group && options.group.empty() && !table.has(Field::groups))
        throw input_error("line 1: no column of groups; name it skupina, målgruppe or group, or say the group of all "
                          "rows (group)");
}

json::Object::Ptr counts(const ImportReport& report)
{
    json::Object::Ptr out = json::object();
    out->set("rows", static_cast<std::int64_t>(report.rows));
    out->set("added", static_cast<std::int64_t>(report.added));
    out->set("changed", static_cast<std::int64_t>(report.changed));
    out->set("rejected", static_cast<std::int64_t>(report.rejected_rows));
    return out;
}

} // namespace

ImportReport import_file(store::Database& database, const Clock& clock, std::string bytes, const std::string& file_name,
                         const ImportOptions& options)
{
    check(options);
    ImportReport report;
    report.kind = options.kind;
    report.dry_run = options.dry_run;
    const Instant now = clock.now();
    const std::string name = text::repair_utf8(file_name);
    const std::string source = options.source.empty() ? name : options.source;
    // Understanding the rows needs no store and is done before the transaction, which keeps other writers waiting.
    RowFile rows;
    {
        Table table(bytes, options, report);
        check(options, table);
        rows.read(table, options, source, now, report);
    }
    const std::string sha256 = sha256_hex(bytes);
    std::string().swap(bytes); // the rows are understood: room for the store
    store::Transaction transaction(database);
    lock_for_import(transaction.session(), options.organisation.id);
    std::optional<RoomForIndexes> room(std::in_place, transaction.session());
    const std::int64_t import_id =
        insert_import(transaction.session(), options.organisation.id, std::string(to_string(options.kind)), name,
                      sha256, options.actor, now);
    ImportRun run{transaction.session(), options, now, import_id, source, report};
    switch (options.kind) {
    case ImportKind::contacts:
        take_people(run, rows);
        keep_out_addresses(run.session, options.organisation.id);
        break;
    case ImportKind::involvement:
        take_acts(run, rows);
        break;
    case ImportKind::group:
        take_listings(run, rows);
        break;
    }
    std::stable_sort(report.rejected.begin(), report.rejected.end(),
                     [](const ImportNote& a, const ImportNote& b) { return a.line < b.line; });
    std::stable_sort(report.warnings.begin(), report.warnings.end(),
                     [](const ImportNote& a, const ImportNote& b) { return a.line < b.line; });
    if (options.dry_run) return report;
    report.import_id = import_id;
    set_import_report(transaction.session(), import_id, json::write(to_json(report, false)));
    organisations::audit(
        transaction.session(), now,
        {options.organisation.id, options.actor, "contact.import", "import", import_id, json::write(counts(report))});
    room.reset(); // the connection is given back with the commit
    transaction.commit();
    return report;
}

} // namespace dosah::contacts
