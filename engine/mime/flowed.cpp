// SPDX-License-Identifier: EUPL-1.2
#include "mime/flowed.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::mime {

namespace {

constexpr std::size_t most_columns = 72; ///< section 4.2 allows 78; this leaves room for being quoted
constexpr std::string_view signature_line = "-- ";

std::size_t columns(std::string_view utf8)
{
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool wants_stuffing(std::string_view line)
{
    return line.starts_with(' ') || line.starts_with('>') || line.starts_with("From ");
}

/// Where the line may be broken next: behind a word and its blanks, where nothing that wants stuffing would begin a
/// line (some readers undo it only where a paragraph begins).
std::size_t next_break(std::string_view line, std::size_t at)
{
    do {
        at = std::min(line.find(' ', at), line.size());
        at = std::min(line.find_first_not_of(' ', at), line.size());
    } while (at < line.size() && wants_stuffing(line.substr(at)));
    return at;
}

/// One line without its end, never a signature's.
void append_flowed(std::string& out, std::string_view line)
{
    while (line.ends_with(' '))
        line.remove_suffix(1);
    std::size_t width = 0; ///< of the line that is being filled
    if (wants_stuffing(line)) {
        out += ' ';
        ++width;
    }
    std::size_t begin = 0;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t end = next_break(line, at);
        const std::size_t more = columns(line.substr(at, end - at));
        const std::string_view filled = line.substr(begin, at - begin);
        const bool may_break = filled.find_first_not_of(' ') != filled.npos && filled != signature_line;
        if (may_break && width + more > most_columns) {
            out.append(filled).append("\n");
            begin = at;
            width = 0;
        }
        width += more;
        at = end;
    }
    out += line.substr(begin);
}

} // namespace

std::string flow(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / most_columns + 1);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line == signature_line)
            out += line;
        else
            append_flowed(out, line);
        if (end == text.npos) break;
        out += '\n';
        text.remove_prefix(end + 1);
    }
    return out;
}

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
