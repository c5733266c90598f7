// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/phrase_finder.h"

#include <span>
#include <string_view>

/// What mail servers write, folded (text::fold): lower case without marks. Data only.
namespace dosah::responses::phrases {

struct Reason
{
    std::string_view phrase;
    std::string_view reason;
    bool hard;
};

/// What the words tell, nothing when none is known; of several the first in the table decides.
const Reason* reason_in(std::string_view folded);
std::span<const std::string_view> daemon_names();    ///< local parts and display names of senders
std::span<const std::string_view> bounce_subjects(); ///< beginnings of subjects
const PhraseFinder& failures();                      ///< in the body
const PhraseFinder& delays();                        ///< in subject or body
const PhraseFinder& deliveries();                    ///< in subject or body
const PhraseFinder& original_marks();                ///< lines after which the returned original comes
const PhraseFinder& not_recipients();                ///< lines whose addresses are not the recipient's

} // namespace dosah::responses::phrases
