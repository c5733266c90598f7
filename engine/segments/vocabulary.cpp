// SPDX-License-Identifier: EUPL-1.2
#include "segments/vocabulary.h"

#include "base/locales.h"
#include "contacts/preferences.h"

#include <algorithm>
#include <array>

namespace dosah::segments {

namespace {

struct FieldWord
{
    FieldKind kind;
    std::string_view word;
};

constexpr std::array fields = {
    FieldWord{FieldKind::age, "age"},
    FieldWord{FieldKind::birth_year, "birth_year"},
    FieldWord{FieldKind::gender, "gender"},
    FieldWord{FieldKind::locale, "locale"},
    FieldWord{FieldKind::format, "format"},
    FieldWord{FieldKind::place, "place"},
    FieldWord{FieldKind::given_name, "given_name"},
    FieldWord{FieldKind::family_name, "family_name"},
    FieldWord{FieldKind::external_id, "external_id"},
    FieldWord{FieldKind::legal_basis, "legal_basis"},
    FieldWord{FieldKind::email, "email"},
    FieldWord{FieldKind::phone, "phone"},
    FieldWord{FieldKind::postal_address, "postal_address"},
    FieldWord{FieldKind::group, "group"},
};

constexpr std::array<std::string_view, 6> signs = {"=", "!=", "<", "<=", ">", ">="};
constexpr std::array<std::string_view, 4> units = {"days", "weeks", "months", "years"};
constexpr std::array<std::string_view, 9> reserved = {"and",      "or",      "not", "in",       "has",
                                                      "involved", "segment", "all", "attribute"};

} // namespace

std::string_view name_of(FieldKind kind)
{
    for (const FieldWord& field : fields)
        if (field.kind == kind) return field.word;
    return "attribute";
}

std::optional<FieldKind> field_kind(std::string_view word)
{
    for (const FieldWord& field : fields)
        if (field.word == word) return field.kind;
    return std::nullopt;
}

std::string_view sign_of(Operator op)
{
    return signs.at(static_cast<std::size_t>(op));
}

std::optional<Operator> operator_of(std::string_view sign)
{
    const auto found = std::find(signs.begin(), signs.end(), sign);
    if (found == signs.end()) return std::nullopt;
    return static_cast<Operator>(found - signs.begin());
}

std::string_view name_of(Unit unit)
{
    return units.at(static_cast<std::size_t>(unit));
}

std::optional<Unit> unit_of(std::string_view word)
{
    for (std::size_t i = 0; i < units.size(); ++i)
        if (word == units[i] || word == units[i].substr(0, units[i].size() - 1)) return static_cast<Unit>(i);
    return std::nullopt;
}

const std::vector<std::string>& involvement_kinds()
{
    static const std::vector<std::string> kinds = {"attended", "form",          "proposal",
                                                   "vote",     "working_group", "volunteering"};
    return kinds;
}

std::vector<std::string> values_of(FieldKind kind)
{
    switch (kind) {
    case FieldKind::gender:
        return {"f", "m", "x"};
    case FieldKind::locale:
        return known_locales();
    case FieldKind::format:
        return {contacts::formats().begin(), contacts::formats().end()};
    case FieldKind::legal_basis:
        return {"public_task", "consent", "contract"};
    default:
        return {};
    }
}

bool is_reserved(std::string_view word)
{
    return std::find(reserved.begin(), reserved.end(), word) != reserved.end();
}

const std::vector<std::string>& opening_words()
{
    static const std::vector<std::string> words = [] {
        std::vector<std::string> out = {"not", "has", "involved", "segment", "all", "attribute"};
        for (const FieldWord& field : fields)
            out.emplace_back(field.word);
        return out;
    }();
    return words;
}

bool is_number(FieldKind kind)
{
    return kind == FieldKind::age || kind == FieldKind::birth_year;
}

Error error_at(const Position& at, const std::string& text)
{
    return input_error("line " + std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " + text);
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& known)
{
    const std::string near = nearest_name(wrong, known);
    return near.empty() || near == wrong ? std::string() : " (did you mean '" + near + "'?)";
}

} // namespace dosah::segments
