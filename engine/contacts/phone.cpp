// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/address.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <atomic>

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

bool is_mobile(const PhoneNumberUtil& util, const PhoneNumber& number, const std::string& e164)
{
    const auto type = util.GetNumberType(number);
    return type == PhoneNumberUtil::MOBILE || type == PhoneNumberUtil::FIXED_LINE_OR_MOBILE ||
           std::any_of(newer_mobile.begin(), newer_mobile.end(),
                       [&](std::string_view prefix) { return e164.starts_with(prefix); });
}

/// A country whose numbers need no library: their length tells them, there is no trunk prefix, and whether one is
/// mobile is settled by its first digits (the tests hold the library's data to that).
class PlainNumbers
{
public:
    PlainNumbers(std::string_view country, int code, std::size_t length)
        : country_(country), code_(std::to_string(code)), length_(length)
    {
    }

    /// Nothing for whatever is written in any other way than "601 123 456", "+420601123456", "00420 601/123456".
    std::optional<Phone> read(std::string_view text, std::string_view home)
    {
        std::string digits;
        bool separated = true; // one separator at a time, between digits
        const bool plus = text.starts_with('+');
        if (plus) text.remove_prefix(1);
        for (const char c : text) {
            const bool digit = c >= '0' && c <= '9';
            if (!digit && (separated || (c != ' ' && c != '/' && c != '-'))) return std::nullopt;
            if (digit) digits += c;
            separated = !digit;
        }
        if (separated) return std::nullopt;
        std::string_view number = digits;
        if (plus || (number.starts_with("00") && (home == "CZ" || home == "NO"))) {
            if (!plus) number.remove_prefix(2);
            if (!number.starts_with(code_)) return std::nullopt;
            number.remove_prefix(code_.size());
        } else if (home != country_) {
            return std::nullopt;
        }
        if (number.size() != length_ || number.front() < '2') return std::nullopt;
        Phone out{"+" + code_ + std::string(number), false};
        out.probably_mobile = mobile(out.e164, number.substr(0, told_by));
        return out;
    }

private:
    static constexpr std::size_t told_by = 5;

    /// The library is asked once for each beginning.
    bool mobile(const std::string& e164, std::string_view beginning)
    {
        std::size_t place = 0;
        for (const char c : beginning)
            place = place * 10 + static_cast<std::size_t>(c - '0');
        std::atomic<signed char>& known = mobile_.at(place);
        if (known == 0) {
            const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
            PhoneNumber number;
            util.Parse(e164, "ZZ", &number);
            known = is_mobile(util, number, e164) ? 1 : -1;
        }
        return known > 0;
    }

    std::string_view country_;
    std::string code_;
    std::size_t length_;
    std::array<std::atomic<signed char>, 100'000> mobile_{};
};

} // namespace

std::optional<Phone> normalise_phone(std::string_view given, const std::string& country)
{
    const auto text = tidy(given);
    if (!text || text->empty()) return std::nullopt;
    static PlainNumbers in_czechia("CZ", czech, 9);
    static PlainNumbers in_norway("NO", norwegian, 8);
    for (PlainNumbers* numbers : {&in_czechia, &in_norway})
        if (auto plain = numbers->read(*text, country)) return plain;
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(*text, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
    if (!has_shape(number) && !util.IsValidNumber(number)) return std::nullopt;
    Phone out;
    util.Format(number, PhoneNumberUtil::E164, &out.e164);
    out.probably_mobile = is_mobile(util, number, out.e164);
    return out;
}

} // namespace dosah::contacts
