// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "content/gsm7.h"
#include "content/sms_text.h"

#include <catch2/catch.hpp>

#include <limits>
#include <random>

using namespace dosah;
using content::measure_sms;
using content::SmsEncoding;

namespace {

std::string repeat(const std::string& piece, int times)
{
    std::string text;
    for (int i = 0; i < times; ++i)
        text += piece;
    return text;
}

/// The fewest parts that hold the characters in order, tried out over every way to cut them: nothing of the engine's.
int fewest_parts(const std::vector<int>& costs, int single, int concatenated)
{
    int total = 0;
    for (const int cost : costs)
        total += cost;
    if (total <= single) return 1;
    std::vector<int> best(costs.size() + 1, std::numeric_limits<int>::max() / 2);
    best[0] = 0;
    for (std::size_t end = 1; end <= costs.size(); ++end) {
        int filled = 0;
        for (std::size_t begin = end; begin-- > 0;) {
            filled += costs[begin];
            if (filled > concatenated) break;
            best[end] = std::min(best[end], best[begin] + 1);
        }
    }
    return best[costs.size()];
}

void expect(const std::string& text, SmsEncoding encoding, int units, int parts)
{
    const auto sms = measure_sms(text, false);
    INFO(text);
    CHECK(sms.encoding == encoding);
    CHECK(sms.units == units);
    CHECK(sms.parts == parts);
}

} // namespace

TEST_CASE("an SMS counts septets at the edges of 160 and 153")
{
    expect("", SmsEncoding::gsm7, 0, 1);
    expect("a", SmsEncoding::gsm7, 1, 1);
    expect(repeat("a", 160), SmsEncoding::gsm7, 160, 1);
    expect(repeat("a", 161), SmsEncoding::gsm7, 161, 2);
    expect(repeat("a", 306), SmsEncoding::gsm7, 306, 2);
    expect(repeat("a", 307), SmsEncoding::gsm7, 307, 3);
}

TEST_CASE("an extension character counts two and its escape is not split from it")
{
    expect(repeat("€", 80), SmsEncoding::gsm7, 160, 1);
    expect(repeat("€", 81), SmsEncoding::gsm7, 162, 2);
    // 153 septets a part hold 76 pairs: 153 pairs want three parts although 306 septets would fit two.
    expect(repeat("€", 153), SmsEncoding::gsm7, 306, 3);
    expect(repeat("a", 152) + "€" + repeat("b", 10), SmsEncoding::gsm7, 164, 2);
    expect(repeat("a", 152) + "€" + repeat("b", 152), SmsEncoding::gsm7, 306, 3);
    for (const char* one : {"^", "{", "}", "\\", "[", "~", "]", "|", "€", "\f"})
        expect(one, SmsEncoding::gsm7, 2, 1);
}

TEST_CASE("an SMS counts UTF-16 units at the edges of 70 and 67")
{
    expect(repeat("ř", 70), SmsEncoding::ucs2, 70, 1);
    expect(repeat("ř", 71), SmsEncoding::ucs2, 71, 2);
    expect(repeat("ř", 134), SmsEncoding::ucs2, 134, 2);
    expect(repeat("ř", 135), SmsEncoding::ucs2, 135, 3);
}

TEST_CASE("a surrogate pair is not split")
{
    expect(repeat("👍", 35), SmsEncoding::ucs2, 70, 1);
    expect(repeat("👍", 36), SmsEncoding::ucs2, 72, 2);
    // 67 units a part hold 33 pairs.
    expect(repeat("👍", 67), SmsEncoding::ucs2, 134, 3);
    expect(repeat("a", 66) + "👍" + repeat("b", 10), SmsEncoding::ucs2, 78, 2);
    expect((repeat("a", 66) + "👍") + repeat("a", 66) + "👍" + repeat("a", 65), SmsEncoding::ucs2, 201, 4);
}

TEST_CASE("what a reader sees as one sign is not split: flags, families, skin colours, marks without composed form")
{
    expect(repeat("a", 64) + "🇨🇿" + "b", SmsEncoding::ucs2, 69, 1);
    expect(repeat("a", 64) + "🇨🇿" + repeat("b", 66), SmsEncoding::ucs2, 134, 3);
    expect(repeat("a", 63) + "🇨🇿" + repeat("b", 67), SmsEncoding::ucs2, 134, 2);
    expect(repeat("👨‍👩‍👧‍👦", 12), SmsEncoding::ucs2, 132, 2);
    expect(repeat("👨‍👩‍👧‍👦", 13), SmsEncoding::ucs2, 143, 3);
    expect(repeat("x\u030c", 67), SmsEncoding::ucs2, 134, 3);
    expect(repeat("ř\r\n", 46), SmsEncoding::ucs2, 138, 3);         // a line end is two characters
    expect("a" + repeat("\u0301", 200), SmsEncoding::ucs2, 200, 3); // one sign longer than a part: á and 199 marks
}

TEST_CASE("a reference of 16 bits leaves less room in each part")
{
    const auto parts = [](const std::string& text) {
        return measure_sms(text, false, content::SmsReference::bits16).parts;
    };
    CHECK(parts(repeat("a", 160)) == 1);
    CHECK(parts(repeat("a", 304)) == 2);
    CHECK(parts(repeat("a", 305)) == 3);
    CHECK(parts(repeat("ř", 70)) == 1);
    CHECK(parts(repeat("ř", 132)) == 2);
    CHECK(parts(repeat("ř", 133)) == 3);
}

TEST_CASE("the characters that make an SMS Unicode are listed once, in their order")
{
    CHECK(content::unicode_characters("Žlutý kůň, ý é €") == std::vector<std::string>{"Ž", "ý", "ů", "ň"});
    CHECK(content::unicode_characters("r\u030c 👍") == std::vector<std::string>{"ř", "👍"});
    CHECK(content::unicode_characters("Blåbær [€]").empty());
}

TEST_CASE("Norwegian letters and é fit GSM-7, Czech ones and typographic signs do not")
{
    for (const char* one :
         {"æ", "ø", "å", "Æ", "Ø", "Å", "é", "É", "ä", "ö", "ü", "ß", "Δ", "Ω", "¤", "@", "_", "\n", "\r"})
        expect(one, SmsEncoding::gsm7, 1, 1);
    for (const char* one :
         {"á", "č", "ě", "í", "ř", "š", "ů", "ý", "ž", "„", "“", "’", "–", "…", "«", "\u00a0", "`", "\t", "ç"})
        expect(one, SmsEncoding::ucs2, 1, 1);
}

TEST_CASE("an SMS is composed first: what a Mac pastes in pieces counts one")
{
    const auto sms = measure_sms("r\u030c", false);
    CHECK(sms.text == "ř");
    CHECK(sms.units == 1);
    CHECK(measure_sms("A\u030a", false).encoding == SmsEncoding::gsm7);
}

TEST_CASE("strip replaces only what GSM-7 lacks")
{
    CHECK(measure_sms("Příliš žluťoučký kůň úpěl ďábelské ódy", true).text == "Prilis zlutoucky kun upel dabelské ody");
    CHECK(measure_sms("Blåbærsyltetøy ÆØÅ", true).text == "Blåbærsyltetøy ÆØÅ");
    CHECK(measure_sms("Café É, ale á", true).text == "Café É, ale a");
    CHECK(measure_sms("„Ano“ – «ne»… ‚x’ ½ × 3 ÷ 2\u00a0€\t•", true).text == "\"Ano\" - \"ne\"... 'x' 1/2 x 3 / 2 € -");
    CHECK(measure_sms("Đ ł ŋ", true).text == "D l n");
    CHECK(measure_sms("a\u00adb\u200bc", true).text == "abc");
    CHECK(measure_sms("a\u2009b\u202fc", true).text == "a b c");
    CHECK(measure_sms("x\u0336", true).text == "x");
}

TEST_CASE("strip counts again: replacements may be longer than what they stand for")
{
    const auto sms = measure_sms(repeat("…", 54), true);
    CHECK(sms.encoding == SmsEncoding::gsm7);
    CHECK(sms.units == 162);
    CHECK(sms.parts == 2);
}

TEST_CASE("a text that cannot be stripped whole is not stripped at all")
{
    const auto sms = measure_sms("Jiří 👍", true);
    CHECK(sms.text == "Jiří 👍");
    CHECK(sms.encoding == SmsEncoding::ucs2);
    CHECK(measure_sms("Jiří и", true).text == "Jiří и");
}

TEST_CASE("parts agree with trying every cut, for any text")
{
    std::mt19937 random(20261122);
    const std::vector<std::pair<std::string, int>> septets = {{"a", 1}, {"€", 2},  {"[", 2},
                                                              {"ø", 1}, {"\n", 1}, {"é", 1}};
    const std::vector<std::pair<std::string, int>> units = {{"a", 1}, {"ř", 1}, {"👍", 2}, {"€", 1}, {"😀", 2}};
    for (int round = 0; round < 400; ++round) {
        const bool wide = round % 2 == 1;
        const auto& alphabet = wide ? units : septets;
        std::string text = wide ? "ř" : "";
        std::vector<int> costs(wide ? 1 : 0, 1);
        const auto length = std::uniform_int_distribution<int>(0, wide ? 300 : 700)(random);
        for (int i = 0; i < length; ++i) {
            const auto& [character, cost] =
                alphabet[std::uniform_int_distribution<std::size_t>(0, alphabet.size() - 1)(random)];
            text += character;
            costs.push_back(cost);
        }
        const auto sms = measure_sms(text, false);
        REQUIRE(sms.parts == fewest_parts(costs, wide ? 70 : 160, wide ? 67 : 153));
    }
}

TEST_CASE("whatever is stripped is GSM-7 afterwards or as it was, and stripping again changes nothing")
{
    std::mt19937 random(7);
    const std::u32string pool = U"abc "
                                U"ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýžæøåÆØÅêóòâôçÇßđŁłŋ„“”‚’–—…\u00a0\t•×÷½¼©№€{}[]~^\\|"
                                U"🙂и漢\u0301\u200d";
    for (int round = 0; round < 2000; ++round) {
        std::u32string points;
        const auto length = std::uniform_int_distribution<int>(0, 12)(random);
        for (int i = 0; i < length; ++i)
            points += pool[std::uniform_int_distribution<std::size_t>(0, pool.size() - 1)(random)];
        const std::string text = text::to_utf8(points);
        const auto sms = measure_sms(text, true);
        CAPTURE(text);
        if (sms.encoding == SmsEncoding::ucs2) REQUIRE(sms.text == text::nfc(text));
        for (const char32_t c : text::to_utf32(sms.text))
            if (sms.encoding == SmsEncoding::gsm7) REQUIRE(content::gsm7_septets(c) > 0);
        REQUIRE(measure_sms(sms.text, true).text == sms.text);
    }
}
