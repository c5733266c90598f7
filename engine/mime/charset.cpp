// SPDX-License-Identifier: EUPL-1.2
#include "mime/charset.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::mime {

namespace {

constexpr std::u32string_view czech_letters = U"áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ";
constexpr std::u32string_view nordic_letters = U"æøåÆØÅéèêòóôäöüÄÖÜÉ";
constexpr std::u32string_view punctuation = U"–—‘’‚“”„…€«»\u00A0§°·•´";

bool has_high_byte(std::string_view bytes)
{
    return std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool has_c1_byte(std::string_view bytes)
{
    return std::any_of(bytes.begin(), bytes.end(), [](char c) {
        const auto b = static_cast<unsigned char>(c);
        return b >= 0x80 && b < 0xA0;
    });
}

bool is_ascii_letter(char32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_vowel(char32_t c)
{
    return std::u32string_view(U"aeiouyAEIOUYáéěíóúůýæå").find(c) != std::u32string_view::npos;
}

/// How well a text reads in a language whose letters beyond ASCII are given.
int score(const std::u32string& text, std::u32string_view letters)
{
    int sum = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c < 0x80) continue;
        if (letters.find(c) != std::u32string_view::npos) {
            sum += 2;
            // The one byte both languages use: 0xF8/0xD8 is a consonant in Czech (ř) and a vowel in Norwegian (ø).
            const bool after_vowel = i > 0 && is_vowel(text[i - 1]);
            const bool before_vowel = i + 1 < text.size() && is_vowel(text[i + 1]);
            if (c == U'ř' || c == U'Ř') sum += after_vowel || before_vowel ? 1 : -1;
            if (c == U'ø' || c == U'Ø') sum += after_vowel || before_vowel ? -1 : 1;
        } else if (punctuation.find(c) != std::u32string_view::npos) {
            // A quotation mark or currency sign in the middle of a word is a letter read by the wrong table.
            const bool inside = i > 0 && i + 1 < text.size() && is_ascii_letter(text[i - 1]) &&
                                is_ascii_letter(text[i + 1]) && c != U'’' && c != U'–' && c != U'\u00A0';
            sum += inside ? -3 : 0;
        } else {
            sum -= c < 0xA0 || c == 0xFFFD ? 5 : 3;
        }
    }
    return sum;
}

std::string plain_name(std::string_view declared)
{
    std::string name;
    for (const char c : declared.substr(0, 60)) {
        if (c == '"' || c == '\'' || c == ' ') continue;
        name += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    if (name.starts_with("x-cp125") || name.starts_with("x-cp-125")) name = "windows-" + name.substr(name.size() - 4);
    if (name.starts_with("cp125")) name = "windows-" + name.substr(2);
    return name;
}

bool is_single_byte(const std::string& charset)
{
    return charset.starts_with("iso-8859") || charset.starts_with("windows-125") || charset.starts_with("latin");
}

bool is_ascii_label(const std::string& charset)
{
    return charset.empty() || charset == "us-ascii" || charset == "ascii" || charset == "utf-8" || charset == "utf8" ||
           charset.find("unknown") != std::string::npos || charset == "8bit" || charset == "default";
}

} // namespace

std::string guess_charset(std::string_view bytes)
{
    // Enough to know by; a megabyte of it would not say more.
    const std::string_view sample = bytes.substr(0, 65536);
    struct Candidate
    {
        const char* charset;
        std::u32string_view letters;
    };
    constexpr Candidate candidates[] = {
        {"windows-1252", nordic_letters}, {"windows-1250", czech_letters}, {"iso-8859-2", czech_letters}};
    std::string best = "windows-1252";
    int most = -1'000'000'000;
    for (const Candidate& candidate : candidates) {
        const auto decoded = text::decode(sample, candidate.charset);
        if (!decoded) continue;
        const int points = score(text::to_utf32(*decoded), candidate.letters);
        if (points > most) {
            most = points;
            best = candidate.charset;
        }
    }
    return best;
}

std::string to_unicode(std::string_view bytes, std::string_view declared)
{
    std::string charset = plain_name(declared);
    const bool high = has_high_byte(bytes);
    if (bytes.starts_with("\xEF\xBB\xBF")) return text::repair_utf8(bytes.substr(3));
    if (is_ascii_label(charset) || is_single_byte(charset)) {
        if (!high) return text::repair_utf8(bytes);
        if (text::is_valid_utf8(bytes)) return text::repair_utf8(bytes);
    }
    if (charset == "utf-8" || charset == "utf8") {
        // A few broken places (a cut sequence) in what is UTF-8 otherwise are repaired, not read by another table.
        const std::string repaired = text::repair_utf8(bytes);
        std::size_t broken = 0;
        std::size_t sound = 0;
        for (const char32_t c : text::to_utf32(repaired)) {
            if (c == 0xFFFD)
                ++broken;
            else if (c >= 0x80)
                ++sound;
        }
        if (sound > 2 * broken) return repaired;
    }
    if (is_ascii_label(charset)) charset = guess_charset(bytes);
    if ((charset == "iso-8859-1" || charset == "latin1") && has_c1_byte(bytes)) charset = "windows-1252";
    if ((charset == "iso-8859-2" || charset == "latin2") && has_c1_byte(bytes)) charset = "windows-1250";
    if (const auto decoded = text::decode(bytes, charset)) return text::repair_utf8(*decoded);
    if (text::is_valid_utf8(bytes)) return text::repair_utf8(bytes);
    return text::repair_utf8(text::decode(bytes, guess_charset(bytes)).value_or(std::string(bytes)));
}

} // namespace dosah::mime
