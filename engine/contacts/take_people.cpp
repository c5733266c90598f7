// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"
#include "contacts/group.h"
#include "contacts/import_run.h"
#include "contacts/import_store.h"
#include "contacts/merge.h"

#include <map>
#include <set>
#include <unordered_set>

namespace dosah::contacts {

namespace {

constexpr int most_passes = 8;

class Intake
{
public:
    explicit Intake(ImportRun& run) : run_(run)
    {
        for (Contact& contact : all_contacts(run.session, run.options.organisation.id))
            index_.add(std::move(contact));
        known_ = index_.people().size();
        for (std::string& id : erased_external_ids(run.session, run.options.organisation.id))
            erased_.insert(std::move(id));
    }

    void take(const std::vector<PersonRow>& rows)
    {
        std::vector<const PersonRow*> taken;
        for (const PersonRow& row : rows)
            if (can_be_taken(row)) taken.push_back(&row);
        taken_ = taken.size();
        has_added_.assign(taken.size(), false);
        // A row may match otherwise once later rows have filled in people. It is settled here, until nothing changes,
        // and not by the next import of the same file.
        for (pass_ = 1; pass_ <= most_passes; ++pass_) {
            moved_ = false;
            touched_.clear();
            listings_.clear();
            for (std::size_t i = 0; i < taken.size(); ++i)
                settle(i, *taken[i]);
            if (!moved_) break;
        }
    }

    void write()
    {
        std::vector<AttributeRow> attributes;
        for (std::size_t place = 0; place < index_.people().size(); ++place) {
            Contact& contact = index_.people()[place].contact;
            if (place >= known_) {
                contact.id = insert_contact(run_.session, contact, run_.import_id, run_.now);
                for (const auto& [name, value] : contact.attributes)
                    attributes.push_back({contact.id, name, value});
                continue;
            }
            const auto before = before_.find(place);
            if (before == before_.end()) continue;
            update_contact(run_.session, before->second, contact, run_.now);
            json::Object::Ptr detail = json::object();
            detail->set("import", run_.import_id);
            organisations::audit(run_.session, run_.now,
                                 {run_.options.organisation.id, run_.options.actor, "contact.change", "contact",
                                  contact.id, json::write(detail)});
        }
        insert_attributes(run_.session, attributes);
        write_groups();
        std::vector<DuplicateRow> pairs;
        for (const auto& [pair, reason] : duplicates_)
            pairs.push_back({id_of(pair.first), id_of(pair.second), reason});
        run_.report.possible_duplicates =
            insert_possible_duplicates(run_.session, run_.options.organisation.id, pairs, run_.import_id, run_.now);
        count();
    }

private:
    std::int64_t id_of(std::size_t place) const { return index_.people()[place].contact.id; }

    Contact with_legal_basis(const PersonRow& row) const
    {
        Contact contact = row.contact;
        const ImportOptions& options = run_.options;
        if (contact.legal_basis.empty() && !(row.consent_refused && options.legal_basis == "consent"))
            contact.legal_basis = options.legal_basis;
        if (contact.legal_basis.empty()) return contact;
        if (contact.legal_basis_source.empty())
            contact.legal_basis_source = options.legal_basis_source.empty() ? run_.source : options.legal_basis_source;
        if (!contact.legal_basis_at) contact.legal_basis_at = options.legal_basis_at.value_or(run_.now);
        return contact;
    }

    bool can_be_taken(const PersonRow& row)
    {
        const Contact& said = row.contact;
        const bool nameless = said.given_name.empty() && said.family_name.empty();
        const bool reachable = !said.email.empty() || !said.phone.empty() || !said.postal_address.empty();
        if (erased_.contains(said.external_id)) {
            run_.report.reject({row.line, "", said.external_id, "this person was erased and is not taken again"});
            return false;
        }
        auto note = row.unusable_addresses.begin();
        const bool lost = !reachable && note != row.unusable_addresses.end();
        if (lost) {
            run_.report.reject(
                {note->line, note->column, note->value, note->reason + ", and there is no other address in the row"});
            ++note;
        }
        for (; note != row.unusable_addresses.end(); ++note)
            run_.report.warn(*note);
        if (lost) return false;
        if (nameless && !reachable && said.external_id.empty()) {
            run_.report.reject({row.line, "", "", "has neither a name nor an address"});
            return false;
        }
        return true;
    }

    void settle(std::size_t i, const PersonRow& row)
    {
        const Contact contact = with_legal_basis(row);
        const PersonIndex::Match match = index_.find(contact);
        if (match.person) {
            if (match.first_of_several && several_noted_.insert(i).second)
                run_.report.warn({row.line, "", "",
                                  "fits several people alike and was taken for the first; add the birth year or id"});
            merge(*match.person, contact, row, match.by_external_id);
        } else if (!has_added_[i]) {
            has_added_[i] = true;
            add(contact, row, match.ambiguous);
        }
    }

    void merge(std::size_t place, const Contact& said, const PersonRow& row, bool by_external_id)
    {
        Contact& known = index_.people()[place].contact;
        const bool first = touched_.insert(place).second && (place < known_ || pass_ > 1);
        if (pass_ == 1 && place < known_) met_.insert(place);
        const Contact before = known;
        Contact row_contact = said;
        // What the whole import says by default never overrules what is known of one person.
        if (row.contact.legal_basis.empty() && !known.legal_basis.empty()) row_contact.legal_basis.clear();
        const MergeResult result = merge_into(known, row_contact, by_external_id && first);
        if (pass_ == 1)
            for (const auto& [field, value] : result.kept)
                run_.report.warn({row.line, field, value, "differs from what is known of this person, which stays"});
        list_in_groups(place, row);
        if (result.changed.empty()) return;
        moved_ = true;
        if (place < known_) before_.emplace(place, before);
        index_.reindex(place);
        if (known.email != before.email) flag(place, index_.other_with_email(place), "email");
        if (known.phone != before.phone) flag(place, index_.other_with_phone(place), "phone");
    }

    void add(const Contact& contact, const PersonRow& row, bool ambiguous)
    {
        moved_ = true;
        const std::size_t place = index_.add(contact);
        touched_.insert(place);
        list_in_groups(place, row);
        if (ambiguous)
            run_.report.warn({row.line, "", "", "could be one of several people there; kept as one of its own"});
        if (contact.email.empty() && contact.phone.empty() && contact.postal_address.empty())
            run_.report.warn({row.line, "", "", "has no address: nothing can be sent to this person"});
        flag(place, index_.other_with_email(place), "email");
        flag(place, index_.other_with_phone(place), "phone");
        flag(place, index_.other_with_name_and_year(place), "name and birth year");
    }

    void flag(std::size_t place, std::optional<std::size_t> other, const char* reason)
    {
        if (other) duplicates_.emplace(std::minmax(place, *other), reason);
    }

    void list_in_groups(std::size_t place, const PersonRow& row)
    {
        for (const auto& [key, name] : row.groups)
            listings_[key][name].push_back(place);
        if (!run_.options.group.empty()) listings_[group_key(run_.options.group)][run_.options.group].push_back(place);
    }

    void write_groups()
    {
        for (const auto& [key, by_name] : listings_) {
            const std::int64_t group =
                ensure_group(run_.session, run_.options.organisation.id, key, by_name.begin()->first);
            std::map<std::int64_t, std::size_t> place_of;
            for (const auto& [name, places] : by_name)
                for (const std::size_t place : places)
                    place_of.emplace(id_of(place), place);
            std::vector<std::int64_t> ids;
            for (const auto& [id, place] : place_of)
                ids.push_back(id);
            for (const std::int64_t id :
                 add_all_to_group(run_.session, group, ids, run_.source, run_.now, run_.import_id))
                if (place_of.at(id) < known_) newly_listed_.insert(place_of.at(id));
        }
    }

    void count()
    {
        ImportReport& report = run_.report;
        std::set<std::size_t> changed = newly_listed_;
        for (const auto& [place, contact] : before_)
            changed.insert(place);
        report.added = index_.people().size() - known_;
        report.changed = changed.size();
        for (const std::size_t place : met_)
            report.unchanged += changed.contains(place) ? 0 : 1;
        report.merged = taken_ - std::min(taken_, report.added + report.changed + report.unchanged);
    }

    ImportRun& run_;
    PersonIndex index_;
    std::size_t known_ = 0; ///< people before the import; later places are new
    std::unordered_set<std::string> erased_;
    std::size_t taken_ = 0;               ///< rows that were not rejected
    std::vector<bool> has_added_;         ///< of the rows taken: it made a person
    std::set<std::size_t> several_noted_; ///< rows already told of as fitting several people
    int pass_ = 0;
    bool moved_ = false;                      ///< something changed in this pass
    std::unordered_set<std::size_t> touched_; ///< people a row was about in this pass
    std::unordered_set<std::size_t> met_;     ///< those of them who were there before the import
    std::map<std::size_t, Contact> before_;   ///< changed people as they were
    std::set<std::size_t> newly_listed_;
    std::map<std::string, std::map<std::string, std::vector<std::size_t>>>
        listings_; ///< group -> name as written -> who
    std::map<std::pair<std::size_t, std::size_t>, std::string> duplicates_;
};

} // namespace

void take_people(ImportRun& run, const std::vector<PersonRow>& rows)
{
    Intake intake(run);
    intake.take(rows);
    intake.write();
}

} // namespace dosah::contacts
