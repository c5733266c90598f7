// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace dosah::text {

/// Where each of the pieces of a text ends that a long SMS is cut between, in UTF-16 units: what a reader sees as one
/// sign (a grapheme cluster, UAX 29: a flag, a family, a letter with a mark that has no composed form), or a single
/// character of a sign that is longer than `longest` units. CR and LF are two. Any thread.
std::vector<std::size_t> sign_ends(std::u16string_view units, std::size_t longest);

} // namespace dosah::text
