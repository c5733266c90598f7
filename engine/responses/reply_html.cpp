// SPDX-License-Identifier: EUPL-1.2
#include "responses/reply_text.h"

#include <algorithm>
#include <array>

namespace dosah::responses {

namespace {

char lower(char c)
{
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/// Elements that hold the quotation: taken out with what is in them.
constexpr std::string_view containers[] = {"gmail_quote",
                                           "gmail_extra",
                                           "yahoo_quoted",
                                           "protonmail_quote",
                                           "moz-cite-prefix",
                                           "zmail_extra",
                                           "ms-outlook-mobile-reference-message",
                                           "mail-editor-reference-message-container"};
/// What stands before the quotation: all that follows goes.
constexpr std::string_view cuts[] = {"divrplyfwdmsg",
                                     "appendonsend",
                                     "olk_src_body_section",
                                     "stopspelling",
                                     "outlookmessageheader",
                                     "border-top:solid #b5c4df",
                                     "border-top:solid #e1e1e1",
                                     "border-top: solid #b5c4df",
                                     "border-top:1pt solid #b5c4df",
                                     "border-top:solid #b5c4df 1.0pt"};

struct Tag
{
    std::string name; ///< lower case
    std::string all;  ///< lower case
    bool closing = false;
    std::size_t end = 0;
};

Tag tag_at(std::string_view html, std::size_t i)
{
    Tag tag;
    const std::size_t close = html.find('>', i);
    tag.end = close == std::string_view::npos ? html.size() : close + 1;
    const std::size_t length = std::min<std::size_t>(tag.end - i, 2000);
    tag.all.resize(length);
    std::transform(html.begin() + static_cast<std::ptrdiff_t>(i),
                   html.begin() + static_cast<std::ptrdiff_t>(i + length), tag.all.begin(), lower);
    std::size_t j = 1;
    if (tag.all.size() > 1 && tag.all[1] == '/') {
        tag.closing = true;
        j = 2;
    }
    while (j < tag.all.size() && std::isalnum(static_cast<unsigned char>(tag.all[j])))
        tag.name += tag.all[j++];
    return tag;
}

template <std::size_t N>
bool has_any(const std::string& where, const std::string_view (&what)[N])
{
    return std::any_of(std::begin(what), std::end(what),
                       [&](std::string_view w) { return where.find(w) != std::string::npos; });
}

} // namespace

std::string without_quoted_html(std::string_view html)
{
    std::string out;
    std::string skipped; // the element being taken out
    std::size_t depth = 0;
    std::size_t i = 0;
    while (i < html.size()) {
        const std::size_t open = html.find('<', i);
        if (skipped.empty()) out += html.substr(i, open == std::string_view::npos ? open : open - i);
        if (open == std::string_view::npos) break;
        const Tag tag = tag_at(html, open);
        if (!skipped.empty()) {
            if (tag.name == skipped) {
                depth += tag.closing ? 0 : 1;
                if (tag.closing && --depth == 0) skipped.clear();
            }
        } else if (!tag.closing && (tag.name == "div" || tag.name == "blockquote") && has_any(tag.all, containers)) {
            skipped = tag.name;
            depth = 1;
        } else if (!tag.closing && tag.name != "style" && has_any(tag.all, cuts)) {
            break;
        } else {
            out += html.substr(open, tag.end - open);
        }
        i = tag.end;
    }
    return out;
}

} // namespace dosah::responses
