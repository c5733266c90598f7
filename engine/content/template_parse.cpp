// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "content/template_tree.h"

#include <algorithm>
#include <string_view>

namespace dosah::content {

namespace {

constexpr std::size_t deepest = 40;

/// A tag as it stands: "{{# name }}".
struct Tag
{
    char sign = 0; ///< # ^ / > ! & { or 0 for a plain variable
    std::string name;
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_name(std::string_view name, bool is_path)
{
    if (name == "." && !is_path) return true;
    if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) return false;
    return std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.' || (is_path && c == '/');
    });
}

class Parser
{
public:
    Parser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

    std::vector<Node> run()
    {
        std::vector<Node> nodes;
        parse_into(nodes, nullptr, 0);
        return nodes;
    }

private:
    /// Counts on from where it counted to last, so that many tags do not make it slow.
    Place place(std::size_t offset) const
    {
        if (offset < counted_) {
            counted_ = 0;
            counted_place_ = {};
        }
        for (; counted_ < offset; ++counted_) {
            if (text_[counted_] == '\n') {
                ++counted_place_.line;
                counted_place_.column = 1;
            } else if ((static_cast<unsigned char>(text_[counted_]) & 0xC0) != 0x80) {
                ++counted_place_.column;
            }
        }
        return counted_place_;
    }

    Error wrong(std::size_t offset, const std::string& what) const
    {
        return input_error(place_text(where_, place(offset)) + ": " + what);
    }

    Tag read_tag(std::size_t begin) const
    {
        Tag tag;
        tag.begin = begin;
        const bool triple = text_.substr(begin, 3) == "{{{";
        const std::string_view closing = triple ? "}}}" : "}}";
        const std::size_t inside = begin + (triple ? 3 : 2);
        const std::size_t close = text_.find(closing, inside);
        if (close == text_.npos) throw wrong(begin, "this tag is not closed by " + std::string(closing));
        tag.end = close + closing.size();
        std::string_view content = trimmed(text_.substr(inside, close - inside));
        if (triple) {
            tag.sign = '{';
        } else if (!content.empty() && std::string_view("#^/>!&=").find(content.front()) != std::string_view::npos) {
            tag.sign = content.front();
            content = trimmed(content.substr(1));
        }
        tag.name = std::string(content);
        if (tag.sign == '!') return tag;
        if (tag.sign == '=') throw wrong(begin, "other delimiters than {{ and }} are not supported");
        if (!is_name(content, tag.sign == '>'))
            throw wrong(begin, "\"" + tag.name + "\" is no name (letters, digits, _, - and dots between)");
        return tag;
    }

    /// A tag with nothing but blanks around takes its line with it (not a value's): text before loses those blanks, and
    /// the new place to read from is the next line.
    std::size_t after_standalone(const Tag& tag, std::vector<Node>& nodes, std::size_t text_begin)
    {
        indent_.clear();
        std::size_t first = tag.begin;
        while (first > text_begin && is_blank(text_[first - 1]))
            --first;
        const bool line_begins = first == 0 || text_[first - 1] == '\n';
        std::size_t last = tag.end;
        while (last < text_.size() && is_blank(text_[last]))
            ++last;
        if (last + 1 < text_.size() && text_[last] == '\r' && text_[last + 1] == '\n') ++last;
        const bool line_ends = last == text_.size() || text_[last] == '\n';
        if (!line_begins || !line_ends) return tag.end;
        indent_ = text_.substr(first, tag.begin - first);
        if (!nodes.empty() && nodes.back().kind == Node::Kind::text && text_begin < tag.begin) {
            std::string& before = nodes.back().name;
            before.resize(before.size() - (tag.begin - first));
            if (before.empty()) nodes.pop_back();
        }
        return std::min(last + 1, text_.size());
    }

    /// Reads until the end of the section `open`, or of the text.
    void parse_into(std::vector<Node>& nodes, const Tag* open, std::size_t depth)
    {
        if (depth > deepest) throw wrong(open->begin, "sections are nested too deeply");
        while (position_ < text_.size()) {
            const std::size_t text_begin = position_;
            const std::size_t begin = std::min(text_.find("{{", position_), text_.size());
            if (begin > position_)
                nodes.push_back({Node::Kind::text, std::string(text_.substr(position_, begin - position_)), {}, {}});
            position_ = begin;
            if (begin == text_.size()) break;

            const Tag tag = read_tag(begin);
            const bool shows = tag.sign == 0 || tag.sign == '&' || tag.sign == '{';
            position_ = shows ? tag.end : after_standalone(tag, nodes, text_begin);
            const Place at = place(tag.begin);
            switch (tag.sign) {
            case '!':
                break;
            case '>':
                nodes.push_back({Node::Kind::partial, tag.name, at, {}, indent_});
                break;
            case '#':
            case '^': {
                Node section{tag.sign == '#' ? Node::Kind::section : Node::Kind::inverted, tag.name, at, {}};
                parse_into(section.children, &tag, depth + 1);
                nodes.push_back(std::move(section));
                break;
            }
            case '/':
                if (!open) throw wrong(begin, "{{/" + tag.name + "}} ends a section that was not begun");
                if (open->name != tag.name)
                    throw wrong(begin, "{{/" + tag.name + "}} stands where {{/" + open->name + "}} should");
                return;
            case 0:
                nodes.push_back({Node::Kind::variable, tag.name, at, {}});
                break;
            default:
                nodes.push_back({Node::Kind::unescaped, tag.name, at, {}});
                break;
            }
        }
        if (open) throw wrong(open->begin, "the section \"" + open->name + "\" is not closed");
    }

    std::string_view text_;
    const std::string& where_;
    std::size_t position_ = 0;
    std::string indent_; ///< of the tag that was read last, where it stood on a line of its own
    mutable std::size_t counted_ = 0;
    mutable Place counted_place_;
};

void move_back(std::vector<Node>& nodes, std::size_t columns)
{
    for (Node& node : nodes) {
        node.at.column -= std::min(columns, node.at.column - 1);
        move_back(node.children, columns);
    }
}

void write_into(std::string& out, const std::vector<Node>& nodes, const std::string& where)
{
    const auto add = [&](const std::string& piece, const Node& node) {
        if (out.ends_with('{') && piece.starts_with('{'))
            throw input_error(place_text(where, node.at) + ": a brace stands directly before it; put a blank between");
        out += piece;
    };
    for (const Node& node : nodes) {
        switch (node.kind) {
        case Node::Kind::text:
            add(node.name, node);
            break;
        case Node::Kind::variable:
            add("{{" + node.name + "}}", node);
            break;
        case Node::Kind::unescaped:
            add("{{&" + node.name + "}}", node);
            break;
        case Node::Kind::partial:
            write_into(out, node.children, node.name);
            break;
        case Node::Kind::section:
        case Node::Kind::inverted:
            add((node.kind == Node::Kind::section ? "{{#" : "{{^") + node.name + "}}" + guard, node);
            write_into(out, node.children, where);
            add("{{/" + node.name + "}}" + guard, node);
            break;
        }
    }
}

} // namespace

std::string place_text(const std::string& where, Place at)
{
    return where + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::vector<Node> parse_template(std::string_view text, const std::string& where)
{
    return Parser(text, where).run();
}

std::vector<Node> parse_indented(std::string_view text, const std::string& indent, const std::string& where)
{
    if (indent.empty()) return parse_template(text, where);
    std::string indented;
    bool line_begins = true;
    for (const char c : text) {
        if (line_begins) indented += indent;
        indented += c;
        line_begins = c == '\n';
    }
    auto nodes = parse_template(indented, where);
    move_back(nodes, indent.size()); // blanks and tabs, one byte a column
    return nodes;
}

std::string write_template(const std::vector<Node>& nodes, const std::string& where)
{
    std::string out;
    write_into(out, nodes, where);
    return out;
}

} // namespace dosah::content
