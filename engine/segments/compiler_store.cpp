// SPDX-License-Identifier: EUPL-1.2
#include "segments/compiler_store.h"

#include "base/text.h"
#include "base/time_zone.h"
#include "contacts/columns.h"
#include "segments/parser.h"
#include "segments/period.h"
#include "segments/vocabulary.h"

#include <algorithm>

namespace dosah::segments {

namespace {

constexpr int most_conditions = 5'000;
constexpr std::size_t most_values = 10'000;
constexpr int deepest = 100;
/// SQLite refuses an expression deeper than 1,000; a condition of ours has some levels within itself.
constexpr int deepest_sql = 950;

/// A text as the column it is compared with holds it.
std::string stored_form(FieldKind kind, const std::string& value)
{
    return kind == FieldKind::place || kind == FieldKind::attribute ? text::fold(value) : text::nfc(value);
}

std::string column_of(FieldKind kind)
{
    switch (kind) {
    case FieldKind::place:
        return "c.folded_place";
    case FieldKind::age:
        return "c.birth_year";
    default:
        return "c." + std::string(name_of(kind));
    }
}

/// May be NULL in the schema; the others are '' when not known.
bool is_nullable(FieldKind kind)
{
    return is_number(kind) || kind == FieldKind::external_id || kind == FieldKind::email || kind == FieldKind::phone;
}

std::string known(FieldKind kind)
{
    const std::string column = column_of(kind);
    if (is_number(kind)) return column + " IS NOT NULL";
    return is_nullable(kind) ? "(" + column + " IS NOT NULL AND " + column + " <> '')" : column + " <> ''";
}

std::string_view sql_sign(Operator op)
{
    return op == Operator::not_equal ? "<>" : sign_of(op);
}

/// age OP n is birth_year OP' (this year - n).
Operator mirrored(Operator op)
{
    switch (op) {
    case Operator::less:
        return Operator::greater;
    case Operator::less_or_equal:
        return Operator::greater_or_equal;
    case Operator::greater:
        return Operator::less;
    case Operator::greater_or_equal:
        return Operator::less_or_equal;
    default:
        return op;
    }
}

} // namespace

Compiler::Compiler(store::Session& session, std::int64_t organisation_id, Instant now, int first_parameter)
    : session_(session), organisation_id_(organisation_id), now_(now), first_(first_parameter),
      home_(find_home(session, organisation_id)), year_(to_local(now, home_.time_zone).year)
{
}

Condition Compiler::run(const std::string& query, const std::string& within)
{
    const std::string organisation = bind(organisation_id_);
    if (!within.empty()) trail_.push_back(within);
    const Piece piece = compile(parse(query));
    return {"c.organisation_id = " + organisation + " AND c.erased_at IS NULL AND (" + piece.sql + ")",
            std::move(values_)};
}

std::string Compiler::bind(store::Value value)
{
    if (values_.size() > most_values)
        throw input_error("the query has more than 10,000 values, with the segments and groups it names");
    values_.push_back(std::move(value));
    return "$" + std::to_string(first_ + static_cast<int>(values_.size()) - 1);
}

Compiler::Piece Compiler::leaf(std::string sql)
{
    if (++conditions_ > most_conditions)
        throw input_error("the query has more than 5,000 conditions, with the segments and groups it names");
    return {std::move(sql), 4};
}

/// As a balanced tree: databases nest a chain of ORs as deep as it is long.
Compiler::Piece Compiler::join(std::span<const Piece> pieces, const std::string& word)
{
    if (pieces.size() == 1) return pieces.front();
    const Piece left = join(pieces.first(pieces.size() / 2), word);
    const Piece right = join(pieces.subspan(pieces.size() / 2), word);
    const int depth = std::max(left.depth, right.depth) + 1;
    if (depth > deepest_sql) throw input_error("the query is nested too deeply, with the segments and groups it names");
    return {"(" + left.sql + word + right.sql + ")", depth};
}

Compiler::Piece Compiler::compile(const Node& node)
{
    return std::visit([this](const auto& is) { return (*this)(is); }, node.is);
}

Compiler::Piece Compiler::deeper(const Node& node)
{
    if (++depth_ > deepest)
        throw input_error("the query goes deeper than 100 levels, with the segments and groups it names");
    Piece piece = compile(node);
    --depth_;
    return piece;
}

Compiler::Piece Compiler::all_of(const std::vector<Node>& nodes, const std::string& word)
{
    std::vector<Piece> pieces;
    for (const Node& node : nodes)
        pieces.push_back(deeper(node));
    return join(pieces, word);
}

Compiler::Piece Compiler::operator()(const Everybody&)
{
    return leaf("1 = 1");
}
Compiler::Piece Compiler::operator()(const And& node)
{
    return all_of(node.of, " AND ");
}
Compiler::Piece Compiler::operator()(const Or& node)
{
    return all_of(node.of, " OR ");
}

Compiler::Piece Compiler::operator()(const Not& node)
{
    Piece piece = deeper(node.of.front());
    return {"NOT (" + piece.sql + ")", piece.depth + 1};
}

Compiler::Piece Compiler::operator()(const Comparison& node)
{
    const FieldKind kind = node.field.kind;
    if (is_number(kind)) return number(kind, node.op, std::get<std::int64_t>(node.value));
    if (kind == FieldKind::attribute) return attribute(node);
    const std::string& value = std::get<std::string>(node.value);
    if (kind == FieldKind::group) {
        Piece member = group(value, node.value_at);
        return node.op == Operator::equal ? member : Piece{"NOT (" + member.sql + ")", member.depth + 1};
    }
    if (kind == FieldKind::locale || kind == FieldKind::format) {
        const std::string column = column_of(kind);
        const std::string own = column + " = " + bind(value);
        const bool unsaid_too = value == (kind == FieldKind::locale ? home_.locale : "usual");
        const std::string is = unsaid_too ? "(" + own + " OR " + column + " = '')" : own;
        return leaf(node.op == Operator::equal ? is : "NOT (" + is + ")");
    }
    const std::string compared =
        column_of(kind) + " " + std::string(sql_sign(node.op)) + " " + bind(stored_form(kind, value));
    return leaf("(" + known(kind) + " AND " + compared + ")");
}

Compiler::Piece Compiler::number(FieldKind kind, Operator op, std::int64_t value)
{
    if (kind == FieldKind::age) {
        op = mirrored(op);
        value = year_ - value;
    }
    return leaf("(c.birth_year IS NOT NULL AND c.birth_year " + std::string(sql_sign(op)) + " " + bind(value) + ")");
}

Compiler::Piece Compiler::operator()(const OneOf& node)
{
    const FieldKind kind = node.field.kind;
    if (kind == FieldKind::group || kind == FieldKind::locale || kind == FieldKind::format || is_number(kind)) {
        std::vector<Piece> pieces;
        for (std::size_t i = 0; i < node.values.size(); ++i)
            pieces.push_back((*this)(Comparison{node.field, Operator::equal, node.values.at(i), node.values_at.at(i)}));
        return join(pieces, " OR ");
    }
    const std::string named = kind == FieldKind::attribute ? attribute_rows(node.field) : std::string();
    std::string list;
    for (const Operand& value : node.values)
        list += (list.empty() ? "" : ", ") + bind(stored_form(kind, std::get<std::string>(value)));
    if (kind == FieldKind::attribute) return leaf(named + " AND a.folded_value IN (" + list + "))");
    return leaf("(" + known(kind) + " AND " + column_of(kind) + " IN (" + list + "))");
}

Compiler::Piece Compiler::operator()(const Has& node)
{
    if (node.field.kind == FieldKind::attribute) return leaf(attribute_rows(node.field) + ")");
    return leaf(known(node.field.kind));
}

Compiler::Piece Compiler::operator()(const Involved& node)
{
    std::string sql = "EXISTS (SELECT 1 FROM involvements v WHERE v.contact_id = c.id";
    if (!node.kind.empty()) sql += " AND v.kind = " + bind(node.kind);
    sql += " AND v.occurred_at <= " + bind(to_micros(now_));
    const auto since = [&](Instant t) { sql += " AND v.occurred_at >= " + bind(to_micros(t)); };
    switch (node.when) {
    case Involved::When::ever:
        break;
    case Involved::When::since:
        since(start_of_day(node.date, home_.time_zone));
        break;
    case Involved::When::before:
        sql += " AND v.occurred_at < " + bind(to_micros(start_of_day(node.date, home_.time_zone)));
        break;
    case Involved::When::within:
        // Whole days: most acts are known by their day alone.
        since(start_of_day(earlier(now_, node.amount, node.unit, home_.time_zone), home_.time_zone));
        break;
    }
    return leaf(sql + ")");
}

/// The beginning of an EXISTS over the person's rows of that attribute, its bracket left open.
std::string Compiler::attribute_rows(const Field& field)
{
    if (!attributes_) attributes_ = attribute_names(session_, organisation_id_);
    // As the name stands in the list ("Zvíře domácí") or as it is kept ("zvire_domaci").
    const std::string folded = text::fold(field.attribute);
    const std::string kept = contacts::column_from(field.attribute, false).name;
    std::vector<std::string> names;
    for (const std::string& name : *attributes_)
        if (name == kept || text::fold(name) == folded) names.push_back(name);
    if (names.empty()) {
        std::vector<std::string> near = *attributes_;
        near.insert(near.end(), opening_words().begin(), opening_words().end());
        throw error_at(field.at,
                       "nobody has an attribute '" + field.attribute + "'" + did_you_mean(field.attribute, near));
    }
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "" : ", ") + bind(name);
    return "EXISTS (SELECT 1 FROM contact_attributes a WHERE a.contact_id = c.id AND a.folded_value <> '' "
           "AND a.name IN (" +
           list + ")";
}

Compiler::Piece Compiler::attribute(const Comparison& node)
{
    const std::string rows = attribute_rows(node.field);
    const std::string sign(sql_sign(node.op));
    if (const auto* value = std::get_if<std::string>(&node.value))
        return leaf(rows + " AND a.folded_value " + sign + " " + bind(stored_form(FieldKind::attribute, *value)) + ")");
    // CASE, because AND promises no order and PostgreSQL refuses to cast what is no number.
    return leaf(rows +
                " AND CASE WHEN LENGTH(a.folded_value) <= 15 AND LTRIM(a.folded_value, '0123456789') = '' "
                "THEN CAST(a.folded_value AS BIGINT) " +
                sign + " " + bind(std::get<std::int64_t>(node.value)) + " ELSE 1 = 0 END)");
}

Compiler::Piece Compiler::group(const std::string& key, const Position& at)
{
    std::optional<GroupRow> row = group_row(session_, organisation_id_, key);
    if (!row) {
        // By the name it is shown by, when only one is called so.
        std::vector<std::string> keys;
        std::size_t called = 0;
        for (const GroupRow& other : group_rows(session_, organisation_id_)) {
            keys.push_back(other.key);
            if (text::fold(other.name) == text::fold(key) && ++called == 1) row = other;
        }
        if (called != 1) throw error_at(at, "there is no target group '" + key + "'" + did_you_mean(key, keys));
    }
    const Piece is_listed =
        leaf("EXISTS (SELECT 1 FROM group_members g WHERE g.contact_id = c.id AND g.group_id = " + bind(row->id) + ")");
    if (!row->query) return is_listed;
    const Piece by_rule = named("target group '" + row->key + "'", *row->query, at);
    const std::vector<Piece> both = {is_listed, by_rule};
    return join(both, " OR ");
}

Compiler::Piece Compiler::operator()(const SavedQuery& node)
{
    const std::optional<std::string> query = segment_query(session_, organisation_id_, node.key);
    if (!query) {
        std::vector<std::string> keys;
        for (const SavedSegment& other : list_segments(session_, organisation_id_))
            keys.push_back(other.key);
        throw error_at(node.at, "there is no saved segment '" + node.key + "'" + did_you_mean(node.key, keys));
    }
    return named("segment '" + node.key + "'", *query, node.at);
}

Compiler::Piece Compiler::named(const std::string& what, const std::string& query, const Position& at)
{
    if (std::find(trail_.begin(), trail_.end(), what) != trail_.end()) {
        std::string path;
        for (const std::string& step : trail_)
            path += step + " -> ";
        throw error_at(at, "the query leads back to itself: " + path + what);
    }
    trail_.push_back(what);
    try {
        Piece piece = deeper(parse(query));
        trail_.pop_back();
        return piece;
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::input) throw;
        trail_.pop_back();
        throw error_at(at, "in " + what + ": " + problem.what());
    }
}

Condition compile(store::Session& session, std::int64_t organisation_id, const std::string& query, Instant now,
                  int first_parameter)
{
    return Compiler(session, organisation_id, now, first_parameter).run(query);
}

} // namespace dosah::segments
