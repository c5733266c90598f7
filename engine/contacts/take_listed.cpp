// SPDX-License-Identifier: EUPL-1.2
#include "contacts/cell_values.h"
#include "contacts/contact_store.h"
#include "contacts/group.h"
#include "contacts/import_run.h"
#include "contacts/involvement_store.h"

#include <map>
#include <set>

namespace dosah::contacts {

namespace {

/// How the row names its person, for the report.
std::string name_of(const Contact& contact)
{
    std::string out = contact.external_id;
    for (const std::string* part : {&contact.given_name, &contact.family_name, &contact.email, &contact.phone})
        if (!part->empty()) out += (out.empty() ? "" : " ") + *part;
    return out;
}

void load(const ImportRun& run, PersonIndex& index)
{
    each_contact(run.session, run.options.organisation.id,
                 [&](Contact contact) { index.add(folded(std::move(contact))); });
}

std::optional<std::int64_t> person_of(ImportRun& run, const PersonIndex& index, const PersonRow& row)
{
    for (const ImportNote& note : row.unusable_addresses)
        run.report.warn(note);
    const PersonIndex::Match match = index.find_listed(row.person);
    if (match.person) return index.person(*match.person).contact.id;
    run.report.reject({row.line, "", name_of(row.person.contact),
                       match.ambiguous ? "could be one of several people; add the id, the email or the birth year"
                                       : "nobody there matches; import the people first"});
    return std::nullopt;
}

} // namespace

void take_acts(ImportRun& run, RowFile& rows)
{
    PersonIndex index(rows.spool());
    load(run, index);
    std::set<std::tuple<std::int64_t, std::string, Instant, std::string>> seen;
    const std::string every_kind = act_kind_from(run.options.act_kind).value_or("");
    for (RowFile::Walk walk(rows); walk.next();) {
        const PersonRow row = walk.row();
        const std::string& kind = row.act_kind.empty() ? every_kind : row.act_kind;
        if (!row.act_at || kind.empty()) {
            const ImportNote unsaid{row.line, "", "",
                                    row.act_at ? "does not say what kind of act it was" : "has no date"};
            run.report.reject(row.unusable_act.value_or(unsaid));
            continue;
        }
        if (row.unusable_act) run.report.warn(*row.unusable_act);
        const auto person = person_of(run, index, row);
        if (!person) continue;
        if (!seen.emplace(*person, kind, *row.act_at, row.act_what).second) {
            ++run.report.merged;
        } else if (insert_involvement(run.session, run.options.organisation.id, *person, kind, *row.act_at,
                                      row.act_what, row.source.empty() ? run.source : row.source, run.import_id)) {
            ++run.report.added;
        } else {
            ++run.report.unchanged;
        }
    }
}

void take_listings(ImportRun& run, RowFile& rows)
{
    PersonIndex index(rows.spool());
    load(run, index);
    std::map<std::string, std::int64_t> ids;
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    for (RowFile::Walk walk(rows); walk.next();) {
        const PersonRow row = walk.row();
        auto groups = row.groups;
        if (!run.options.group.empty()) groups = {{group_key(run.options.group), run.options.group}};
        if (groups.empty()) {
            run.report.reject({row.line, "", "", "names no group"});
            continue;
        }
        const auto person = person_of(run, index, row);
        if (!person) continue;
        bool fresh = false;
        bool added = false;
        for (const auto& [key, name] : groups) {
            const auto known = ids.find(key);
            const std::int64_t group =
                known != ids.end() ? known->second
                                   : (ids[key] = ensure_group(run.session, run.options.organisation.id, key, name));
            fresh = seen.emplace(group, *person).second || fresh;
            added = add_to_group(run.session, group, *person, row.source.empty() ? run.source : row.source, run.now,
                                 run.import_id) ||
                    added;
        }
        ++(added ? run.report.added : fresh ? run.report.unchanged : run.report.merged);
    }
}

} // namespace dosah::contacts
