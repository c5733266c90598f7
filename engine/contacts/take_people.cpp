// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"
#include "contacts/group.h"
#include "contacts/import_run.h"
#include "contacts/import_store.h"
#include "contacts/merge.h"
#include "contacts/person_pack.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <unordered_set>

namespace dosah::contacts {

namespace {

constexpr int most_passes = 8;
constexpr std::size_t people_at_once = 2000; // so many are written by one call

/// Grows with what is marked.
class Marks
{
public:
    bool mark(std::size_t place) ///< false when it was marked before
    {
        if (place >= marks_.size()) marks_.resize(place + 1, false);
        const bool fresh = !marks_[place];
        marks_[place] = true;
        return fresh;
    }
    bool has(std::size_t place) const { return place < marks_.size() && marks_[place]; }
    void clear() { marks_.clear(); }

private:
    std::vector<bool> marks_;
};

/// Memory is a few numbers a person and a row: rows are walked through in the spool as often as needed.
class Intake
{
public:
    Intake(ImportRun& run, RowFile& rows) : run_(run), rows_(rows), index_(rows.spool())
    {
        each_contact(run.session, run.options.organisation.id,
                     [&](Contact contact) { index_.add(folded(std::move(contact))); });
        known_ = index_.size();
        for (std::string& id : erased_external_ids(run.session, run.options.organisation.id))
            erased_.insert(std::move(id));
    }

    void take()
    {
        // A row may match otherwise once later rows have filled in people. It is settled here, until nothing changes,
        // and not by the next import of the same file.
        for (pass_ = 1; pass_ <= most_passes; ++pass_) {
            moved_ = false;
            touched_.clear();
            RowFile::Walk walk(rows_);
            for (std::size_t i = 0; walk.next(); ++i)
                if (pass_ == 1 || !is_settled(i, walk.place())) settle(i, walk);
            if (!moved_) break;
        }
    }

    void write()
    {
        index_.drop_keys();
        write_new();
        write_changed();
        write_groups();
        write_duplicates();
        count();
    }

private:
    static constexpr std::uint32_t nobody = 0xFFFFFFFF;

    /// What became of a row.
    struct Taken
    {
        std::uint32_t person = nobody;
        std::uint32_t groups = 0; ///< its place in group_sets_, from 1
    };

    bool can_be_taken(const PersonRow& row)
    {
        const Contact& said = row.person.contact;
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

    /// Rejected, or the only one there is of the person it made: another pass would find just that person, unchanged.
    bool is_settled(std::size_t i, std::uint64_t place) const
    {
        const std::uint32_t person = taken_[i].person;
        return person == nobody || (has_added_[i] && index_.at(person) == place && index_.alone(person));
    }

    void settle(std::size_t i, const RowFile::Walk& walk)
    {
        const PersonRow row = walk.row();
        if (pass_ == 1) {
            taken_.emplace_back();
            has_added_.push_back(false);
            if (!can_be_taken(row)) return;
            ++rows_taken_;
            taken_[i].groups = set_of(row.groups);
        }
        const PersonIndex::Match match = index_.find(row.person);
        if (match.person) {
            if (match.first_of_several && several_noted_.insert(i).second)
                run_.report.warn({row.line, "", "",
                                  "fits several people alike and was taken for the first; add the birth year or id"});
            taken_[i].person = static_cast<std::uint32_t>(*match.person);
            merge(*match.person, row, match.by_external_id);
        } else if (!has_added_[i]) {
            has_added_[i] = true;
            taken_[i].person = static_cast<std::uint32_t>(add(row, walk.place(), match.ambiguous));
        }
    }

    void merge(std::size_t place, const PersonRow& row, bool by_external_id)
    {
        const bool first = touched_.mark(place) && (place < known_ || pass_ > 1);
        if (pass_ == 1 && place < known_) met_.mark(place);
        const Contact before = index_.person(place).contact;
        Contact known = before;
        Contact said = row.person.contact;
        // What the whole import says by default never overrules what is known of one person.
        if (!row.own_legal_basis && !known.legal_basis.empty()) said.legal_basis.clear();
        const MergeResult result = merge_into(known, said, by_external_id && first);
        if (pass_ == 1)
            for (const auto& [field, value] : result.kept)
                run_.report.warn({row.line, field, value, "differs from what is known of this person, which stays"});
        if (result.changed.empty()) return;
        moved_ = true;
        if (place < known_) {
            before_.resize(known_, unchanged);
            if (before_[place] == unchanged) before_[place] = index_.at(place);
        }
        const bool new_email = known.email != before.email;
        const bool new_phone = known.phone != before.phone;
        index_.replace(place, folded(std::move(known)));
        if (new_email) flag(place, index_.other_with_email(place), "email");
        if (new_phone) flag(place, index_.other_with_phone(place), "phone");
    }

    std::size_t add(const PersonRow& row, std::uint64_t at, bool ambiguous)
    {
        moved_ = true;
        const Contact& contact = row.person.contact;
        const std::size_t place = index_.add(row.person, at);
        touched_.mark(place);
        if (ambiguous)
            run_.report.warn({row.line, "", "", "could be one of several people there; kept as one of its own"});
        if (contact.email.empty() && contact.phone.empty() && contact.postal_address.empty())
            run_.report.warn({row.line, "", "", "has no address: nothing can be sent to this person"});
        flag(place, index_.other_with_email(place), "email");
        flag(place, index_.other_with_phone(place), "phone");
        flag(place, index_.other_with_name_and_year(place), "name and birth year");
        return place;
    }

    void flag(std::size_t place, std::optional<std::size_t> other, const char* reason)
    {
        if (!other) return;
        duplicates_.push_back({static_cast<std::uint32_t>(std::min(place, *other)),
                               static_cast<std::uint32_t>(std::max(place, *other)), reason});
    }

    using Groups = std::vector<std::pair<std::string, std::string>>;

    std::uint32_t set_of(Groups groups)
    {
        if (!run_.options.group.empty()) groups.emplace_back(group_key(run_.options.group), run_.options.group);
        if (groups.empty()) return 0;
        const auto [found, fresh] = set_numbers_.emplace(std::move(groups), group_sets_.size() + 1);
        if (fresh) group_sets_.push_back(&found->first);
        return static_cast<std::uint32_t>(found->second);
    }

    std::int64_t id_of(std::size_t place) const
    {
        return place < known_ ? index_.person(place).contact.id : new_ids_[place - known_];
    }

    struct Portion
    {
        std::vector<Person> people;
        store::Given rows;
    };

    /// New people from a place on; the index and the spool do not change meanwhile.
    Portion portion(std::size_t first) const
    {
        Spool::Reader reader(rows_.spool(), 256U << 10); // they stand in the order of their rows, most side by side
        std::vector<Person> people;
        for (std::size_t place = first; place < std::min(index_.size(), first + people_at_once); ++place)
            people.push_back(unpack_person(reader.at(index_.at(place))));
        store::Given rows = rows_of(people);
        return {std::move(people), std::move(rows)};
    }

    void write_new()
    {
        std::future<Portion> next; // read while the store takes the one before
        for (std::size_t first = known_; first < index_.size(); first += people_at_once) {
            Portion now = next.valid() ? next.get() : portion(first);
            if (first + people_at_once < index_.size())
                next = std::async(std::launch::async, [this, first] { return portion(first + people_at_once); });
            const std::vector<std::int64_t> made =
                insert_contacts(run_.session, run_.options.organisation.id, now.rows, run_.import_id, run_.now);
            new_ids_.insert(new_ids_.end(), made.begin(), made.end());
            std::vector<AttributeRow> attributes;
            for (std::size_t i = 0; i < now.people.size(); ++i)
                for (auto& [name, value] : now.people[i].contact.attributes)
                    attributes.push_back({made[i], name, std::move(value)});
            insert_attributes(run_.session, attributes);
        }
    }

    void write_changed()
    {
        Spool::Reader reader(rows_.spool(), 1024);
        for (std::size_t place = 0; place < before_.size(); ++place) {
            if (before_[place] == unchanged) continue;
            const Contact before = unpack_person(reader.at(before_[place])).contact;
            update_contact(run_.session, before, index_.person(place), run_.now);
            json::Object::Ptr detail = json::object();
            detail->set("import", run_.import_id);
            organisations::audit(run_.session, run_.now,
                                 {run_.options.organisation.id, run_.options.actor, "contact.change", "contact",
                                  before.id, json::write(detail)});
        }
    }

    void write_groups()
    {
        struct Group
        {
            std::string name; ///< the first of those it was written by, in their order
            std::vector<std::uint32_t> people;
        };
        std::map<std::string, Group> groups;
        std::vector<std::vector<Group*>> of_set;
        for (const Groups* set : group_sets_) {
            std::vector<Group*>& named = of_set.emplace_back();
            for (const auto& [key, name] : *set) {
                Group& group = groups[key];
                if (group.name.empty() || name < group.name) group.name = name;
                named.push_back(&group);
            }
        }
        for (const Taken& row : taken_)
            if (row.groups != 0 && row.person != nobody)
                for (Group* group : of_set[row.groups - 1])
                    group->people.push_back(row.person);
        for (auto& [key, group] : groups) {
            std::vector<std::uint32_t>& people = group.people;
            std::sort(people.begin(), people.end());
            people.erase(std::unique(people.begin(), people.end()), people.end());
            list(ensure_group(run_.session, run_.options.organisation.id, key, group.name), people);
        }
    }

    void list(std::int64_t group, const std::vector<std::uint32_t>& people)
    {
        for (std::size_t first = 0; first < people.size();) {
            std::vector<std::int64_t> ids;
            std::map<std::int64_t, std::uint32_t> known;
            for (; first < people.size() && ids.size() < people_at_once; ++first) {
                ids.push_back(id_of(people[first]));
                if (people[first] < known_) known.emplace(ids.back(), people[first]);
            }
            for (const std::int64_t id :
                 add_all_to_group(run_.session, group, ids, run_.source, run_.now, run_.import_id))
                if (const auto found = known.find(id); found != known.end()) newly_listed_.mark(found->second);
        }
    }

    void write_duplicates()
    {
        const auto pair = [](const Duplicate& one) { return std::pair(one.person, one.other); };
        std::stable_sort(duplicates_.begin(), duplicates_.end(),
                         [&](const Duplicate& a, const Duplicate& b) { return pair(a) < pair(b); });
        duplicates_.erase(std::unique(duplicates_.begin(), duplicates_.end(),
                                      [&](const Duplicate& a, const Duplicate& b) { return pair(a) == pair(b); }),
                          duplicates_.end());
        std::vector<DuplicateRow> pairs;
        const auto write = [&] {
            run_.report.possible_duplicates +=
                insert_possible_duplicates(run_.session, run_.options.organisation.id, pairs, run_.import_id, run_.now);
            pairs.clear();
        };
        for (const Duplicate& one : duplicates_) {
            pairs.push_back({id_of(one.person), id_of(one.other), one.reason});
            if (pairs.size() == people_at_once) write();
        }
        write();
    }

    void count()
    {
        ImportReport& report = run_.report;
        report.added = index_.size() - known_;
        for (std::size_t place = 0; place < known_; ++place) {
            const bool changed = newly_listed_.has(place) || (place < before_.size() && before_[place] != unchanged);
            report.changed += changed ? 1 : 0;
            report.unchanged += met_.has(place) && !changed ? 1 : 0;
        }
        report.merged = rows_taken_ - std::min(rows_taken_, report.added + report.changed + report.unchanged);
    }

    static constexpr std::uint64_t unchanged = ~std::uint64_t{0};

    struct Duplicate
    {
        std::uint32_t person = 0;
        std::uint32_t other = 0;
        const char* reason = nullptr;
    };

    ImportRun& run_;
    RowFile& rows_;
    PersonIndex index_;
    std::size_t known_ = 0; ///< people before the import; later places are new
    std::unordered_set<std::string> erased_;
    std::vector<Taken> taken_;            ///< of each row
    std::vector<bool> has_added_;         ///< of each row: it made a person
    std::size_t rows_taken_ = 0;          ///< rows that were not rejected
    std::set<std::size_t> several_noted_; ///< rows already told of as fitting several people
    int pass_ = 0;
    bool moved_ = false;                ///< something changed in this pass
    Marks touched_;                     ///< people a row was about in this pass
    Marks met_;                         ///< people there were before that a row was about
    std::vector<std::uint64_t> before_; ///< of people there were: where they are as they were, or unchanged
    std::vector<std::int64_t> new_ids_;
    Marks newly_listed_;
    std::map<Groups, std::size_t> set_numbers_;
    std::vector<const Groups*> group_sets_; ///< different sets of groups that rows name
    std::vector<Duplicate> duplicates_;
};

} // namespace

void take_people(ImportRun& run, RowFile& rows)
{
    Intake intake(run, rows);
    intake.take();
    intake.write();
}

} // namespace dosah::contacts
