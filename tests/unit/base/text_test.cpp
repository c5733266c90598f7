// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;

TEST_CASE("folding makes comparable what people write differently")
{
    CHECK(text::fold("  Příliš  ŽLUŤOUČKÝ\tkůň ") == "prilis zlutoucky kun");
    CHECK(text::fold("Blåbærsyltetøy ÆØÅ") == "blabaersyltetoy aeoa");
    CHECK(text::fold("Straße") == "strasse");
    CHECK(text::fold("Řehoř") == text::fold("R\u030Cehor\u030C"));
    CHECK(text::fold("\u200Bano\u00A0přijdu") == "ano prijdu");
    CHECK(text::fold_case("ŽLUŤOUČKÝ  Kůň") == "žluťoučký kůň");
    CHECK(text::nfc("r\u030C") == "ř");
}

TEST_CASE("charsets of Czech and Norwegian files are read and written")
{
    CHECK(text::decode("\x9A\x9D\x9E\xE1", "windows-1250") == "šťžá");
    CHECK(text::decode("\xB9\xBB\xBE\xE1", "iso-8859-2") == "šťžá");
    CHECK(text::decode("\xE6\xF8\xE5", "iso-8859-1") == "æøå");
    CHECK_FALSE(text::decode("x", "no-such-charset"));
    CHECK_FALSE(text::decode("x", ""));
    CHECK(text::encode("šťž", "windows-1250") == "\x9A\x9D\x9E");
    CHECK(text::encode("č", "iso-8859-1") == "?");
}

TEST_CASE("ill-formed UTF-8 is found and repaired")
{
    CHECK(text::is_valid_utf8("žluť 👍"));
    CHECK_FALSE(text::is_valid_utf8("\xC5"));
    CHECK_FALSE(text::is_valid_utf8("\xC0\x80"));
    CHECK_FALSE(text::is_valid_utf8("\xED\xA0\x80"));
    CHECK(text::repair_utf8(std::string("a\0b", 3)) == "ab");
    CHECK(text::repair_utf8("a\xFF") == "a\xEF\xBF\xBD");
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes(random() % 40, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random());
        const std::string repaired = text::repair_utf8(bytes);
        CHECK(text::is_valid_utf8(repaired));
        CHECK(text::repair_utf8(repaired) == repaired);
        text::fold(bytes);
    }
}

TEST_CASE("lines, trimming, splitting and UTF conversions")
{
    CHECK(text::lines("a\r\nb\nc\rd") == std::vector<std::string>{"a", "b", "c", "d"});
    CHECK(text::lines("a\n\nb\n") == std::vector<std::string>{"a", "", "b"});
    CHECK(text::trim("\u00A0 x y \u200B\n") == "x y");
    CHECK(text::trim(" \t") == "");
    CHECK(text::split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
    CHECK(text::to_utf8(text::to_utf32("ž👍")) == "ž👍");
    CHECK(text::to_utf16("👍").size() == 2);
    CHECK(text::to_utf8(text::to_utf16("ž👍")) == "ž👍");
}

TEST_CASE("edit distance counts a swap of neighbours once and stops at its limit")
{
    const auto distance = [](std::u32string a, std::u32string b) { return text::edit_distance(a, b, 2); };
    CHECK(distance(U"přijdu", U"přijdu") == 0);
    CHECK(distance(U"přijdu", U"prijdu") == 1);
    CHECK(distance(U"přijdu", U"přjidu") == 1);
    CHECK(distance(U"ano", U"nepřijdu") == 3);
}

TEST_CASE("collation follows the locale")
{
    CHECK(text::collate("chata", "hora", "cs") > 0);
    CHECK(text::collate("chata", "hora", "en") < 0);
    CHECK(text::collate("å", "z", "nb") > 0);
}

TEST_CASE("ASCII is folded, lowered and trimmed as among other letters")
{
    // A zero width space goes; what is left must not depend on whether it was there.
    std::string ascii;
    for (int byte = 1; byte < 128; ++byte)
        ascii += static_cast<char>(byte);
    for (const std::string& piece :
         {ascii, std::string(" \t A  b\r\nC \x0B\x0C"), std::string("\x1C x \x1F"), std::string(" ")}) {
        CHECK(text::fold(piece) == text::fold("\xE2\x80\x8B" + piece));
        CHECK(text::to_lower(piece) + "\xC3\xB8" == text::to_lower(piece + "\xC3\x98"));
        CHECK(text::trim(piece) == text::trim("\xE2\x80\x8B" + piece + "\xE2\x80\x8B"));
    }
}
