// SPDX-License-Identifier: EUPL-1.2
#include "contacts/person_index.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::contacts {

namespace {

/// An address shared by more people than this is an office's; beyond them only equal names are looked at.
constexpr std::size_t most_sharers = 200;

PersonIndex::Person folded(Contact contact)
{
    PersonIndex::Person person{std::move(contact), {}, {}};
    person.given = text::fold(person.contact.given_name);
    person.family = text::fold(person.contact.family_name);
    return person;
}

bool is_nameless(const PersonIndex::Person& person)
{
    return person.given.empty() && person.family.empty();
}

/// The same for a name and the name swapped; who has no name goes by the postal address. "" when there is neither.
std::string name_key(const PersonIndex::Person& person)
{
    if (is_nameless(person)) {
        const std::string address = text::fold(person.contact.postal_address);
        return address.empty() ? "" : "\n\n" + address;
    }
    return person.given < person.family ? person.given + '\n' + person.family : person.family + '\n' + person.given;
}

/// Equal, one missing, an initial of the other, or the first words of the other.
bool parts_agree(std::string_view a, std::string_view b)
{
    if (a.empty() || b.empty() || a == b || is_initial_of(a, b) || is_initial_of(b, a)) return true;
    const std::string_view shorter = a.size() < b.size() ? a : b;
    const std::string_view longer = a.size() < b.size() ? b : a;
    return longer.starts_with(shorter) && longer[shorter.size()] == ' ';
}

bool contradict(const std::optional<int>& a, const std::optional<int>& b)
{
    return a && b && *a != *b;
}
bool contradict(const std::string& a, const std::string& b)
{
    return !a.empty() && !b.empty() && a != b;
}

bool contradict_folded(const std::string& a, const std::string& b)
{
    return !a.empty() && !b.empty() && a != b && text::fold(a) != text::fold(b);
}

bool has_key(const Contact& contact)
{
    return !contact.external_id.empty() || !contact.email.empty() || !contact.phone.empty();
}

bool says(const std::string& row, const std::string& known)
{
    return row.empty() || row == known;
}
bool says_folded(const std::string& row, const std::string& known)
{
    return says(row, known) || (!known.empty() && text::fold(row) == text::fold(known));
}

/// Everything in the row is known of the person already.
bool nothing_new(const Contact& row, const PersonIndex::Person& row_folded, const PersonIndex::Person& person)
{
    const Contact& known = person.contact;
    const bool same_name = name_agreement(row_folded, person) >= 3 ||
                           (row_folded.given.empty() || row_folded.given == person.given ||
                            is_initial_of(row_folded.given, person.given)) ||
                           row_folded.given.empty();
    if (!same_name || (!row_folded.family.empty() && person.family.empty()) ||
        (!row_folded.given.empty() && person.given.empty()))
        return false;
    if (!says(row.external_id, known.external_id) || !says(row.email, known.email) || !says(row.phone, known.phone) ||
        !says(row.gender, known.gender) || !says(row.locale, known.locale) || !says_folded(row.place, known.place) ||
        !says_folded(row.postal_address, known.postal_address) ||
        (row.birth_year && row.birth_year != known.birth_year))
        return false;
    return std::all_of(row.attributes.begin(), row.attributes.end(), [&](const auto& attribute) {
        const auto found = known.attributes.find(attribute.first);
        return found != known.attributes.end() && found->second == attribute.second;
    });
}

} // namespace

bool is_initial_of(std::string_view known, std::string_view given)
{
    if (known.ends_with('.')) known.remove_suffix(1);
    if (known.empty() || given.size() <= known.size() || !given.starts_with(known)) return false;
    return text::to_utf32(known).size() == 1 && !given.ends_with('.');
}

int name_agreement(const PersonIndex::Person& a, const PersonIndex::Person& b)
{
    if (a.given == b.given && a.family == b.family) return 4;
    if (is_nameless(a) || is_nameless(b)) return 1;
    if (a.given == b.family && a.family == b.given) return 3;
    const bool given = parts_agree(a.given, b.given);
    const bool family = parts_agree(a.family, b.family);
    // "Jana" and "Nováková" have nothing in common, though neither contradicts the other.
    const bool shared = (!a.given.empty() && !b.given.empty()) || (!a.family.empty() && !b.family.empty());
    if (given && family && shared) return 2;
    return given && !a.given.empty() && !b.given.empty() ? -1 : 0;
}

std::size_t PersonIndex::add(Contact contact)
{
    people_.push_back(folded(std::move(contact)));
    reindex(people_.size() - 1);
    return people_.size() - 1;
}

void PersonIndex::reindex(std::size_t place)
{
    Person& person = people_[place];
    person = folded(std::move(person.contact));
    const auto note = [place](Places& places, const std::string& key) {
        if (key.empty()) return;
        std::vector<std::size_t>& there = places[key];
        if (std::find(there.begin(), there.end(), place) == there.end()) there.push_back(place);
    };
    if (!person.contact.external_id.empty()) by_external_id_[person.contact.external_id] = place;
    note(by_email_, person.contact.email);
    note(by_phone_, person.contact.phone);
    note(by_name_, name_key(person));
}

std::vector<std::size_t> PersonIndex::sharing_address(const Contact& row, const Person& folded_row) const
{
    std::vector<std::size_t> out;
    bool crowded = false;
    const auto gather = [&](const Places& places, const std::string& value, std::string Contact::*member) {
        const auto found = value.empty() ? places.end() : places.find(value);
        if (found == places.end()) return;
        crowded = crowded || found->second.size() > most_sharers;
        for (std::size_t i = 0; i < std::min(found->second.size(), most_sharers); ++i)
            if (people_[found->second[i]].contact.*member == value) out.push_back(found->second[i]);
    };
    gather(by_email_, row.email, &Contact::email);
    gather(by_phone_, row.phone, &Contact::phone);
    if (crowded) {
        const auto named = by_name_.find(name_key(folded_row));
        if (named != by_name_.end())
            for (const std::size_t place : named->second) {
                const Contact& known = people_[place].contact;
                if ((!row.email.empty() && known.email == row.email) ||
                    (!row.phone.empty() && known.phone == row.phone))
                    out.push_back(place);
            }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

PersonIndex::Match PersonIndex::best(const Contact& row, const Person& folded_row,
                                     const std::vector<std::size_t>& candidates, Rule rule) const
{
    Match out;
    int best_score = 0;
    for (const std::size_t place : candidates) {
        const Person& person = people_[place];
        const Contact& known = person.contact;
        if (contradict(row.external_id, known.external_id) || contradict(row.birth_year, known.birth_year)) continue;
        int name = name_agreement(folded_row, person);
        const bool same_year = row.birth_year && known.birth_year;
        if (rule != Rule::merge_by_name) {
            if (name == -1 && same_year) name = 1;
            if (name <= 0) continue;
        } else {
            if (name < 3 || contradict_folded(row.place, known.place) ||
                contradict_folded(row.postal_address, known.postal_address))
                continue;
            if (!same_year && (row.postal_address.empty() || known.postal_address.empty()) && has_key(known)) continue;
        }
        const int score = (rule != Rule::listed_by_address && nothing_new(row, folded_row, person) ? 100 : 0) +
                          name * 10 + (row.birth_year == known.birth_year ? 1 : 0);
        if (score < best_score) continue;
        out.ambiguous = score == best_score;
        if (!out.ambiguous) out.person = place;
        best_score = score;
    }
    // Several of whom the row says nothing new: whoever is taken, nothing changes; so the first.
    if (out.ambiguous && best_score >= 100) {
        out.ambiguous = false;
        out.first_of_several = true;
    }
    if (out.ambiguous) out.person.reset();
    return out;
}

PersonIndex::Match PersonIndex::find(const Contact& row) const
{
    if (!row.external_id.empty()) {
        const auto found = by_external_id_.find(row.external_id);
        if (found != by_external_id_.end()) return {found->second, true, false};
    }
    const Person folded_row = folded(row);
    if (!row.email.empty() || !row.phone.empty())
        return best(row, folded_row, sharing_address(row, folded_row), Rule::merge_by_address);
    if (!row.external_id.empty()) return {};
    const auto named = by_name_.find(name_key(folded_row));
    return named == by_name_.end() ? Match{} : best(row, folded_row, named->second, Rule::merge_by_name);
}

PersonIndex::Match PersonIndex::find_listed(const Contact& row) const
{
    if (!row.external_id.empty()) {
        const auto found = by_external_id_.find(row.external_id);
        if (found != by_external_id_.end()) return {found->second, true, false};
    }
    const Person folded_row = folded(row);
    if (!row.email.empty() || !row.phone.empty()) {
        const Match match = best(row, folded_row, sharing_address(row, folded_row), Rule::listed_by_address);
        if (match.person || match.ambiguous) return match;
    }
    if (folded_row.given.empty() || folded_row.family.empty()) return {};
    const auto named = by_name_.find(name_key(folded_row));
    if (named == by_name_.end()) return {};
    Match out;
    for (const std::size_t place : named->second) {
        const Contact& known = people_[place].contact;
        if (name_agreement(folded_row, people_[place]) < 3 || contradict(row.external_id, known.external_id)) continue;
        if (row.birth_year ? row.birth_year != known.birth_year : contradict(row.email, known.email)) continue;
        if (out.person) return {std::nullopt, false, true};
        out.person = place;
    }
    return out;
}

std::optional<std::size_t> PersonIndex::other(const Places& places, const std::string& value, std::size_t place,
                                              std::string Contact::*member) const
{
    const auto found = value.empty() ? places.end() : places.find(value);
    if (found == places.end()) return std::nullopt;
    for (const std::size_t there : found->second)
        if (there != place && people_[there].contact.*member == value) return there;
    return std::nullopt;
}

std::optional<std::size_t> PersonIndex::other_with_email(std::size_t place) const
{
    return other(by_email_, people_[place].contact.email, place, &Contact::email);
}

std::optional<std::size_t> PersonIndex::other_with_phone(std::size_t place) const
{
    return other(by_phone_, people_[place].contact.phone, place, &Contact::phone);
}

std::optional<std::size_t> PersonIndex::other_with_name_and_year(std::size_t place) const
{
    const Person& person = people_[place];
    if (!person.contact.birth_year || person.given.empty() || person.family.empty()) return std::nullopt;
    for (const std::size_t there : by_name_.at(name_key(person))) {
        const Contact& known = people_[there].contact;
        if (there != place && known.birth_year == person.contact.birth_year &&
            name_agreement(person, people_[there]) >= 3 && !contradict(known.external_id, person.contact.external_id))
            return there;
    }
    return std::nullopt;
}

} // namespace dosah::contacts
