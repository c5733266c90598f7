// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dosah {

/// For text and attributes of XML, SVG and HTML: &, <, >, " and ' as character references (&#39; and not &apos;, which
/// old Outlook shows as it is); control characters that XML does not allow as a question mark. Any thread.
std::string escape_markup(std::string_view text);

/// The text in lines of at most so many characters (at least 2), cut between words; a word that is longer ends in "…".
/// For SVG, which does not wrap by itself. Any thread.
std::vector<std::string> wrapped_lines(const std::string& content, std::size_t characters);

} // namespace dosah
