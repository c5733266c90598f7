// SPDX-License-Identifier: EUPL-1.2
#include "content/name_words.h"

#include "base/text.h"

#include <unicode/uchar.h>

#include <algorithm>

namespace dosah::content {

namespace {

constexpr std::size_t longest_name = 120; ///< bytes
constexpr std::size_t most_words = 6;

bool is_upper(char32_t c)
{
    return u_isupper(static_cast<UChar32>(c)) != 0;
}

bool is_apostrophe(char32_t c)
{
    return c == U'\'' || c == U'’';
}

std::string without_brackets(std::string_view name)
{
    std::string out;
    int depth = 0;
    for (const char c : name) {
        if (c == '(') ++depth;
        if (depth == 0) out += c;
        if (c == ')' && depth > 0) --depth;
    }
    return out;
}

std::string without_points(const std::string& word)
{
    std::string out = text::fold(word);
    std::erase_if(out, [](char c) { return c == '.' || c == ','; });
    return out;
}

/// BA and MA are also names: without a point they are titles only in capitals where not everything is.
bool is_title(const Names& names, const std::string& word, bool all_capitals)
{
    const std::string bare = without_points(word);
    const bool has_point = word.find('.') != word.npos;
    if (has_point && bare.size() == 1) return true; // an initial, or the D of Ph. D.
    if (!names.is_title(bare)) return false;
    if (bare.size() > 2 || has_point) return true;
    const auto letters = text::to_utf32(word);
    return (!all_capitals && std::all_of(letters.begin(), letters.end(), is_upper)) || bare == "bc" || bare == "et" ||
           bare == "dr";
}

/// "MUDr.Novák" -> "Novák"; the word itself where no title stands before its last point.
std::string without_glued_title(const Names& names, const std::string& word)
{
    const std::size_t point = word.rfind('.');
    if (point == word.npos || point + 1 >= word.size()) return word;
    return names.is_title(without_points(word.substr(0, point))) ? word.substr(point + 1) : word;
}

bool is_name_word(const std::string& word)
{
    const auto letters = text::to_utf32(word);
    return letters.size() > 1 && letters.size() <= 40 && !is_apostrophe(letters.back()) &&
           std::all_of(letters.begin(), letters.end(),
                       [](char32_t c) { return u_isalpha(static_cast<UChar32>(c)) || is_apostrophe(c); });
}

void add_hyphenated(NameWords& name, const std::string& token)
{
    std::string between = name.words.empty() ? "" : " ";
    for (const std::string& piece : text::split(token, '-')) {
        if (!is_name_word(piece)) name.is_plain = false;
        name.words.push_back({between, piece});
        between = "-";
    }
}

/// What most names are: one word of letters.
bool is_one_word(std::string_view name)
{
    return name.size() > 2 && std::none_of(name.begin(), name.end(), [](unsigned char c) {
               return c <= 0x20 || (c < 0x80 && !((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z'));
           });
}

/// Composing takes longer than looking whether there is a mark to compose (U+0300 to U+036F).
bool has_marks(std::string_view name)
{
    return name.find('\xCC') != name.npos || name.find('\xCD') != name.npos;
}

} // namespace

std::u32string small_letters(std::string_view text)
{
    return small_letters(text::to_utf32(text));
}

std::u32string small_letters(std::u32string letters)
{
    for (char32_t& c : letters)
        c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
    return letters;
}

NameWords read_name(const Names& names, std::string_view raw)
{
    NameWords name;
    if (raw.size() > longest_name || !text::is_valid_utf8(raw)) {
        name.is_plain = false;
        return name;
    }
    if (is_one_word(raw) && !has_marks(raw)) {
        if (is_name_word(std::string(raw))) {
            name.words.push_back({"", std::string(raw)});
            return name;
        }
    }
    std::string whole = text::nfc(without_brackets(raw));
    // What a word processor writes for the hyphen and the blank.
    for (const auto& [sign, plain] :
         {std::pair{"‐", "-"}, {"\u2011", "-"}, {"–", "-"}, {" - ", "-"}, {"\u00a0", " "}, {"\t", " "}, {",", " , "}})
        for (std::size_t at = 0; (at = whole.find(sign, at)) != whole.npos; at += std::string_view(plain).size())
            whole.replace(at, std::string_view(sign).size(), plain);
    const auto letters = text::to_utf32(whole);
    const bool all_capitals =
        std::none_of(letters.begin(), letters.end(), [](char32_t c) { return u_islower(static_cast<UChar32>(c)); });
    bool after_comma = false;
    for (const std::string& part : text::split(whole, ' ')) {
        const std::string token = text::trim(part);
        if (token.empty()) continue;
        if (token == ",") {
            after_comma = true;
            continue;
        }
        if (is_title(names, token, all_capitals) || (after_comma && names.is_title(without_points(token)))) continue;
        if (after_comma && !name.words.empty()) name.is_plain = false; // "Novák, Jan": which is which?
        add_hyphenated(name, without_glued_title(names, token));
    }
    if (name.words.size() > most_words) name.is_plain = false;
    return name;
}

std::string join_words(const NameWords& name)
{
    std::string out;
    for (const NameWords::Word& word : name.words)
        out += word.before + word.text;
    return out;
}

std::string tidy_name(const Names& names, const NameWords& name)
{
    std::string out;
    for (const NameWords::Word& word : name.words) {
        out += word.before;
        auto letters = text::to_utf32(word.text);
        if (letters.empty()) continue;
        const bool is_particle = names.is_particle(small_letters(word.text));
        const auto capitals = std::count_if(letters.begin(), letters.end(), is_upper);
        const bool is_odd =
            capitals > 2 || (capitals == 2 && letters.size() <= 3) || (!is_particle && !is_upper(letters.front()));
        if (!is_odd) {
            out += word.text;
            continue;
        }
        bool begins = !is_particle || out.empty();
        for (char32_t& c : letters) {
            c = static_cast<char32_t>(begins ? u_toupper(static_cast<UChar32>(c)) : u_tolower(static_cast<UChar32>(c)));
            begins = is_apostrophe(c);
        }
        out += text::to_utf8(letters);
    }
    return out;
}

} // namespace dosah::content
