// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// A query as a tree of values: what the parser gives, what the compiler takes. It owns everything in it.
namespace dosah::segments {

/// Where something stands in the query's text; both count from 1, columns in code points.
struct Position
{
    int line = 1;
    int column = 1;

    /// Where a node stands is no part of what it means.
    friend bool operator==(const Position&, const Position&) { return true; }
};

/// What is known of a person and can be asked about.
enum class FieldKind {
    age,
    birth_year,
    gender,
    locale,
    format,
    place,
    given_name,
    family_name,
    external_id,
    legal_basis,
    email,
    phone,
    postal_address,
    group,
    attribute,
};

struct Field
{
    FieldKind kind = FieldKind::attribute;
    std::string attribute; ///< its name as written; "" for the other kinds
    Position at;

    friend bool operator==(const Field&, const Field&) = default;
};

enum class Operator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

/// A number for age, birth_year and the order of attributes, a text for everything else.
using Operand = std::variant<std::int64_t, std::string>;

struct Everybody
{
    friend bool operator==(const Everybody&, const Everybody&) = default;
};

struct Comparison
{
    Field field;
    Operator op = Operator::equal;
    Operand value;
    Position value_at;

    friend bool operator==(const Comparison&, const Comparison&) = default;
};

struct OneOf
{
    Field field;
    std::vector<Operand> values; ///< at least one
    std::vector<Position> values_at;

    friend bool operator==(const OneOf&, const OneOf&) = default;
};

struct Has
{
    Field field;

    friend bool operator==(const Has&, const Has&) = default;
};

enum class Unit { days, weeks, months, years };

struct Involved
{
    enum class When { ever, since, before, within };

    std::string kind; ///< a kind of involvement, "" for any
    When when = When::ever;
    std::string date; ///< "2023-01-31", with since and before
    int amount = 0;   ///< with within
    Unit unit = Unit::months;

    friend bool operator==(const Involved&, const Involved&) = default;
};

struct SavedQuery
{
    std::string key;
    Position at;

    friend bool operator==(const SavedQuery&, const SavedQuery&) = default;
};

struct Node;

struct Not
{
    std::vector<Node> of; ///< exactly one
};

struct And
{
    std::vector<Node> of; ///< at least two
};

struct Or
{
    std::vector<Node> of; ///< at least two
};

struct Node
{
    std::variant<Everybody, Comparison, OneOf, Has, Involved, SavedQuery, Not, And, Or> is;
};

bool operator==(const Not& a, const Not& b);
bool operator==(const And& a, const And& b);
bool operator==(const Or& a, const Or& b);
bool operator==(const Node& a, const Node& b);

/// The query in its canonical spelling: parsing it gives an equal tree.
std::string print(const Node& node);

} // namespace dosah::segments
