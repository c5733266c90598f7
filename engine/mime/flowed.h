// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::mime {

/// Joins the lines of text/plain; format=flowed (RFC 3676): a line that ends in a space goes on in the next one of the
/// same quote depth, "-- " never does; space stuffing is undone; `delsp` also drops the joining space. Quote marks
/// stay.
std::string unflow(std::string_view text, bool delsp);

} // namespace dosah::mime
