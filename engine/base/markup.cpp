// SPDX-License-Identifier: EUPL-1.2
#include "base/markup.h"

#include "base/text.h"

namespace dosah {

namespace {

bool is_forbidden(char c)
{
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\t' && c != '\n' && c != '\r') || code == 0x7f;
}

} // namespace

std::string escape_markup(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += is_forbidden(c) ? '?' : c;
        }
    }
    return out;
}

std::vector<std::string> wrapped_lines(const std::string& content, std::size_t characters)
{
    std::vector<std::string> out;
    for (const std::string& word : text::split(content, ' ')) {
        const std::size_t length = text::to_utf32(word).size();
        if (!out.empty() && text::to_utf32(out.back()).size() + 1 + length <= characters)
            out.back() += " " + word;
        else
            out.push_back(word);
    }
    for (std::string& one : out) {
        std::u32string signs = text::to_utf32(one);
        if (signs.size() <= characters) continue;
        signs.resize(characters - 1);
        one = text::to_utf8(signs) + "…";
    }
    return out;
}

} // namespace dosah
