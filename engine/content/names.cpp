// SPDX-License-Identifier: EUPL-1.2
#include "content/names.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace dosah::content {

namespace {

std::size_t table_of(NamePart part, Gender gender)
{
    return (part == NamePart::family ? 2U : 0U) + (gender == Gender::male ? 1U : 0U);
}

std::optional<std::size_t> table_of(const std::string& head)
{
    for (const NamePart part : {NamePart::given, NamePart::family})
        for (const Gender gender : {Gender::female, Gender::male})
            if (head ==
                std::string(part == NamePart::given ? "given " : "family ") + (gender == Gender::female ? "f" : "m"))
                return table_of(part, gender);
    return std::nullopt;
}

} // namespace

Names::Names(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) throw input_error(path + ": cannot be read");
    const std::string whole(std::istreambuf_iterator<char>(in), {});
    if (!text::is_valid_utf8(whole)) throw input_error(path + ": is not UTF-8");
    std::size_t number = 0;
    for (const std::string& line : text::lines(whole)) {
        ++number;
        try {
            read_line(text::trim(line.substr(0, line.find('#'))));
        } catch (const Error& error) {
            throw input_error(path + ":" + std::to_string(number) + ": " + error.what());
        }
    }
    for (std::size_t table = 0; table < known_.size(); ++table)
        for (const auto& [name, known] : known_[table]) {
            auto [place, is_new] = bare_[table].emplace(text::fold(text::to_utf8(name)), &known);
            if (!is_new) place->second = nullptr;
        }
}

void Names::read_line(const std::string& line)
{
    if (line.empty()) return;
    const std::size_t colon = line.find(':');
    const std::string head = text::trim(line.substr(0, colon));
    const auto table = table_of(head);
    if (colon == line.npos || (!table && head != "title" && head != "particle"))
        throw input_error("a line begins with \"given f:\", \"given m:\", \"family f:\", \"family m:\", \"title:\" or "
                          "\"particle:\"");
    for (const std::string& word : text::split(text::trim(line.substr(colon + 1)), ' ')) {
        if (word.empty()) continue;
        if (head == "title") {
            titles_.insert(text::fold(word));
            continue;
        }
        const std::size_t equals = word.find('=');
        Known known;
        known.name = text::to_utf32(text::to_lower(text::nfc(word.substr(0, equals))));
        const std::string form = equals == word.npos ? "" : text::to_lower(text::nfc(word.substr(equals + 1)));
        if (known.name.empty() || (equals != word.npos && form.empty()))
            throw input_error("\"" + word + "\": write name, name=vocative or name=?");
        if (!table) {
            particles_.insert(known.name);
            continue;
        }
        known.has_no_certain_form = form == "?";
        if (!form.empty() && form != "?") known.vocative = text::to_utf32(form);
        if (!known_[*table].emplace(known.name, known).second)
            throw input_error("\"" + word + "\" is listed twice under \"" + head + "\"");
    }
}

const Names::Known* Names::find(NamePart part, Gender gender, const std::u32string& name) const
{
    const Table& table = known_[table_of(part, gender)];
    const auto found = table.find(name);
    return found == table.end() ? nullptr : &found->second;
}

const Names::Known* Names::find_bare(NamePart part, Gender gender, const std::u32string& name) const
{
    if (std::any_of(name.begin(), name.end(), [](char32_t c) { return c >= 0x80; })) return nullptr;
    const auto& table = bare_[table_of(part, gender)];
    const auto found = table.find(std::string(name.begin(), name.end()));
    return found == table.end() ? nullptr : found->second;
}

} // namespace dosah::content
