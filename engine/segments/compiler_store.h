// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "segments/segment.h"
#include "segments/segment_store.h"
#include "segments/tree.h"

#include <span>

namespace dosah::segments {

/// Tree -> SQL with bound values, once. No condition it writes is ever NULL, so that NOT is a true complement.
class Compiler
{
public:
    Compiler(store::Session& session, std::int64_t organisation_id, Instant now, int first_parameter);

    /// `within`: the name of the segment or group whose query this is ("segment 'seniors'"), so that it may not be
    /// named in it again; "" for none.
    Condition run(const std::string& query, const std::string& within = "");

private:
    struct Piece
    {
        std::string sql;
        int depth = 0; ///< of the expression, as the database's parser counts it
    };

    Piece compile(const Node& node);
    Piece deeper(const Node& node);
    Piece operator()(const Everybody& node);
    Piece operator()(const Comparison& node);
    Piece operator()(const OneOf& node);
    Piece operator()(const Has& node);
    Piece operator()(const Involved& node);
    Piece operator()(const SavedQuery& node);
    Piece operator()(const Not& node);
    Piece operator()(const And& node);
    Piece operator()(const Or& node);

    Piece number(FieldKind kind, Operator op, std::int64_t value);
    Piece attribute(const Comparison& node);
    std::string attribute_rows(const Field& field);
    Piece group(const std::string& key, const Position& at);
    Piece named(const std::string& what, const std::string& query, const Position& at);

    std::string bind(store::Value value);
    Piece leaf(std::string sql);
    Piece all_of(const std::vector<Node>& nodes, const std::string& word);
    static Piece join(std::span<const Piece> pieces, const std::string& word);

    store::Session& session_;
    const std::int64_t organisation_id_;
    const Instant now_;
    const int first_;
    const Home home_;
    const int year_; ///< now, on the organisation's calendar
    std::vector<store::Value> values_;
    std::optional<std::vector<std::string>> attributes_; ///< read when first needed
    std::vector<std::string> trail_;                     ///< segments and groups being compiled, outermost first
    int conditions_ = 0;
    int depth_ = 0;
};

} // namespace dosah::segments
