// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::mime {

/// text/plain; format=flowed (RFC 3676).

/// Lines (LF, the last one perhaps without) as they are to stand in such a part, DelSp=no: at most 72 characters each,
/// a longer one broken after a space so that a reader who knows the format joins it again and one who does not sees
/// short lines. Words are never broken, addresses therefore neither, even when one is longer. Spaces at the end of a
/// line go (they would join it to the next), but for the "-- " above a signature; what begins with a space, ">" or
/// "From " is stuffed by a space. Each line by itself: flow(a) + flow(b) is flow(a + b) where `a` ends in LF.
std::string flow(std::string_view text);

/// Joins the lines again: a line that ends in a space goes on in the next one of the
/// same quote depth, "-- " never does; space stuffing is undone; `delsp` also drops the joining space. Quote marks
/// stay.
std::string unflow(std::string_view text, bool delsp);

} // namespace dosah::mime
