// SPDX-License-Identifier: EUPL-1.2
#include <phonenumbers/phonenumberutil.h>

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/// What bounds an import: reads numbers of the country that the argument names (ISO 3166), one a line, and prints how
/// many a second libphonenumber parses, and how many when it also says whether they are valid and writes them as E.164.
int main(int argc, char** argv)
{
    const std::string country = argc > 1 ? argv[1] : "CZ";
    std::vector<std::string> numbers;
    for (std::string line; std::getline(std::cin, line);)
        numbers.push_back(line);
    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    const auto rate = [&](auto handle) {
        const auto begin = std::chrono::steady_clock::now();
        for (const std::string& text : numbers)
            handle(text);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        return static_cast<double>(numbers.size()) / took.count();
    };
    std::cout << rate([&](const std::string& text) {
        PhoneNumber number;
        util.Parse(text, country, &number);
    }) << ' ';
    std::cout << rate([&](const std::string& text) {
        PhoneNumber number;
        if (util.Parse(text, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return;
        std::string e164;
        if (util.IsValidNumber(number)) util.Format(number, PhoneNumberUtil::E164, &e164);
    }) << '\n';
    return 0;
}
