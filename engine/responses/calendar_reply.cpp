// SPDX-License-Identifier: EUPL-1.2
#include "responses/calendar_reply.h"

#include "base/text.h"

#include <algorithm>

namespace dosah::responses {

namespace {

/// Content lines unfolded (RFC 5545, 3.1).
std::vector<std::string> content_lines(std::string_view calendar)
{
    std::vector<std::string> out;
    for (std::string& line : text::lines(calendar.substr(0, 1U << 20))) {
        if (!out.empty() && !line.empty() && (line[0] == ' ' || line[0] == '\t'))
            out.back() += line.substr(1);
        else
            out.push_back(std::move(line));
    }
    return out;
}

/// The value of a parameter in "NAME;PARAM=value:rest", upper case; quotation marks gone.
std::string parameter(const std::string& upper_line, const std::string& name)
{
    const std::size_t at = upper_line.find(";" + name + "=");
    if (at == std::string::npos) return {};
    const std::size_t start = at + name.size() + 2;
    if (start < upper_line.size() && upper_line[start] == '"')
        return upper_line.substr(start + 1, upper_line.find('"', start + 1) - start - 1);
    return upper_line.substr(start, upper_line.find_first_of(";:", start) - start);
}

bool names_property(const std::string& upper_line, std::string_view name)
{
    return upper_line.starts_with(name) && upper_line.size() > name.size() &&
           (upper_line[name.size()] == ':' || upper_line[name.size()] == ';');
}

std::string value_of(const std::string& line)
{
    const std::size_t colon = line.find(':');
    return colon == std::string::npos ? "" : text::trim(line.substr(colon + 1));
}

} // namespace

std::optional<CalendarReply> read_calendar_reply(const mime::ParsedMail& mail)
{
    const std::string from = mail.from_address();
    for (const mime::Part& part : mail.parts) {
        const bool calendar = part.type == "text/calendar" || part.type == "application/ics" ||
                              part.type == "text/x-vcalendar" || text::to_lower(part.name).ends_with(".ics");
        if (!calendar) continue;
        bool is_reply = false;
        bool told_method = false;
        CalendarReply reply;
        std::string own;
        std::string first;
        for (const std::string& line : content_lines(part.content)) {
            const std::string upper = text::to_upper(line);
            if (names_property(upper, "METHOD")) {
                told_method = true;
                is_reply = value_of(upper) == "REPLY";
            } else if (names_property(upper, "UID") && reply.uid.empty()) {
                reply.uid = value_of(line);
            } else if (names_property(upper, "ATTENDEE")) {
                const std::string status = parameter(upper, "PARTSTAT");
                if (status.empty()) continue;
                if (first.empty()) first = status;
                if (!from.empty() && upper.find(text::to_upper(from)) != std::string::npos) own = status;
            }
        }
        if (!told_method) is_reply = part.method == "reply";
        if (!is_reply) continue;
        const std::string status = own.empty() ? first : own;
        if (status == "ACCEPTED")
            reply.answer = "yes";
        else if (status == "DECLINED")
            reply.answer = "no";
        else if (status == "TENTATIVE")
            reply.answer = "maybe";
        return reply;
    }
    return std::nullopt;
}

} // namespace dosah::responses
