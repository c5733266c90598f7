// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "segments/tree.h"
#include "store/database.h"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

/// A second, naive meaning of queries, in memory, to hold the SQL against; and a town to ask about.
namespace dosah::tests {

struct Act
{
    std::string kind;
    Instant at;
};

struct Person
{
    std::string given_name, family_name, gender, locale, format, place, email, phone, postal_address, legal_basis,
        external_id;
    std::optional<int> birth_year;
    bool erased = false;
    std::map<std::string, std::string> attributes;
    std::set<std::string> groups; ///< listed in
    std::vector<Act> acts;
};

struct Town
{
    std::string key = "lipova";
    std::string locale = "cs";
    std::string time_zone = "Europe/Prague";
    std::vector<Person> people;
    std::map<std::string, std::optional<std::string>> groups; ///< key -> rule
    std::map<std::string, std::string> segments;
};

/// So many made-up people, with groups and segments; the same seed gives the same town.
Town random_town(std::mt19937_64& random, std::size_t people, Instant now);
/// Writes the town; returns the organisation's id.
std::int64_t store_town(store::Session& session, const Town& town);
/// A query's tree over what the town has.
segments::Node random_tree(std::mt19937_64& random, int depth);

bool matches(const Town& town, const Person& person, const segments::Node& node, Instant now);
std::int64_t count_matches(const Town& town, const segments::Node& node, Instant now);

} // namespace dosah::tests
