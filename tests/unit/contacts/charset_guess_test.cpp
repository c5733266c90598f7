// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/charset_guess.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::contacts;

namespace {

const std::string czech = "Jméno;Příjmení;Obec\nTomáš;Šťastný;Žďárec\nJiří;Ťulpa;Řepiště\nBožena;Dvořáková;Ústín\n";
const std::string norwegian =
    "Fornavn;Etternavn;Kommune\nBjørn;Åsheim;Bærøy\nØyvind;Nygård;Tømmerås\nÆgir;Sæther;Vågå\n";

void check_back(const std::string& text, const std::string& charset, const std::string& country)
{
    INFO(text << " in " << charset << " of " << country);
    const std::string bytes = *text::encode(text, charset);
    const std::string guessed = guess_charset(bytes, country);
    INFO("guessed " << guessed);
    CHECK(text::decode(bytes.substr(byte_order_mark_length(bytes)), guessed) == text);
}

} // namespace

TEST_CASE("the charset of a list is guessed, whatever country its organisation is of")
{
    for (const char* country : {"CZ", "NO", "SK"}) {
        for (const char* charset : {"UTF-8", "Windows-1250", "ISO-8859-2"})
            check_back(czech, charset, country);
        for (const char* charset : {"UTF-8", "Windows-1252", "ISO-8859-1"})
            check_back(norwegian, charset, country);
    }
    CHECK(guess_charset(*text::encode(czech, "Windows-1250"), "CZ") == "Windows-1250");
    CHECK(guess_charset(*text::encode(czech, "ISO-8859-2"), "CZ") == "ISO-8859-2");
    CHECK(guess_charset(*text::encode(norwegian, "ISO-8859-1"), "NO") == "ISO-8859-1");
    CHECK(guess_charset(*text::encode(norwegian + "«Grønt» – 5 €", "Windows-1252"), "NO") == "Windows-1252");
}

TEST_CASE("each letter in which the charsets differ decides by itself")
{
    for (const char* name : {"Tomáš",      "Božena", "Štěrba", "Žák",    "Ťulpa",  "Šťastná", "Roháč",  "Ježek",
                             "Kratochvíl", "ŽOFIE",  "TOMÁŠ",  "BOŽENA", "ŤAPAL",  "Zdeněk",  "Růžena", "Ďurka",
                             "Číž",        "Ó",      "Laďa",   "Mařík",  "Bartoň", "Krejčí",  "Matouš", "Ondřej"}) {
        const std::string text = "jmeno;obec\n" + std::string(name) + ";Lipova\n";
        check_back(text, "Windows-1250", "CZ");
        check_back(text, "ISO-8859-2", "CZ");
    }
    for (const char* name : {"Bjørn", "Åse", "Kåre", "Æsop", "Sæther", "Øystein", "André", "BJØRG", "KÅRE", "SÆTRE"}) {
        const std::string text = "navn;sted\n" + std::string(name) + ";Bygda\n";
        check_back(text, "Windows-1252", "NO");
        check_back(text, "ISO-8859-1", "NO");
    }
}

TEST_CASE("a mark at the front decides, and UTF-16 is known without one")
{
    CHECK(guess_charset("\xEF\xBB\xBFjmeno", "CZ") == "UTF-8");
    const std::string little = *text::encode(czech, "UTF-16LE");
    const std::string big = *text::encode(czech, "UTF-16BE");
    CHECK(guess_charset("\xFF\xFE" + little, "CZ") == "UTF-16LE");
    CHECK(guess_charset("\xFE\xFF" + big, "CZ") == "UTF-16BE");
    CHECK(guess_charset(little, "CZ") == "UTF-16LE");
    CHECK(guess_charset(big, "CZ") == "UTF-16BE");
    CHECK(byte_order_mark_length("\xEF\xBB\xBFx") == 3);
    CHECK(byte_order_mark_length("x") == 0);
    CHECK(guess_charset("", "CZ") == "UTF-8");
    CHECK(guess_charset("jmeno;obec\n", "CZ") == "UTF-8");
}
