// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "segments/tree.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The words of the query language, in one place.
namespace dosah::segments {

std::string_view name_of(FieldKind kind);
std::optional<FieldKind> field_kind(std::string_view word); ///< not for attributes
std::string_view sign_of(Operator op);
std::optional<Operator> operator_of(std::string_view sign);
std::string_view name_of(Unit unit);                ///< "months"
std::optional<Unit> unit_of(std::string_view word); ///< "month" or "months"

/// attended, form, proposal, vote, working_group, volunteering.
const std::vector<std::string>& involvement_kinds();
/// The words a field's value is one of; empty when it is free.
std::vector<std::string> values_of(FieldKind kind);
/// Words that are never an attribute's name unless written as attribute "...".
bool is_reserved(std::string_view word);
/// Every word that may begin a condition.
const std::vector<std::string>& opening_words();

bool is_number(FieldKind kind); ///< age and birth_year

/// "line 1, column 9: TEXT", kind input.
Error error_at(const Position& at, const std::string& text);
/// " (did you mean 'place'?)" or "".
std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known);

} // namespace dosah::segments
