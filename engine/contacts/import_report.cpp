// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "contacts/import.h"

#include <array>

namespace dosah::contacts {

namespace {

constexpr std::size_t most_notes = 10000;
constexpr std::size_t longest_value = 80;

constexpr std::array<std::pair<ImportKind, std::string_view>, 3> kinds = {{
    {ImportKind::contacts, "contacts"},
    {ImportKind::involvement, "involvement"},
    {ImportKind::group, "group"},
}};

void keep(std::vector<ImportNote>& notes, ImportNote note)
{
    if (notes.size() >= most_notes) return;
    if (note.value.size() > longest_value) {
        const std::u32string whole = text::to_utf32(note.value);
        if (whole.size() > longest_value) note.value = text::to_utf8(whole.substr(0, longest_value - 1) + U"…");
    }
    notes.push_back(std::move(note));
}

json::Array::Ptr notes_of(const std::vector<ImportNote>& notes, bool with_values)
{
    json::Array::Ptr out = json::array();
    for (const ImportNote& note : notes) {
        json::Object::Ptr one = json::object();
        one->set("line", static_cast<std::int64_t>(note.line));
        one->set("column", note.column);
        if (with_values) one->set("value", note.value);
        one->set("reason", note.reason);
        out->add(one);
    }
    return out;
}

} // namespace

std::string_view to_string(ImportKind kind)
{
    for (const auto& [known, word] : kinds)
        if (known == kind) return word;
    throw Error(ErrorKind::internal, "an unknown kind of import");
}

ImportKind import_kind_from(std::string_view word)
{
    for (const auto& [kind, known] : kinds)
        if (known == word) return kind;
    throw input_error("kind: write contacts, involvement or group, not \"" + std::string(word) + "\"");
}

void ImportReport::reject(ImportNote note)
{
    ++rejected_rows;
    keep(rejected, std::move(note));
}

void ImportReport::warn(ImportNote note)
{
    ++warning_count;
    keep(warnings, std::move(note));
}

void ImportReport::take_warnings(const ImportReport& of_some_rows)
{
    warning_count += of_some_rows.warning_count;
    for (const ImportNote& note : of_some_rows.warnings)
        keep(warnings, note);
}

json::Object::Ptr to_json(const ImportReport& report, bool with_values)
{
    json::Object::Ptr out = json::object();
    const auto number = [&](const char* name, std::size_t value) { out->set(name, static_cast<std::int64_t>(value)); };
    out->set("import_id", report.import_id);
    out->set("kind", std::string(to_string(report.kind)));
    out->set("dry_run", report.dry_run);
    out->set("encoding", report.encoding);
    out->set("separator", report.separator == '\t' ? std::string("tab") : std::string(1, report.separator));
    json::Array::Ptr columns = json::array();
    for (const auto& [header, field] : report.columns) {
        json::Object::Ptr one = json::object();
        one->set("column", header);
        one->set("field", field);
        columns->add(one);
    }
    out->set("columns", columns);
    number("rows", report.rows);
    number("added", report.added);
    number("changed", report.changed);
    number("unchanged", report.unchanged);
    number("merged", report.merged);
    number("possible_duplicates", report.possible_duplicates);
    number("rejected_rows", report.rejected_rows);
    number("warning_count", report.warning_count);
    out->set("rejected", notes_of(report.rejected, with_values));
    out->set("warnings", notes_of(report.warnings, with_values));
    return out;
}

} // namespace dosah::contacts
