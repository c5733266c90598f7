// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/renderer.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::content {

struct Place
{
    std::size_t line = 1;   ///< from 1
    std::size_t column = 1; ///< from 1, in code points
};

/// One piece of a template. Kainjow forgets where a name stood and which file it came from; this keeps both.
struct Node
{
    enum class Kind { text, variable, unescaped, section, inverted, partial };

    Kind kind = Kind::text;
    std::string name; ///< text: the text itself
    Place at;
    std::vector<Node> children; ///< partial: the nodes of that template, once resolved
    std::string indent = {}; ///< partial: the blanks before it on a line of its own; they go before each of its lines
};

/// Comments are gone, and so are lines with nothing but a comment, a partial or an end of a section, as the Mustache
/// specification wants it. Throws Error(input) "WHERE:LINE:
/// COLUMN: ..." for an unclosed tag or section, a wrong section end, a name that is none, and changed delimiters, which
/// are not supported.
std::vector<Node> parse_template(std::string_view text, const std::string& where);
/// The same of a partial that stands indented; places are those in the text itself.
std::vector<Node> parse_indented(std::string_view text, const std::string& indent, const std::string& where);

/// Kainjow drops every line that is empty after a section, also one that is meant, and keeps the line of a section that
/// is not shown. Lines are parse_template's matter, so this character after each section tag makes kainjow leave them
/// alone; it is to be taken out of what was rendered.
constexpr char guard = '\x01';

/// The same as Mustache text with partials in place, for kainjow to parse.
std::string write_template(const std::vector<Node>& nodes, const std::string& where);

/// Calls wrong(where, node, why, nearest) for each name the view does not know where it stands, or that is no text
/// though used as one. What stands in a section whose value is false or an empty list is not looked at: nobody knows
/// what the value would bring along.
using WrongName =
    std::function<void(const std::string& where, const Node& node, const std::string& why, const std::string& nearest)>;
void check_names(const std::vector<Node>& nodes, const View& view, const std::string& where, const WrongName& wrong);

std::string place_text(const std::string& where, Place at); ///< "WHERE:LINE:COLUMN"

} // namespace dosah::content
