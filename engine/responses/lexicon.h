// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/kind.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What a person's own words ask for or answer.
struct Reading
{
    Kind kind = Kind::text; ///< opt_out, start, help, answer or text
    std::optional<std::string> answer;
    std::optional<int> people; ///< with a yes: how many come, the person included, when they say so
    bool says_more = false;    ///< with an answer: asks or tells something besides
};

/// Whether the message that is answered offered numbers ("1 yes, 2 no, 3 maybe"); else a number alone is text.
enum class Choices { not_offered, offered };

/// The words of all languages (responses/lexicon_file.h). Read once, then read-only: any thread.
class Lexicons
{
public:
    /// Reads the folder's files. Throws Error(input) as read_lexicon_files() does.
    explicit Lexicons(const std::string& folder);
    ~Lexicons();

    /// Reads words by the lexicon of a locale ("cs", "nb", "nn", "en"; nb and nn read each other; English is understood
    /// everywhere where its word means nothing else). "" reads by all, leaving out words that differ between languages
    /// ("no"); "ja" (not "já") and "jo" are a yes there when nothing but a number or politeness is beside them.
    /// Precision before recall: contradictions, conditions, questions and long stories are text.
    Reading read(std::string_view words, std::string_view locale, Choices choices = Choices::offered) const;

    /// Whether a message offers numbers to answer with: "1 = ano, 2 = ne", "Svar 1 (ja) eller 2 (nei)". A one stands
    /// next to a yes and a two next to a no, so that a date or a code is none.
    bool offers_numbers(std::string_view message) const;

private:
    struct Impl;
    std::unique_ptr<const Impl> impl_;
};

/// What is wrong with the rules of a folder, one finding a line: examples that are not read as they say, and phrases
/// that by themselves are not read as their own rule. Empty: nothing. Throws Error(input) where it cannot be read.
std::vector<std::string> check_lexicons(const std::string& folder);

} // namespace dosah::responses
