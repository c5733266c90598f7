// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "campaigns/attendance.h"
#include "contacts/columns.h"
#include "contacts/csv_reader.h"

#include <algorithm>
#include <charconv>

namespace dosah::campaigns {

namespace {

/// The separator that the header line has most of.
char separator_of(const std::string& csv)
{
    const std::string header = csv.substr(0, csv.find_first_of("\r\n"));
    char best = ',';
    for (const char candidate : {';', '\t'})
        if (std::count(header.begin(), header.end(), candidate) > std::count(header.begin(), header.end(), best))
            best = candidate;
    return best;
}

/// What a column tells people by; nothing for one that does not.
using Fill = void (*)(Attendee& attendee, const std::string& text);

void fill_contact(Attendee& attendee, const std::string& text)
{
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), attendee.contact_id);
    if (problem != std::errc() || end != text.data() + text.size() || attendee.contact_id <= 0)
        attendee = {.misread = text.substr(0, 60)};
}

struct Source
{
    int rank = 0; ///< the lower one tells the person
    Fill fill = nullptr;
};

Source source_of(const std::string& header)
{
    const std::string name = text::fold(header);
    if (name == "contact" || name == "contact_id" || name == "contact id") return {0, fill_contact};
    switch (contacts::column_from(header, false).field) {
    case contacts::Field::external_id:
        return {1, [](Attendee& attendee, const std::string& text) { attendee.external_id = text; }};
    case contacts::Field::email:
        return {2, [](Attendee& attendee, const std::string& text) { attendee.email = text; }};
    case contacts::Field::mobile:
        return {3, [](Attendee& attendee, const std::string& text) { attendee.phone = text; }};
    case contacts::Field::phone:
        return {4, [](Attendee& attendee, const std::string& text) { attendee.phone = text; }};
    default:
        return {};
    }
}

} // namespace

AttendeeList read_attendees(const std::string& csv)
{
    if (csv.size() > contacts::largest_file) throw input_error("the list is longer than 256 MiB");
    if (!text::is_valid_utf8(csv)) throw input_error("the list is not UTF-8; save it as UTF-8");
    contacts::CsvReader reader(csv, separator_of(csv));
    contacts::CsvRecord record;
    if (!reader.next(record)) throw input_error("the list is empty");
    std::vector<std::pair<Source, std::size_t>> sources;
    for (std::size_t column = 0; column < record.fields.size(); ++column)
        if (const Source source = source_of(text::trim(record.fields[column])); source.fill != nullptr)
            sources.emplace_back(source, column);
    if (sources.empty())
        throw input_error("line 1: no column tells who came; name one contact, external_id, email or phone");
    std::stable_sort(sources.begin(), sources.end(),
                     [](const auto& one, const auto& other) { return one.first.rank < other.first.rank; });
    AttendeeList list;
    while (reader.next(record)) {
        const std::string line = "line " + std::to_string(record.line);
        if (!record.problem.empty()) throw input_error(line + ": " + record.problem);
        if (record.blank()) continue;
        Attendee attendee;
        bool told = false;
        for (const auto& [source, column] : sources) {
            const std::string text = column < record.fields.size() ? text::trim(record.fields[column]) : std::string();
            if (text.empty()) continue;
            try {
                source.fill(attendee, text);
            } catch (const Error& problem) {
                throw input_error(line + ": " + problem.what());
            }
            told = true;
            break;
        }
        if (!told) throw input_error(line + ": nothing tells who came");
        list.attendees.push_back(std::move(attendee));
        list.lines.push_back(record.line);
    }
    if (list.attendees.empty()) throw input_error("the list has a header and nobody");
    return list;
}

} // namespace dosah::campaigns
