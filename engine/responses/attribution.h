// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dosah::responses {

/// How many lines from `at` on are one attribution ("On ... wrote:"), 0 when there is none; `certain` says whether it
/// carries a date or an address, so that what follows is the original even without quote marks.
struct Attribution
{
    std::size_t lines = 0;
    bool certain = false;
};
Attribution attribution_at(const std::vector<std::string>& lines, std::size_t at);

/// Where an English, Czech or Norwegian attribution begins in the middle of a line ("Ano On Wed, Apr 4 ... wrote:"),
/// npos when it does not.
std::size_t attribution_inside(const std::string& line);

/// "-----Original Message-----" and its sisters.
bool is_original_separator(const std::string& line);

/// Whether a block of the original's headers (From/Sent/To/Subject, Od/Komu, Fra/Til ...) begins here.
bool header_block_at(const std::vector<std::string>& lines, std::size_t at);

/// "Sent from my iPhone" and the like.
bool is_mobile_signature(const std::string& line);
/// One that names a device or program and can be nothing else.
bool is_device_signature(const std::string& line);

} // namespace dosah::responses
