// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/key_chains.h"
#include "contacts/person.h"
#include "contacts/spool.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::contacts {

/// The people of one organisation, each at a place counted from 0, findable by what tells them apart. In memory are
/// only the keys (about a hundred bytes a person); people themselves stand in a spool. Holds the rule of import.h on
/// who is the same person; knows nothing of the store. One thread.
class PersonIndex
{
public:
    struct Match
    {
        std::optional<std::size_t> person; ///< the place
        bool by_external_id = false;
        bool ambiguous = false;        ///< several fit equally, so that nobody was taken
        bool first_of_several = false; ///< several fit equally and the row says nothing new about any of them
    };

    /// The spool outlives the index; others may write to it too.
    explicit PersonIndex(Spool& spool) : spool_(spool), reader_(spool, 1024), kept_(most_kept) {}

    /// Returns the place. `at`: where the spool holds the person already.
    std::size_t add(const Person& person);
    std::size_t add(const Person& person, std::uint64_t at);
    /// Who has got something new. They are no longer found by what they lost by it.
    void replace(std::size_t place, const Person& person);

    std::size_t size() const { return at_.size(); }
    /// Nobody is to be found any more: the memory of the keys is given back. People stay at their places.
    void drop_keys();
    /// Valid until the next call of any function.
    const Person& person(std::size_t place) const;
    /// Where the spool holds the person as they are now; they stay there when they are replaced.
    std::uint64_t at(std::size_t place) const { return at_[place]; }
    /// Nobody else has anything by which a row that says just what this person is could be taken for them.
    bool alone(std::size_t place) const;

    /// The one person the row is about, by the rule for merging.
    Match find(const Person& row) const;
    /// The one person meant by a row of a list: external id; else email or phone, with the name and birth year, where
    /// the row has them, not contradicting; else the whole name with the birth year; else the whole name with nobody
    /// else called so. Here a row names somebody who should be there, so that an address alone is enough.
    Match find_listed(const Person& row) const;
    /// Somebody else (the first there was) who shares the value; nothing when nobody does.
    std::optional<std::size_t> other_with_email(std::size_t place) const;
    std::optional<std::size_t> other_with_phone(std::size_t place) const;
    /// Somebody else of the same name and birth year, both known, and no external ids that tell them apart.
    std::optional<std::size_t> other_with_name_and_year(std::size_t place) const;

private:
    static constexpr std::size_t most_kept = 1024; ///< people at hand: households and offices come together in lists

    struct Kept
    {
        std::optional<std::size_t> place;
        Person person;
    };

    void set_keys(std::size_t place, const Person& person);
    std::optional<std::size_t> with_external_id(const std::string& external_id) const;
    std::vector<std::size_t> sharing_address(const Person& row) const;
    std::vector<std::size_t> called(const Person& row) const;
    enum class Rule { merge_by_address, merge_by_name, listed_by_address };
    Match best(const Person& row, const std::vector<std::size_t>& candidates, Rule rule) const;
    std::optional<std::size_t> other(const KeyChains& chains, std::size_t place, std::string Contact::*member) const;

    Spool& spool_;
    mutable Spool::Reader reader_;
    mutable std::vector<Kept> kept_;
    std::vector<std::uint64_t> at_;
    std::string packed_;
    KeyChains by_external_id_;
    KeyChains by_email_;
    KeyChains by_phone_;
    KeyChains by_name_;
    KeyChains by_name_and_year_;
};

/// How well two folded names agree: 4 equal, 3 swapped, 2 one part missing, an initial or short of a middle name, 1 one
/// of them has no name at all, 0 not; -1 when only the given name agrees (a new surname: enough with the birth year).
int name_agreement(const Person& a, const Person& b);

/// True when `given` is written out more fully than `known`, of which it may be the initial.
bool is_initial_of(std::string_view known, std::string_view given);

} // namespace dosah::contacts
