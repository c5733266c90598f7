// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/classify.h"

#include <optional>
#include <string>
#include <string_view>

namespace dosah::responses {

/// What a person's own words ask for or answer.
struct Reading
{
    Kind kind = Kind::text; ///< opt_out, start, help, answer or text
    std::optional<std::string> answer;
};

/// Reads words by the lexicon of a locale ("cs", "nb", "nn", "en"; nb and nn read each other; English is understood
/// everywhere where its word means nothing else). "" reads by all, leaving out words that differ between languages
/// ("no"); "ja" (not "já") and "jo" are a yes there when nothing but a number or politeness is beside them. Precision
/// before recall: contradictions, conditions, questions and long stories are text.
Reading read_words(std::string_view words, std::string_view locale);

} // namespace dosah::responses
