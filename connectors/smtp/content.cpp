// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/content.h"

#include <algorithm>

namespace dosah::connectors::smtp {

std::string wire_content(std::string_view content)
{
    std::string out;
    out.reserve(content.size() + content.size() / 50 + 8);
    bool line_start = true;
    while (!content.empty()) {
        if (line_start && content.front() == '.') out += '.';
        const std::size_t end = content.find_first_of("\r\n");
        out += content.substr(0, end);
        line_start = false;
        if (end == std::string_view::npos) break;
        const bool pair = content[end] == '\r' && end + 1 < content.size() && content[end + 1] == '\n';
        content.remove_prefix(end + (pair ? 2 : 1));
        out += "\r\n";
        line_start = true;
    }
    if (!line_start) out += "\r\n";
    out += ".\r\n";
    return out;
}

bool is_eight_bit(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 127; });
}

bool is_path_safe(std::string_view address)
{
    return address.size() <= 254 && std::none_of(address.begin(), address.end(), [](char c) {
               return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '<' || c == '>';
           });
}

} // namespace dosah::connectors::smtp
