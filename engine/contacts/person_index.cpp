// SPDX-License-Identifier: EUPL-1.2
#include "contacts/person_index.h"

#include "base/text.h"
#include "contacts/contact_store.h"
#include "contacts/person_pack.h"

#include <algorithm>

namespace dosah::contacts {

namespace {

/// An address shared by more people than this is an office's; beyond them only equal names are looked at.
constexpr std::size_t most_sharers = 200;

bool is_nameless(const Person& person)
{
    return person.given.empty() && person.family.empty();
}

/// The same for a name and the name swapped; who has no name goes by the postal address. "" when there is neither.
std::string name_key(const Person& person)
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
bool nothing_new(const Person& row_person, const Person& person)
{
    const Contact& row = row_person.contact;
    const Contact& known = person.contact;
    const bool same_name = name_agreement(row_person, person) >= 3 ||
                           (row_person.given.empty() || row_person.given == person.given ||
                            is_initial_of(row_person.given, person.given)) ||
                           row_person.given.empty();
    if (!same_name || (!row_person.family.empty() && person.family.empty()) ||
        (!row_person.given.empty() && person.given.empty()))
        return false;
    if (!says(row.external_id, known.external_id) || !says(row.email, known.email) || !says(row.phone, known.phone) ||
        !says(row.gender, known.gender) || !says(row.locale, known.locale) || !says(row.format, known.format) ||
        !says_folded(row.place, known.place) || !says_folded(row.postal_address, known.postal_address) ||
        (row.birth_year && row.birth_year != known.birth_year))
        return false;
    return std::all_of(row.attributes.begin(), row.attributes.end(), [&](const auto& attribute) {
        const auto found = known.attributes.find(attribute.first);
        return found != known.attributes.end() && found->second == attribute.second;
    });
}

std::uint32_t key_of_year(const Person& person)
{
    if (!person.contact.birth_year || person.given.empty() || person.family.empty()) return KeyChains::no_key;
    return KeyChains::key_of(name_key(person) + '\n' + std::to_string(*person.contact.birth_year));
}

} // namespace

bool is_initial_of(std::string_view known, std::string_view given)
{
    if (known.ends_with('.')) known.remove_suffix(1);
    if (known.empty() || given.size() <= known.size() || !given.starts_with(known)) return false;
    return text::to_utf32(known).size() == 1 && !given.ends_with('.');
}

int name_agreement(const Person& a, const Person& b)
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

Person folded(Contact contact)
{
    return folded(std::move(contact), [](const std::string& text) { return text::fold(text); });
}

Person folded(Contact contact, const std::function<std::string(const std::string&)>& fold)
{
    Person person{std::move(contact), {}, {}, {}, {}};
    person.given = fold(person.contact.given_name);
    person.family = text::fold(person.contact.family_name);
    // as folded_name gives it: no fold reaches over the space between the two
    person.name = person.given + (person.given.empty() || person.family.empty() ? "" : " ") + person.family;
    person.town = fold(person.contact.place);
    return person;
}

std::size_t PersonIndex::add(const Person& person)
{
    packed_.clear();
    pack(person, packed_);
    return add(person, spool_.append(packed_));
}

std::size_t PersonIndex::add(const Person& person, std::uint64_t at)
{
    at_.push_back(at);
    set_keys(at_.size() - 1, person);
    return at_.size() - 1;
}

void PersonIndex::replace(std::size_t place, const Person& person)
{
    packed_.clear();
    pack(person, packed_);
    at_[place] = spool_.append(packed_);
    set_keys(place, person);
    Kept& kept = kept_[place % most_kept];
    if (kept.place == place) kept.place.reset();
}

const Person& PersonIndex::person(std::size_t place) const
{
    Kept& kept = kept_[place % most_kept];
    if (kept.place != place) {
        kept.person = unpack_person(reader_.at(at_[place]));
        kept.place = place;
    }
    return kept.person;
}

void PersonIndex::set_keys(std::size_t place, const Person& person)
{
    by_external_id_.set(place, KeyChains::key_of(person.contact.external_id));
    by_email_.set(place, KeyChains::key_of(person.contact.email));
    by_phone_.set(place, KeyChains::key_of(person.contact.phone));
    by_name_.set(place, KeyChains::key_of(name_key(person)));
    by_name_and_year_.set(place, key_of_year(person));
}

void PersonIndex::drop_keys()
{
    for (KeyChains* chains : {&by_external_id_, &by_email_, &by_phone_, &by_name_, &by_name_and_year_})
        *chains = {};
}

bool PersonIndex::alone(std::size_t place) const
{
    if (!by_external_id_.alone(place) || !by_email_.alone(place) || !by_phone_.alone(place)) return false;
    return by_external_id_.has(place) || by_email_.has(place) || by_phone_.has(place) || by_name_.alone(place);
}

std::optional<std::size_t> PersonIndex::with_external_id(const std::string& external_id) const
{
    std::optional<std::size_t> out;
    by_external_id_.visit(KeyChains::key_of(external_id), [&](std::size_t place) {
        if (person(place).contact.external_id == external_id) out = place;
        return true;
    });
    return out;
}

/// Those of the row's name, and of others by chance.
std::vector<std::size_t> PersonIndex::called(const Person& row) const
{
    std::vector<std::size_t> out;
    by_name_.visit(KeyChains::key_of(name_key(row)), [&](std::size_t place) {
        out.push_back(place);
        return true;
    });
    return out;
}

std::vector<std::size_t> PersonIndex::sharing_address(const Person& row) const
{
    const std::string& email = row.contact.email;
    const std::string& phone = row.contact.phone;
    std::vector<std::size_t> out;
    bool crowded = false;
    const auto gather = [&](const KeyChains& chains, const std::string& value, std::string Contact::*member) {
        std::size_t sharers = 0;
        chains.visit(KeyChains::key_of(value), [&](std::size_t place) {
            if (++sharers > most_sharers) return false;
            if (person(place).contact.*member == value) out.push_back(place);
            return true;
        });
        crowded = crowded || sharers > most_sharers;
    };
    gather(by_email_, email, &Contact::email);
    gather(by_phone_, phone, &Contact::phone);
    if (crowded)
        for (const std::size_t place : called(row)) {
            const Contact& known = person(place).contact;
            if ((!email.empty() && known.email == email) || (!phone.empty() && known.phone == phone))
                out.push_back(place);
        }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

PersonIndex::Match PersonIndex::best(const Person& row_person, const std::vector<std::size_t>& candidates,
                                     Rule rule) const
{
    const Contact& row = row_person.contact;
    Match out;
    int best_score = 0;
    for (const std::size_t place : candidates) {
        const Person& candidate = person(place);
        const Contact& known = candidate.contact;
        if (contradict(row.external_id, known.external_id) || contradict(row.birth_year, known.birth_year)) continue;
        int name = name_agreement(row_person, candidate);
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
        const int score = (rule != Rule::listed_by_address && nothing_new(row_person, candidate) ? 100 : 0) +
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

PersonIndex::Match PersonIndex::find(const Person& row) const
{
    const Contact& said = row.contact;
    if (const auto place = with_external_id(said.external_id)) return {place, true, false, false};
    if (!said.email.empty() || !said.phone.empty()) return best(row, sharing_address(row), Rule::merge_by_address);
    if (!said.external_id.empty()) return {};
    return best(row, called(row), Rule::merge_by_name);
}

PersonIndex::Match PersonIndex::find_listed(const Person& row) const
{
    const Contact& said = row.contact;
    if (const auto place = with_external_id(said.external_id)) return {place, true, false, false};
    if (!said.email.empty() || !said.phone.empty()) {
        const Match match = best(row, sharing_address(row), Rule::listed_by_address);
        if (match.person || match.ambiguous) return match;
    }
    if (row.given.empty() || row.family.empty()) return {};
    Match out;
    for (const std::size_t place : called(row)) {
        const Person& candidate = person(place);
        const Contact& known = candidate.contact;
        if (name_agreement(row, candidate) < 3 || contradict(said.external_id, known.external_id)) continue;
        if (said.birth_year ? said.birth_year != known.birth_year : contradict(said.email, known.email)) continue;
        if (out.person) return {std::nullopt, false, true, false};
        out.person = place;
    }
    return out;
}

std::optional<std::size_t> PersonIndex::other(const KeyChains& chains, std::size_t place,
                                              std::string Contact::*member) const
{
    if (chains.alone(place)) return std::nullopt;
    const std::string value = person(place).contact.*member;
    std::optional<std::size_t> out;
    chains.visit(KeyChains::key_of(value), [&](std::size_t there) {
        if (there != place && person(there).contact.*member == value) out = there;
        return !out;
    });
    return out;
}

std::optional<std::size_t> PersonIndex::other_with_email(std::size_t place) const
{
    return other(by_email_, place, &Contact::email);
}

std::optional<std::size_t> PersonIndex::other_with_phone(std::size_t place) const
{
    return other(by_phone_, place, &Contact::phone);
}

std::optional<std::size_t> PersonIndex::other_with_name_and_year(std::size_t place) const
{
    if (by_name_and_year_.alone(place)) return std::nullopt;
    const Person here = person(place);
    std::vector<std::size_t> there; // one whose year became known later comes later in the chain, but was there before
    by_name_and_year_.visit(key_of_year(here), [&](std::size_t one) {
        if (one != place && !(by_external_id_.has(place) && by_external_id_.has(one))) there.push_back(one);
        return there.size() < most_sharers;
    });
    std::sort(there.begin(), there.end());
    for (const std::size_t one : there) {
        const Person& candidate = person(one);
        if (candidate.contact.birth_year == here.contact.birth_year && name_agreement(here, candidate) >= 3) return one;
    }
    return std::nullopt;
}

} // namespace dosah::contacts
