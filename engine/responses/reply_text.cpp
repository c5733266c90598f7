// SPDX-License-Identifier: EUPL-1.2
#include "responses/reply_text.h"

#include "base/text.h"
#include "responses/attribution.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t max_bytes = 256 * 1024;
constexpr std::size_t max_lines = 10000;

bool is_quoted(const std::string& line)
{
    const std::size_t start = line.find_first_not_of(" \t");
    return start != std::string::npos && line[start] == '>';
}

bool is_blank(const std::string& line)
{
    return text::trim(line).empty();
}

bool is_rule(const std::string& line)
{
    const std::string trimmed = text::trim(line);
    return trimmed.size() >= 10 && trimmed.find_first_not_of("_-=") == std::string::npos;
}

bool is_signature_mark(const std::string& line)
{
    return line == "-- " || line == "--" || line == "-- \r" || line == "—" || line == "__" ||
           (line.starts_with("-- ") && is_blank(line.substr(3)));
}

/// A rule, or what is left of one.
bool is_line_of_signs(const std::string& line)
{
    const std::string trimmed = text::trim(line);
    return trimmed.size() >= 3 && trimmed.find_first_not_of("_-=*") == std::string::npos;
}

/// Cuts the signature and what mobile programs add off the end of the words kept.
void drop_signature(std::vector<std::string>& kept, std::size_t from = 0)
{
    const auto drop_blank = [&] {
        while (!kept.empty() && is_blank(kept.back()))
            kept.pop_back();
    };
    for (std::size_t i = from; i < kept.size(); ++i) {
        // A program's own line between blank ones: what comes below it is an original that nothing announces.
        const bool apart = i > from && is_blank(kept[i - 1]) && (i + 1 == kept.size() || is_blank(kept[i + 1]));
        if (is_signature_mark(kept[i]) || (apart && is_device_signature(kept[i]))) {
            kept.resize(i);
            break;
        }
    }
    drop_blank();
    while (kept.size() > from && (is_mobile_signature(kept.back()) || is_line_of_signs(kept.back()))) {
        kept.pop_back();
        drop_blank();
    }
}

} // namespace

std::string new_words(std::string_view text)
{
    std::vector<std::string> lines = text::lines(text.substr(0, max_bytes));
    std::vector<std::string> kept;
    std::vector<std::string> tail; // words below a quotation: their own signature
    std::vector<std::string>* current = &kept;
    bool forwarded = false;
    std::size_t tail_start = 0; // of the words since the last quoted line
    if (lines.size() > max_lines) lines.resize(max_lines);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string& line = lines[i];
        if (is_quoted(line)) {
            // ">>> look here <<<" is no quotation, nor is the end of a wrapped link.
            const std::string trimmed = text::trim(line);
            if (trimmed.starts_with(">>>") && trimmed.find("<<<") != std::string::npos) {
                current->push_back(line);
                continue;
            }
            if (current == &kept) drop_signature(kept);
            current = &tail;
            drop_signature(tail, tail_start);
            tail_start = tail.size();
            continue;
        }
        if (forwarded || is_blank(line)) {
            current->push_back(line);
            continue;
        }
        const std::string folded = text::fold(line);
        if (folded.find("forwarded message") != std::string::npos && folded.starts_with("--")) {
            forwarded = true;
            current->push_back(line);
            continue;
        }
        if (is_original_separator(line) || header_block_at(lines, i)) break;
        if (is_rule(line)) {
            std::size_t next = i + 1;
            while (next < lines.size() && is_blank(lines[next]))
                ++next;
            if (next < lines.size() && (header_block_at(lines, next) || attribution_at(lines, next).lines > 0)) break;
        }
        if (const std::size_t inside = attribution_inside(line); inside != std::string::npos) {
            std::string before = line.substr(0, inside);
            while (!before.empty() && (before.back() == '-' || before.back() == ' '))
                before.pop_back();
            if (!before.empty()) current->push_back(before);
            std::size_t next = i + 1;
            while (next < lines.size() && is_blank(lines[next]))
                ++next;
            if (next >= lines.size() || !is_quoted(lines[next])) break;
            drop_signature(*current);
            current = &tail;
            continue;
        }
        const Attribution attribution = attribution_at(lines, i);
        if (attribution.lines > 0) {
            i += attribution.lines - 1;
            std::size_t next = i + 1;
            while (next < lines.size() && is_blank(lines[next]))
                ++next;
            if (next >= lines.size() || !is_quoted(lines[next])) break;
            drop_signature(*current);
            current = &tail;
            continue;
        }
        current->push_back(line);
    }
    drop_signature(kept);
    drop_signature(tail, tail_start);
    std::string out;
    for (const std::string& line : kept)
        out += line + "\n";
    if (!kept.empty() && !tail.empty()) out += "\n";
    for (const std::string& line : tail)
        out += line + "\n";
    return text::trim(out);
}

std::string new_words(const mime::ParsedMail& mail)
{
    const bool plain = std::any_of(mail.parts.begin(), mail.parts.end(), [](const mime::Part& part) {
        return part.type == "text/plain" && !part.attachment && !text::trim(part.content).empty();
    });
    if (plain) return new_words(mail.text());
    std::string words;
    for (const mime::Part& part : mail.parts) {
        if (part.type != "text/html" || part.attachment) continue;
        words += mime::html_to_text(without_quoted_html(std::string_view(part.content).substr(0, 4U << 20)));
    }
    const std::string cut = new_words(words);
    return cut;
}

} // namespace dosah::responses
