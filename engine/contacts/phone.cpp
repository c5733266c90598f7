// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/address.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>

namespace dosah::contacts {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t longest_text = 64;
constexpr int czech = 420;
constexpr int norwegian = 47;

/// Mobile ranges the library's data (of 2022) does not know yet.
constexpr std::array<std::string_view, 1> newer_mobile = {"+420719"};

/// A national number of the country's length that does not begin with a trunk or service digit.
bool has_shape(const PhoneNumber& number)
{
    if (number.has_italian_leading_zero() && number.italian_leading_zero()) return false;
    const std::string digits = std::to_string(number.national_number());
    const std::size_t length = number.country_code() == czech ? 9 : number.country_code() == norwegian ? 8 : 0;
    return digits.size() == length && digits.front() >= '2';
}

/// The library reads letters as a keypad's digits; on a list of people a letter is a slip. Spreadsheets leave ".0".
std::optional<std::string> tidy(std::string_view given)
{
    if (given.size() > longest_text || !text::is_valid_utf8(given)) return std::nullopt;
    std::string number = text::trim(given);
    if (number.size() > 2 && number.ends_with(".0") &&
        std::all_of(number.begin(), number.end() - 2, [](char c) { return c >= '0' && c <= '9'; }))
        number.resize(number.size() - 2);
    const auto letters = std::count_if(number.begin(), number.end(),
                                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    const std::string lower = text::to_lower(number);
    const bool extension = lower.ends_with('x') && letters == 1;
    const bool link = lower.starts_with("tel:") && letters == 3;
    if (letters > 0 && !extension && !link) return std::nullopt;
    return number;
}

} // namespace

std::optional<Phone> normalise_phone(std::string_view given, const std::string& country)
{
    const auto text = tidy(given);
    if (!text || text->empty()) return std::nullopt;
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(*text, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
    if (!has_shape(number) && !util.IsValidNumber(number)) return std::nullopt;
    Phone out;
    util.Format(number, PhoneNumberUtil::E164, &out.e164);
    const auto type = util.GetNumberType(number);
    out.probably_mobile = type == PhoneNumberUtil::MOBILE || type == PhoneNumberUtil::FIXED_LINE_OR_MOBILE ||
                          std::any_of(newer_mobile.begin(), newer_mobile.end(),
                                      [&](std::string_view prefix) { return out.e164.starts_with(prefix); });
    return out;
}

} // namespace dosah::contacts
