// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dosah::mime {

/// Reads the character reference at html[i] == '&' (numeric, or one of the names mail programs write: HTML 4's Latin-1
/// set and the Czech and typographic ones); appends its UTF-8 to `out`, or "&" when it is none. Returns where to go on.
std::size_t decode_entity(std::string_view html, std::size_t i, std::string& out);

} // namespace dosah::mime
