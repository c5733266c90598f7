// SPDX-License-Identifier: EUPL-1.2
#include "content/paragraphs.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::content {

namespace {

View piece(const std::string& text, bool is_url)
{
    View view;
    view.set("text", text);
    view.set("url", is_url ? text : "");
    return view;
}

/// The address that begins here, without the punctuation of the sentence it stands in.
std::size_t url_length(const std::string& text, std::size_t begin)
{
    std::size_t end = std::min(text.find_first_of(" \t<>\"", begin), text.size());
    while (end > begin && std::string_view(".,;:!?)'").find(text[end - 1]) != std::string_view::npos)
        --end;
    return end - begin;
}

ViewList to_pieces(const std::string& line)
{
    const std::string scheme = "https://";
    ViewList pieces;
    std::size_t from = 0;
    for (std::size_t at = line.find(scheme); at != line.npos; at = line.find(scheme, from)) {
        const std::size_t length = url_length(line, at);
        if (length <= scheme.size()) break;
        if (at > from) pieces.push_back(piece(line.substr(from, at - from), false));
        pieces.push_back(piece(line.substr(at, length), true));
        from = at + length;
    }
    if (from < line.size()) pieces.push_back(piece(line.substr(from), false));
    return pieces;
}

View to_paragraph(const std::vector<std::string>& lines)
{
    std::string text;
    ViewList line_views;
    for (const std::string& line : lines) {
        text += (text.empty() ? "" : "\n") + line;
        View view;
        view.set("pieces", to_pieces(line));
        view.set("is_last", &line == &lines.back());
        line_views.push_back(view);
    }
    View paragraph;
    paragraph.set("text", text);
    paragraph.set("lines", line_views);
    return paragraph;
}

} // namespace

ViewList to_paragraphs(const std::string& body)
{
    ViewList paragraphs;
    std::vector<std::string> open;
    for (const std::string& raw : text::lines(body)) {
        const std::string line = text::trim(raw);
        if (!line.empty()) {
            open.push_back(line);
        } else if (!open.empty()) {
            paragraphs.push_back(to_paragraph(open));
            open.clear();
        }
    }
    if (!open.empty()) paragraphs.push_back(to_paragraph(open));
    return paragraphs;
}

} // namespace dosah::content
