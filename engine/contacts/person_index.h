// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/contact.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dosah::contacts {

/// The people of one organisation in memory, findable by what tells them apart. Holds the rule of import.h on who is
/// the same person; knows nothing of the store. One thread.
class PersonIndex
{
public:
    struct Person
    {
        Contact contact;
        std::string given;  ///< folded
        std::string family; ///< folded
    };

    struct Match
    {
        std::optional<std::size_t> person; ///< its place in people()
        bool by_external_id = false;
        bool ambiguous = false;        ///< several fit equally, so that nobody was taken
        bool first_of_several = false; ///< several fit equally and the row says nothing new about any of them
    };

    /// Returns its place. The caller says afterwards when it changed (reindex).
    std::size_t add(Contact contact);
    /// After `place`'s contact got something new. Fields it lost by it stay findable but do not match any more.
    void reindex(std::size_t place);

    std::deque<Person>& people() { return people_; }
    const std::deque<Person>& people() const { return people_; }

    /// The one person the row is about, by the rule for merging.
    Match find(const Contact& row) const;
    /// The one person meant by a row of a list: external id; else email or phone, with the name and birth year, where
    /// the row has them, not contradicting; else the whole name with the birth year; else the whole name with nobody
    /// else called so. Here a row names somebody who should be there, so that an address alone is enough.
    Match find_listed(const Contact& row) const;
    /// Somebody else (the first there was) who shares the value; nothing when nobody does.
    std::optional<std::size_t> other_with_email(std::size_t place) const;
    std::optional<std::size_t> other_with_phone(std::size_t place) const;
    /// Somebody else of the same name and birth year, both known, and no external ids that tell them apart.
    std::optional<std::size_t> other_with_name_and_year(std::size_t place) const;

private:
    using Places = std::unordered_map<std::string, std::vector<std::size_t>>;

    std::vector<std::size_t> sharing_address(const Contact& row, const Person& folded) const;
    enum class Rule { merge_by_address, merge_by_name, listed_by_address };
    Match best(const Contact& row, const Person& folded, const std::vector<std::size_t>& candidates, Rule rule) const;
    std::optional<std::size_t> other(const Places& places, const std::string& value, std::size_t place,
                                     std::string Contact::*member) const;

    std::deque<Person> people_;
    std::unordered_map<std::string, std::size_t> by_external_id_;
    Places by_email_;
    Places by_phone_;
    Places by_name_;
};

/// How well two folded names agree: 4 equal, 3 swapped, 2 one part missing, an initial or short of a middle name, 1 one
/// of them has no name at all, 0 not; -1 when only the given name agrees (a new surname: enough with the birth year).
int name_agreement(const PersonIndex::Person& a, const PersonIndex::Person& b);

/// True when `given` is written out more fully than `known`, of which it may be the initial.
bool is_initial_of(std::string_view known, std::string_view given);

} // namespace dosah::contacts
