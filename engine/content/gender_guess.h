// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/name_words.h"

#include <optional>

namespace dosah::content {

struct GenderGuess
{
    std::optional<Gender> gender; ///< nothing: no telling
    double confidence = 0;        ///< 0..1
};

/// Whose a Czech name is. `told` is what the register says ("f", "m", or anything else for nothing): where the name
/// speaks against it, the confidence is low, for then either may be a slip.
GenderGuess guess_gender(const Names& names, const NameWords& given, const NameWords& family, const std::string& told);

} // namespace dosah::content
