// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/content.h"

#include <algorithm>
#include <cstring>

namespace dosah::connectors::smtp {

namespace {

const char* find(const char* begin, const char* end, char wanted)
{
    return begin == end ? nullptr : static_cast<const char*>(std::memchr(begin, wanted, end - begin));
}

void append_hex(std::string& out, char c)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

} // namespace

void append_content(std::string& out, std::string_view content, Dots dots)
{
    const char* at = content.data();
    const char* const end = at + content.size();
    const char* pending = at; // what is before `at` and not yet copied
    while (at != end) {
        if (dots == Dots::stuffed && *at == '.') {
            out.append(pending, at);
            out += '.';
            pending = at;
        }
        const char* const feed = find(at, end, '\n');
        const char* const stop = feed != nullptr ? feed : end;
        const char* const carriage = find(at, stop, '\r');
        if (feed != nullptr && carriage != nullptr && carriage + 1 == feed) {
            at = feed + 1;
            continue;
        }
        const char* const line_end = carriage != nullptr ? carriage : stop;
        out.append(pending, line_end);
        out += "\r\n";
        at = line_end == end ? end : line_end + 1;
        pending = at;
    }
    out.append(pending, end);
}

bool is_eight_bit(std::string_view text)
{
    constexpr std::uint64_t high = 0x8080808080808080U;
    std::uint64_t words[8];
    while (text.size() >= sizeof words) {
        std::memcpy(words, text.data(), sizeof words);
        std::uint64_t all = 0;
        for (const std::uint64_t word : words)
            all |= word;
        if ((all & high) != 0) return true;
        text.remove_prefix(sizeof words);
    }
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 127; });
}

bool is_path_safe(std::string_view address)
{
    return address.size() <= 254 && std::none_of(address.begin(), address.end(), [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '<' || c == '>';
           });
}

void append_xtext(std::string& out, std::string_view text)
{
    for (const char c : text)
        if (c > ' ' && c <= '~' && c != '+' && c != '=') {
            out += c;
        } else {
            out += '+';
            append_hex(out, c);
        }
}

void append_original_recipient(std::string& out, std::string_view address)
{
    if (!is_eight_bit(address)) {
        out += "rfc822;";
        append_xtext(out, address);
        return;
    }
    out += "utf-8;";
    for (const char c : address)
        if (static_cast<unsigned char>(c) > 127 || (c > ' ' && c <= '~' && c != '+' && c != '=' && c != '\\')) {
            out += c;
        } else {
            out += "\\x{";
            append_hex(out, c);
            out += '}';
        }
}

} // namespace dosah::connectors::smtp
