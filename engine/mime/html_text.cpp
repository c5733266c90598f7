// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "mime/html_entities.h"
#include "mime/parse.h"

#include <algorithm>
#include <array>

namespace dosah::mime {

namespace {

bool one_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_block(std::string_view name)
{
    return one_of(name, {"div",    "p",      "ul",      "ol", "li",         "table", "tr",     "h1",      "h2",
                         "h3",     "h4",     "h5",      "h6", "blockquote", "pre",   "hr",     "section", "article",
                         "header", "footer", "address", "dl", "dt",         "dd",    "center", "form",    "body"});
}

bool is_spaced(std::string_view name)
{
    return one_of(name, {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"});
}

std::size_t find_no_case(std::string_view where, std::string_view what, std::size_t from)
{
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
    const auto found = std::search(where.begin() + static_cast<std::ptrdiff_t>(std::min(from, where.size())),
                                   where.end(), what.begin(), what.end(), same);
    return found == where.end() ? std::string_view::npos : static_cast<std::size_t>(found - where.begin());
}

/// Collects words into lines; a block quotation's lines begin with "> ".
class Lines
{
public:
    void space() { gap_ = !line_.empty(); }
    void put(std::string_view bytes)
    {
        if (gap_) line_ += ' ';
        gap_ = false;
        line_ += bytes;
    }
    /// Ends the line; `force` (a <br>) makes an empty one too.
    void end(bool force)
    {
        if (line_.empty() && !force) {
            gap_ = false;
            return;
        }
        out_.append(std::min<std::size_t>(quotes, 20), '>');
        if (quotes > 0 && !line_.empty()) out_ += ' ';
        out_ += line_;
        out_ += '\n';
        empty_lines_ = line_.empty() ? empty_lines_ + 1 : 0;
        line_.clear();
        gap_ = false;
    }
    void empty_line()
    {
        end(false);
        if (!out_.empty() && empty_lines_ == 0) end(true);
    }
    std::string finish()
    {
        end(false);
        while (out_.ends_with("\n\n"))
            out_.pop_back();
        return std::move(out_);
    }
    std::size_t quotes = 0;

private:
    std::string out_;
    std::string line_;
    bool gap_ = false;
    std::size_t empty_lines_ = 0;
};

/// The end of a tag that starts at i, past its ">"; quotation marks in attributes are respected.
std::size_t end_of_tag(std::string_view html, std::size_t i)
{
    char quote = 0;
    for (std::size_t j = i + 1; j < html.size() && j < i + 20000; ++j) {
        if (quote) {
            if (html[j] == quote) quote = 0;
        } else if ((html[j] == '"' || html[j] == '\'') && html[j - 1] == '=') {
            quote = html[j];
        } else if (html[j] == '>') {
            return j + 1;
        }
    }
    const std::size_t close = html.find('>', i);
    return close == std::string_view::npos ? html.size() : close + 1;
}

} // namespace

std::string html_to_text(std::string_view html)
{
    Lines lines;
    std::size_t preformatted = 0;
    bool head_open = false;
    std::size_t i = 0;
    while (i < html.size()) {
        const char c = html[i];
        if (c == '<') {
            if (html.substr(i).starts_with("<!--")) {
                const std::size_t close = html.find("-->", i + 4);
                i = close == std::string_view::npos ? html.size() : close + 3;
                continue;
            }
            const bool closing = i + 1 < html.size() && html[i + 1] == '/';
            std::size_t j = i + (closing ? 2 : 1);
            std::string name;
            while (j < html.size() && name.size() < 12 && std::isalnum(static_cast<unsigned char>(html[j])))
                name += static_cast<char>(std::tolower(static_cast<unsigned char>(html[j++])));
            const bool markup = !name.empty() || (j < html.size() && (html[j] == '!' || html[j] == '?'));
            if (!markup) {
                lines.put("<");
                ++i;
                continue;
            }
            i = end_of_tag(html, i);
            if (!closing && one_of(name, {"script", "style", "head", "title"}) && !(name == "head" && head_open)) {
                const std::size_t close = find_no_case(html, "</" + name, i);
                if (close != std::string_view::npos)
                    i = end_of_tag(html, close);
                else if (name == "head")
                    head_open = true; // nobody closes it: what follows is read
                else
                    i = html.size();
            } else if (name == "br") {
                lines.end(true);
            } else if (name == "td" || name == "th") {
                lines.space();
            } else if (is_block(name)) {
                lines.end(false);
                if (name == "blockquote" && closing && lines.quotes > 0) --lines.quotes;
                if (is_spaced(name)) lines.empty_line();
                if (name == "blockquote" && !closing) ++lines.quotes;
                if (name == "pre") preformatted = closing ? 0 : 1;
                if (name == "hr") lines.put("________________________________"), lines.end(false);
                if (name == "li" && !closing) lines.put("- ");
            }
            continue;
        }
        if (c == '&') {
            std::string decoded;
            i = decode_entity(html, i, decoded);
            if (decoded == " " || decoded == "\xC2\xA0")
                lines.space();
            else
                lines.put(decoded);
            continue;
        }
        if (c == '\n' && preformatted) {
            lines.end(true);
        } else if (c == ' ' && preformatted) {
            lines.put(" ");
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            lines.space();
        } else if (html.substr(i, 2) == "\xC2\xA0") {
            lines.space();
            ++i;
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            std::size_t end = i;
            while (end < html.size() && static_cast<unsigned char>(html[end]) > 0x20 && html[end] != '<' &&
                   html[end] != '&' && html[end] != '\xC2')
                ++end;
            if (end == i) ++end;
            lines.put(html.substr(i, end - i));
            i = end;
            continue;
        }
        ++i;
    }
    return text::repair_utf8(lines.finish());
}

} // namespace dosah::mime
