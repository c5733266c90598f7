// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What people write into the cells of a list, in Czech, Norwegian and English. Each gives nothing for what it does not
/// understand.
namespace dosah::contacts {

struct DateCell
{
    int year = 0;
    int month = 0; ///< 0: only the year was written
    int day = 0;
    int hour = 0; ///< 0:00 when no time was written
    int minute = 0;
};

/// "31.12.1980", "1. 1. 1980", "31/12/1980", "31-12-1980" (day first: European lists), "1980-12-31", "1980", each with
/// or without a time of day behind it. The day must exist.
std::optional<DateCell> date_from(std::string_view text);

std::optional<std::string> gender_from(std::string_view text); ///< "f", "m", "x"
/// A word for one of the four languages, or the code of any that people can be written to in ("uk", "uk-UA").
std::optional<std::string> locale_from(std::string_view text);
std::optional<std::string> format_from(std::string_view text);      ///< "usual", "easy_to_read", "large_print"
std::optional<std::string> legal_basis_from(std::string_view text); ///< "public_task", "consent", "contract"
std::optional<bool> yes_or_no(std::string_view text);
/// "attended", "form", "proposal", "vote", "working_group", "volunteering"
std::optional<std::string> act_kind_from(std::string_view text);

} // namespace dosah::contacts
