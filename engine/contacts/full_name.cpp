// SPDX-License-Identifier: EUPL-1.2
#include "contacts/full_name.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace dosah::contacts {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// "Ing.Jan" is two words, "Ph.D." and "J.R." are one.
bool begins_word(const std::string& text, std::size_t at)
{
    const auto letters = [&](std::size_t from) {
        std::size_t n = 0;
        while (from + n < text.size() && is_letter(text[from + n]))
            ++n;
        return n;
    };
    return at >= 3 && text[at - 1] == '.' && is_letter(text[at - 2]) && is_letter(text[at - 3]) && letters(at) >= 3;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::vector<std::string> out(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ' ' || begins_word(text, i)) out.emplace_back();
        if (text[i] != ' ') out.back() += text[i];
    }
    std::erase(out, "");
    return out;
}

std::string join(const std::vector<std::string>& words, std::size_t from, std::size_t to)
{
    std::string out;
    for (std::size_t i = from; i < to; ++i)
        out += (out.empty() ? "" : " ") + words[i];
    return out;
}

/// "Ing.", "Mgr.", "Ph.D.": an abbreviation, longer than an initial; or a degree that is written without a point.
bool is_title(const std::string& word)
{
    static constexpr std::array<std::string_view, 10> degrees = {"mba", "phd", "csc", "drsc", "dis",
                                                                 "llm", "bba", "mpa", "msc",  "dba"};
    if (word.ends_with(',')) return is_title(word.substr(0, word.size() - 1));
    if (word.ends_with('.')) return word.size() > 2 && text::to_utf32(word).size() > 2;
    return std::find(degrees.begin(), degrees.end(), text::to_lower(word)) != degrees.end();
}

} // namespace

FullName full_name_from(const std::string& value, bool family_first)
{
    std::vector<std::string> words = words_of(value);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!words[i].ends_with(',')) continue;
        words[i].pop_back();
        if (i + 1 < words.size() && !is_title(words[i + 1]))
            return {join(words, i + 1, words.size()), join(words, 0, i + 1)};
        words.resize(i + 1);
    }
    std::vector<std::string> kept;
    bool after_title = false;
    for (const std::string& word : words) {
        const bool title = is_title(word);
        if (!word.empty() && !title && !(after_title && word == "et")) kept.push_back(word);
        after_title = title;
    }
    if (kept.empty()) return {};
    if (kept.size() == 1) return family_first ? FullName{"", kept.front()} : FullName{kept.front(), ""};
    if (family_first) return {join(kept, 1, kept.size()), kept.front()};
    return {join(kept, 0, kept.size() - 1), kept.back()};
}

} // namespace dosah::contacts
