// SPDX-License-Identifier: EUPL-1.2
#include "mime/flowed.h"

#include "base/text.h"

namespace dosah::mime {

std::string unflow(std::string_view text, bool delsp)
{
    std::string out;
    bool open = false;
    std::size_t open_depth = 0;
    for (const std::string& whole : text::lines(text)) {
        std::string_view line = whole;
        std::size_t depth = 0;
        while (depth < line.size() && line[depth] == '>')
            ++depth;
        const std::string_view marks = line.substr(0, depth);
        line.remove_prefix(depth);
        if (line.starts_with(' ')) line.remove_prefix(1);
        const bool signature = line == "-- ";
        if (open && (signature || depth != open_depth)) {
            out += '\n';
            open = false;
        }
        if (!open && depth > 0) {
            out += marks;
            if (!line.empty()) out += ' ';
        }
        const bool flows = !signature && line.ends_with(' ');
        if (flows && delsp) line.remove_suffix(1);
        out += line;
        if (!flows) out += '\n';
        open = flows;
        open_depth = depth;
    }
    return out;
}

} // namespace dosah::mime
