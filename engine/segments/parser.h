// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "segments/tree.h"

#include <string_view>

namespace dosah::segments {

/// Query text -> tree. The grammar (words in any case; the meaning of each stands in segment.h):
///
///     query     = and-list { "or" and-list }
///     and-list  = negation { "and" negation }
///     negation  = "not" negation | condition
///     condition = "(" query ")" | "all" | "segment" TEXT
///               | field ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value | field "in" "(" value { "," value } ")"
///               | "has" field
///               | "involved" [ kind ] [ "since" DATE | "before" DATE | "within" NUMBER unit ]
///     field     = age | birth_year | gender | ... | WORD (an attribute) | "attribute" TEXT
///
/// Throws Error(input): "line 1, column 9: expected a value after =, found 'and'". At most 10,000 characters and 100
/// levels of parentheses and nots.
Node parse(std::string_view query);

} // namespace dosah::segments
