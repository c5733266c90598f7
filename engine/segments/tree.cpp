// SPDX-License-Identifier: EUPL-1.2
#include "segments/tree.h"

#include "segments/vocabulary.h"

namespace dosah::segments {

bool operator==(const Not& a, const Not& b)
{
    return a.of == b.of;
}
bool operator==(const And& a, const And& b)
{
    return a.of == b.of;
}
bool operator==(const Or& a, const Or& b)
{
    return a.of == b.of;
}
bool operator==(const Node& a, const Node& b)
{
    return a.is == b.is;
}

namespace {

std::string quoted(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            out += c;
        }
    }
    return out + '"';
}

std::string operand(const Operand& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    return quoted(std::get<std::string>(value));
}

std::string field_text(const Field& field)
{
    if (field.kind == FieldKind::attribute) return "attribute " + quoted(field.attribute);
    return std::string(name_of(field.kind));
}

struct Printer
{
    std::string operator()(const Everybody&) const { return "all"; }

    std::string operator()(const Comparison& node) const
    {
        return field_text(node.field) + " " + std::string(sign_of(node.op)) + " " + operand(node.value);
    }

    std::string operator()(const OneOf& node) const
    {
        std::string out = field_text(node.field) + " in (";
        for (std::size_t i = 0; i < node.values.size(); ++i)
            out += (i == 0 ? "" : ", ") + operand(node.values[i]);
        return out + ")";
    }

    std::string operator()(const Has& node) const { return "has " + field_text(node.field); }

    std::string operator()(const Involved& node) const
    {
        std::string out = "involved";
        if (!node.kind.empty()) out += " " + node.kind;
        switch (node.when) {
        case Involved::When::ever:
            return out;
        case Involved::When::since:
            return out + " since " + node.date;
        case Involved::When::before:
            return out + " before " + node.date;
        case Involved::When::within:
            break;
        }
        return out + " within " + std::to_string(node.amount) + " " + std::string(name_of(node.unit));
    }

    std::string operator()(const SavedQuery& node) const { return "segment " + quoted(node.key); }

    std::string operator()(const Not& node) const
    {
        const Node& of = node.of.front();
        const bool joins = std::holds_alternative<And>(of.is) || std::holds_alternative<Or>(of.is);
        return "not " + (joins ? "(" + print(of) + ")" : print(of));
    }

    std::string operator()(const And& node) const
    {
        std::string out;
        for (const Node& of : node.of) {
            const bool joins = std::holds_alternative<And>(of.is) || std::holds_alternative<Or>(of.is);
            out += (out.empty() ? "" : " and ") + (joins ? "(" + print(of) + ")" : print(of));
        }
        return out;
    }

    std::string operator()(const Or& node) const
    {
        std::string out;
        for (const Node& of : node.of)
            out +=
                (out.empty() ? "" : " or ") + (std::holds_alternative<Or>(of.is) ? "(" + print(of) + ")" : print(of));
        return out;
    }
};

} // namespace

std::string print(const Node& node)
{
    return std::visit(Printer{}, node.is);
}

} // namespace dosah::segments
