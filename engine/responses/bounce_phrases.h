// SPDX-License-Identifier: EUPL-1.2
#pragma once

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

/// First hit decides.
std::span<const Reason> reasons();
std::span<const std::string_view> daemon_names();    ///< local parts and display names of senders
std::span<const std::string_view> bounce_subjects(); ///< beginnings of subjects
std::span<const std::string_view> failures();        ///< in the body
std::span<const std::string_view> delays();          ///< in subject or body
std::span<const std::string_view> deliveries();      ///< in subject or body
std::span<const std::string_view> original_marks();  ///< lines after which the returned original comes
std::span<const std::string_view> not_recipients();  ///< lines whose addresses are not the recipient's

} // namespace dosah::responses::phrases
