// SPDX-License-Identifier: EUPL-1.2
#include "contacts/charset_guess.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace dosah::contacts {

namespace {

constexpr std::size_t looked_at = 1 << 20;
constexpr double prior_of_country = 12.0;   // as much as three or four letters of the other language weigh
constexpr double foreign_letter = 0.0005;   // a letter the language does not have
constexpr double sign_between_words = 0.01; // quotes, dashes, no-break spaces
constexpr double sign_in_word = 1e-6;
constexpr double control = 1e-12;

/// Share of each letter among the non-ASCII letters of names and places.
const std::map<char32_t, double>& czech_letters()
{
    static const std::map<char32_t, double> letters = {
        {U'á', .17}, {U'í', .16}, {U'é', .10}, {U'ě', .08}, {U'ř', .09},  {U'č', .07},  {U'ý', .07}, {U'ž', .06},
        {U'š', .07}, {U'ů', .04}, {U'ú', .02}, {U'ň', .02}, {U'ó', .005}, {U'ť', .005}, {U'ď', .005}};
    return letters;
}

const std::map<char32_t, double>& norwegian_letters()
{
    static const std::map<char32_t, double> letters = {{U'ø', .45},  {U'å', .35},  {U'æ', .12},  {U'é', .02},
                                                       {U'ö', .01},  {U'ä', .01},  {U'á', .01},  {U'ô', .005},
                                                       {U'ò', .005}, {U'ó', .002}, {U'ü', .005}, {U'è', .002}};
    return letters;
}

bool is_sign(char32_t c)
{
    return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c < 0x2C00) || c == 0x2C7 || c == 0x2D8 ||
           c == 0x2D9 || c == 0x2DB || c == 0x2DC || c == 0x2DD || c == 0xFFFD;
}

struct Candidate
{
    std::string charset;
    std::string country;
    std::array<double, 128> in_word{}; ///< score of the byte 128 + i beside a letter
    std::array<double, 128> between{}; ///< its score elsewhere
};

Candidate make_candidate(const std::string& charset, const std::string& country,
                         const std::map<char32_t, double>& letters)
{
    Candidate out{charset, country, {}, {}};
    for (std::size_t i = 0; i < 128; ++i) {
        const std::u32string read =
            text::to_utf32(text::decode(std::string(1, static_cast<char>(128 + i)), charset).value_or("\xEF\xBF\xBD"));
        const char32_t c = read.empty() ? 0xFFFD : read.front();
        const std::u32string lower = text::to_utf32(text::to_lower(text::to_utf8(std::u32string_view(&c, 1))));
        const auto known = letters.find(lower.empty() ? c : lower.front());
        if (known != letters.end()) {
            out.in_word[i] = out.between[i] = std::log(known->second);
        } else if ((c >= 0x80 && c < 0xA0) || c == 0xFFFD) {
            out.in_word[i] = out.between[i] = std::log(control);
        } else if (is_sign(c)) {
            out.in_word[i] = std::log(sign_in_word);
            out.between[i] = std::log(sign_between_words);
        } else {
            out.in_word[i] = out.between[i] = std::log(foreign_letter);
        }
    }
    return out;
}

/// In the order of preference among equals.
const std::vector<Candidate>& candidates()
{
    static const std::vector<Candidate> all = {make_candidate("Windows-1250", "CZ", czech_letters()),
                                               make_candidate("ISO-8859-2", "CZ", czech_letters()),
                                               make_candidate("ISO-8859-1", "NO", norwegian_letters()),
                                               make_candidate("Windows-1252", "NO", norwegian_letters())};
    return all;
}

bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string guess_single_byte(std::string_view bytes, const std::string& country)
{
    const Candidate* best = nullptr;
    double best_score = 0;
    for (const Candidate& candidate : candidates()) {
        double score = candidate.country == country ? prior_of_country : 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const auto byte = static_cast<unsigned char>(bytes[i]);
            if (byte < 0x80) continue;
            const bool beside =
                (i > 0 && is_ascii_letter(bytes[i - 1])) || (i + 1 < bytes.size() && is_ascii_letter(bytes[i + 1]));
            score += (beside ? candidate.in_word : candidate.between)[byte - 0x80U];
        }
        if (best == nullptr || score > best_score) {
            best = &candidate;
            best_score = score;
        }
    }
    return best->charset;
}

} // namespace

std::size_t byte_order_mark_length(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) return 3;
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ? 2 : 0;
}

std::string guess_charset(std::string_view bytes, const std::string& country)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) return "UTF-8";
    if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
    if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
    // Text in UTF-16 without its mark: every line has ASCII, and so a zero in the same half of the units.
    const std::string_view front = bytes.substr(0, 512);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < front.size(); ++i)
        if (front[i] == '\0') ++zeros[i % 2];
    if (zeros[1] > front.size() / 4 && zeros[0] < front.size() / 16) return "UTF-16LE";
    if (zeros[0] > front.size() / 4 && zeros[1] < front.size() / 16) return "UTF-16BE";
    if (text::is_valid_utf8(bytes)) return "UTF-8";
    return guess_single_byte(bytes.substr(0, looked_at), country);
}

} // namespace dosah::contacts
