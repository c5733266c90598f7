// SPDX-License-Identifier: EUPL-1.2
#include "contacts/national_id.h"

#include <array>
#include <span>
#include <string>

namespace dosah::contacts {

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int number(std::string_view digits)
{
    int out = 0;
    for (const char c : digits)
        out = out * 10 + (c - '0');
    return out;
}

/// The year's century is not written; 29 February passes in any year.
bool is_day(int month, int day)
{
    constexpr std::array<int, 12> longest = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= longest[static_cast<std::size_t>(month - 1)];
}

bool is_czech(const std::string& digits, bool slash)
{
    int month = number(std::string_view(digits).substr(2, 2));
    // Women have 50 added; when a day's numbers ran out, 20 more.
    if (month > 50) month -= 50;
    if (month > 20) month -= 20;
    if (!is_day(month, number(std::string_view(digits).substr(4, 2)))) return false;
    if (digits.size() == 9) return slash && number(digits.substr(0, 2)) < 54;
    // Until 1985 a remainder of 10 was written as 0.
    const int front = number(digits.substr(0, 9)) % 11;
    return front % 10 == digits[9] - '0';
}

bool has_control_digit(std::string_view digits, std::span<const int> weights)
{
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        sum += weights[i] * (digits[i] - '0');
    const int expected = (11 - sum % 11) % 11;
    return expected == digits[weights.size()] - '0';
}

bool is_norwegian(const std::string& digits)
{
    constexpr std::array<int, 9> first = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    constexpr std::array<int, 10> second = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int day = number(std::string_view(digits).substr(0, 2));
    int month = number(std::string_view(digits).substr(2, 2));
    if (day > 40) day -= 40;                        // D-number
    month -= month > 80 ? 80 : month > 40 ? 40 : 0; // synthetic
    return is_day(month, day) && has_control_digit(digits, first) && has_control_digit(digits, second);
}

std::size_t digits_from(std::string_view text, std::size_t at)
{
    std::size_t n = 0;
    while (at + n < text.size() && is_digit(text[at + n]))
        ++n;
    return n;
}

} // namespace

bool holds_national_id(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t front = digits_from(text, i);
        if (front == 0) {
            ++i;
            continue;
        }
        std::string digits(text.substr(i, front));
        bool slash = false;
        if (front == 6 && i + 7 < text.size() && std::string_view("/ -").find(text[i + 6]) != std::string_view::npos) {
            slash = text[i + 6] == '/';
            digits += text.substr(i + 7, digits_from(text, i + 7));
        }
        const bool country_code = i > 0 && text[i - 1] == '+';
        if (!country_code && (((digits.size() == 9 || digits.size() == 10) && is_czech(digits, slash)) ||
                              (digits.size() == 11 && is_norwegian(digits))))
            return true;
        i += front;
    }
    return false;
}

} // namespace dosah::contacts
