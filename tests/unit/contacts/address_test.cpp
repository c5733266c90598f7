// SPDX-License-Identifier: EUPL-1.2
#include "contacts/address.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah::contacts;

TEST_CASE("an email address is trimmed, lowered and its domain made ASCII")
{
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"jana@lipova.example", "jana@lipova.example"},
        {"  Jana.Testova@Lipova.EXAMPLE ", "jana.testova@lipova.example"},
        {"\u00A0jana@lipova.example\u200B", "jana@lipova.example"},
        {"mailto:jana@lipova.example", "jana@lipova.example"},
        {"Jana Testová <jana@lipova.example>", "jana@lipova.example"},
        {"o'neil+seznam@sub.lipova.example", "o'neil+seznam@sub.lipova.example"},
        {"info@háčky.example", "info@xn--hky-cla5b.example"},
        {"post@Ærlig-bjørk.example", "post@xn--rlig-bjrk-g3a5v.example"},
        {"x@bücher.example", "x@xn--bcher-kva.example"},
        {"x@xn--bcher-kva.example", "x@xn--bcher-kva.example"},
    };
    for (const auto& [given, wanted] : rows) {
        INFO(given);
        if (given.find("xn--") == std::string::npos && wanted.find("xn--") != std::string::npos && given[0] != 'x') {
            const auto found = normalise_email(given);
            REQUIRE(found);
            CHECK(found->find("@xn--") != std::string::npos);
            CHECK(normalise_email(*found) == found);
            continue;
        }
        CHECK(normalise_email(given) == wanted);
    }
}

TEST_CASE("what is not an email address gives nothing")
{
    for (const char* given : {"",
                              " ",
                              "jana",
                              "jana@",
                              "@lipova.example",
                              "jana@lipova",
                              "jana@@lipova.example",
                              "ja na@lipova.example",
                              "jana@lipova..example",
                              "jana@.example",
                              ".jana@lipova.example",
                              "jana.@lipova.example",
                              "ja..na@lipova.example",
                              "jana@-lipova.example",
                              "jana@lipova-.example",
                              "jana@10.0.0.1",
                              "jana@lipova.e",
                              "jana@lipova.example, petr@lipova.example",
                              "žaneta@lipova.example",
                              "\"jana\"@lipova.example",
                              "jana@lipova.example>",
                              "jana@lip_ova.example",
                              "jana@lipova.example\r\nBcc: x@y.example",
                              "\xFF@x.example"}) {
        INFO(given);
        CHECK_FALSE(normalise_email(given));
    }
    CHECK_FALSE(normalise_email(std::string(65, 'a') + "@lipova.example"));
    CHECK(normalise_email(std::string(64, 'a') + "@lipova.example"));
    CHECK_FALSE(normalise_email("a@" + std::string(64, 'b') + ".example"));
}

TEST_CASE("a telephone number is read as people write it")
{
    struct Row
    {
        std::string text;
        std::string country;
        std::string e164;
        bool mobile;
    };
    const std::vector<Row> rows = {
        {"602 987 654", "CZ", "+420602987654", true},
        {"602987654", "CZ", "+420602987654", true},
        {"602/987654", "CZ", "+420602987654", true},
        {"602-98-76-54", "CZ", "+420602987654", true},
        {"+420 602 987 654", "CZ", "+420602987654", true},
        {"00420 602 987 654", "NO", "+420602987654", true},
        {"420602987654", "CZ", "+420602987654", true},
        {"(+420) 602\u00A0987\u00A0654", "NO", "+420602987654", true},
        {"602987654.0", "CZ", "+420602987654", true},
        {"719 000 123", "CZ", "+420719000123", true},
        {"416 123 456", "CZ", "+420416123456", false},
        {"910 555 555", "CZ", "+420910555555", false},
        {"412 34 567", "NO", "+4741234567", true},
        {"+47 412 34 567", "CZ", "+4741234567", true},
        {"004741234567", "CZ", "+4741234567", true},
        {"22 12 34 56", "NO", "+4722123456", false},
        {"+421 905 123 456", "CZ", "+421905123456", true},
        {"tel:+420602987654", "CZ", "+420602987654", true},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        const auto phone = normalise_phone(row.text, row.country);
        REQUIRE(phone);
        CHECK(phone->e164 == row.e164);
        CHECK(phone->probably_mobile == row.mobile);
    }
}

TEST_CASE("what cannot be a telephone number gives nothing")
{
    for (const char* text : {"", "-", "nemá", "0", "112", "60298765", "6029876543", "102 987 654", "6.02988E+08",
                             "602 98O 654", "jana@lipova.example", "+", "++420602987654x1y", "+420 1029876543"}) {
        INFO(text);
        CHECK_FALSE(normalise_phone(text, "CZ"));
    }
    for (const char* text : {"4123456", "412345678", "01234567", "12345678"}) {
        INFO(text);
        CHECK_FALSE(normalise_phone(text, "NO"));
    }
    CHECK_FALSE(normalise_phone(std::string(65, '6'), "CZ"));
}

TEST_CASE("every Czech and Norwegian number of the right shape is taken, and comes back the same")
{
    std::mt19937 random(20261122);
    for (int i = 0; i < 3000; ++i) {
        const bool czech = i % 2 == 0;
        std::string digits(1, static_cast<char>('2' + random() % 8));
        while (digits.size() < (czech ? 9U : 8U))
            digits += static_cast<char>('0' + random() % 10);
        const std::string wanted = (czech ? "+420" : "+47") + digits;
        INFO(digits);
        const auto phone = normalise_phone(digits, czech ? "CZ" : "NO");
        REQUIRE(phone);
        CHECK(phone->e164 == wanted);
        CHECK(normalise_phone(phone->e164, czech ? "NO" : "CZ")->e164 == wanted);
    }
}

TEST_CASE("random text never breaks the readers of addresses")
{
    std::mt19937 random(7);
    for (int i = 0; i < 20000; ++i) {
        std::string text;
        for (std::size_t n = random() % 40; n > 0; --n)
            text += random() % 4 == 0 ? static_cast<char>(random() % 256) : "+0123456789 @.x<>()-\xC3"[random() % 20];
        const auto email = normalise_email(text);
        if (email) CHECK(normalise_email(*email) == email);
        const auto phone = normalise_phone(text, "CZ");
        if (phone) CHECK(normalise_phone(phone->e164, "CZ")->e164 == phone->e164);
    }
}

TEST_CASE("numbers that need no library are read as the library reads them")
{
    std::mt19937 random(20260504);
    const auto any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    const std::vector<std::string> before = {"",      "+420", "+420 ", "00420", "00420 ", "+47",
                                             "0047 ", "420",  "47",    "00",    "+",      "0"};
    const std::vector<std::string> between = {"", "", "", " ", "/", "-", "  ", "("};
    std::size_t numbers = 0;
    for (int i = 0; i < 60'000; ++i) {
        std::string text = before[any(before.size())];
        const std::size_t length = i % 10 == 0 ? 1 + any(13) : 8 + any(2);
        for (std::size_t digit = 0; digit < length; ++digit) {
            if (digit > 0) text += between[any(between.size())];
            text += static_cast<char>('0' + any(10));
        }
        const std::string country = i % 3 == 0 ? "NO" : i % 31 == 0 ? "DE" : "CZ";
        CAPTURE(text, country);
        const auto found = normalise_phone(text, country);
        const auto wanted = normalise_phone("tel:" + text, country); // never taken for a plain one
        REQUIRE(found.has_value() == wanted.has_value());
        if (!found) continue;
        ++numbers;
        REQUIRE(found->e164 == wanted->e164);
        REQUIRE(found->probably_mobile == wanted->probably_mobile);
    }
    CHECK(numbers > 10'000);
}

TEST_CASE("the first five digits of a Czech or Norwegian number tell whether it is mobile")
{
    std::mt19937 random(20260505);
    for (const auto& [code, length] : std::vector<std::pair<std::string, std::size_t>>{{"+420", 9}, {"+47", 8}})
        for (int beginning = 20'000; beginning < 100'000; beginning += 7) {
            std::string number = code + std::to_string(beginning);
            while (number.size() < code.size() + length)
                number += static_cast<char>('0' + random() % 10);
            CAPTURE(number);
            const auto found = normalise_phone(number, "CZ");
            const auto wanted = normalise_phone("tel:" + number, "CZ");
            REQUIRE(found);
            REQUIRE(wanted);
            REQUIRE(found->probably_mobile == wanted->probably_mobile);
        }
}
