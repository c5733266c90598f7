// SPDX-License-Identifier: EUPL-1.2
#include "responses/bounce.h"

#include "base/encoding.h"
#include "base/text.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t max_reports = 500;

struct Field
{
    std::string name; ///< lower case
    std::string value;
};

/// Groups of "Name: value" fields, set apart by empty lines; folded lines joined; comments and the address type left
/// in.
std::vector<std::vector<Field>> field_groups(std::string_view body)
{
    std::vector<std::vector<Field>> groups(1);
    for (const std::string& line : text::lines(body)) {
        if (text::trim(line).empty()) {
            if (!groups.back().empty()) groups.emplace_back();
            if (groups.size() > max_reports) break;
            continue;
        }
        if ((line[0] == ' ' || line[0] == '\t') && !groups.back().empty()) {
            groups.back().back().value += " " + text::trim(line);
            continue;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos || colon > 60) continue;
        groups.back().push_back(
            {text::to_lower(text::trim(line.substr(0, colon))), text::trim(line.substr(colon + 1))});
    }
    return groups;
}

std::string value_of(const std::vector<Field>& group, std::string_view name)
{
    for (const Field& field : group) {
        if (field.name == name) return field.value;
    }
    return {};
}

/// "rfc822; <Kari@Example.TEST>" -> "kari@example.test"
std::string address_of(const std::string& typed)
{
    const std::size_t semicolon = typed.find(';');
    std::string address = text::trim(semicolon == std::string::npos ? typed : typed.substr(semicolon + 1));
    const std::size_t open = address.find('<');
    if (open != std::string::npos) {
        const std::size_t close = address.find('>', open);
        address = address.substr(open + 1, close == std::string::npos ? close : close - open - 1);
    }
    address = address.substr(0, address.find_first_of(" \t("));
    while (!address.empty() && (address.front() == '"' || address.front() == '\''))
        address.erase(0, 1);
    while (!address.empty() && (address.back() == '"' || address.back() == '\'' || address.back() == ','))
        address.pop_back();
    return text::to_lower(address);
}

std::string first_word(const std::string& value)
{
    return text::to_lower(value.substr(0, value.find_first_of(" \t(;,")));
}

std::optional<DeliveryNotice> from_status_parts(const mime::ParsedMail& mail)
{
    DeliveryNotice notice;
    for (const mime::Part& part : mail.reports) {
        if (part.type != "message/delivery-status" && part.type != "message/global-delivery-status") continue;
        if (notice.envelope_id.empty()) notice.envelope_id = read_envelope_id(part.content);
        for (Report& report : read_delivery_status(part.content)) {
            if (notice.reports.size() < max_reports) notice.reports.push_back(std::move(report));
        }
    }
    if (notice.reports.empty()) return std::nullopt;
    const std::string words = mail.text();
    for (Report& report : notice.reports) {
        if (report.reason == "other" && notice.reports.size() == 1) judge_by(report, {report.diagnostic, words});
    }
    const auto any = [&](std::initializer_list<std::string_view> actions) {
        return std::any_of(notice.reports.begin(), notice.reports.end(), [&](const Report& report) {
            return std::find(actions.begin(), actions.end(), report.action) != actions.end();
        });
    };
    if (any({"failed"}))
        notice.kind = Kind::bounce;
    else if (any({"delayed"}))
        notice.kind = Kind::delayed;
    else
        notice.kind = Kind::delivered;
    return notice;
}

/// RFC 5965 section 3; only reports of recipients who complain, not of authentication failures.
std::optional<DeliveryNotice> from_feedback(const mime::ParsedMail& mail)
{
    for (const mime::Part& part : mail.reports) {
        if (part.type != "message/feedback-report") continue;
        DeliveryNotice notice;
        notice.kind = Kind::complaint;
        std::string type;
        for (const auto& group : field_groups(part.content)) {
            if (type.empty()) type = first_word(value_of(group, "feedback-type"));
            for (const Field& field : group) {
                if (field.name != "original-rcpt-to" && field.name != "removal-recipient") continue;
                const std::string recipient = address_of(field.value);
                if (recipient.find('@') == std::string::npos || notice.reports.size() >= max_reports) continue;
                const bool known = std::any_of(notice.reports.begin(), notice.reports.end(),
                                               [&](const Report& r) { return r.recipient == recipient; });
                if (!known) notice.reports.push_back({recipient, "complained", "", false, "spam", type});
            }
        }
        if (type == "not-spam" || type == "auth-failure" || type == "dmarc") return std::nullopt;
        if (notice.reports.empty()) {
            const auto original = returned_original(mail);
            const std::string recipient = original ? original->to_address() : "";
            notice.reports.push_back({recipient, "complained", "", false, "spam", type});
        }
        return notice;
    }
    return std::nullopt;
}

} // namespace

std::vector<Report> read_delivery_status(std::string_view fields)
{
    std::vector<Report> reports;
    for (const auto& group : field_groups(fields)) {
        const std::string original = address_of(value_of(group, "original-recipient"));
        const std::string final = address_of(value_of(group, "final-recipient"));
        const std::string action = first_word(value_of(group, "action"));
        if (original.empty() && final.empty() && action.empty()) continue;
        Report report;
        // What we wrote to is what we know the person by; aliases behind it are the other side's.
        report.recipient = original.find('@') != std::string::npos ? original : final;
        if (report.recipient.find('@') == std::string::npos) {
            const std::string actual = address_of(value_of(group, "x-actual-recipient"));
            if (actual.find('@') != std::string::npos) report.recipient = actual;
        }
        report.status = first_word(value_of(group, "status"));
        report.diagnostic = text::repair_utf8(value_of(group, "diagnostic-code").substr(0, 2000));
        report.action = action;
        if (action != "failed" && action != "delayed" && action != "delivered" && action != "relayed" &&
            action != "expanded") {
            const char first = report.status.empty() ? '5' : report.status[0];
            report.action = first == '2' ? "delivered" : first == '4' ? "delayed" : "failed";
        }
        judge(report);
        if (report.action == "delivered" || report.action == "relayed" || report.action == "expanded")
            report.reason.clear();
        const bool known = std::any_of(reports.begin(), reports.end(), [&](const Report& other) {
            return !report.recipient.empty() && other.recipient == report.recipient && other.action == report.action;
        });
        if (!known && reports.size() < max_reports) reports.push_back(std::move(report));
    }
    return reports;
}

std::string read_envelope_id(std::string_view fields)
{
    std::string id;
    for (const auto& group : field_groups(fields.substr(0, 65536))) {
        if (id.empty()) id = value_of(group, "original-envelope-id");
    }
    if (id.size() >= 2 && id.front() == '<' && id.back() == '>') id = id.substr(1, id.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < id.size(); ++i) {
        // RFC 3464 has it decoded; some servers hand the xtext on as it came.
        const auto byte = id[i] == '+' && i + 2 < id.size() ? from_hex(id.substr(i + 1, 2)) : std::nullopt;
        if (byte) i += 2;
        plain += byte ? *byte : std::string(1, id[i]);
    }
    return plain.size() <= 100 ? text::repair_utf8(plain) : std::string(); // RFC 3461, 4.4
}

std::optional<mime::ParsedMail> returned_original(const mime::ParsedMail& mail)
{
    for (const mime::Part& part : mail.reports) {
        if (part.type == "message/rfc822" || part.type == "text/rfc822-headers" || part.type == "message/global" ||
            part.type == "message/global-headers" || part.type == "message/rfc822-headers")
            return mime::parse(part.content);
    }
    return std::nullopt;
}

std::optional<DeliveryNotice> read_delivery_notice(const mime::ParsedMail& mail)
{
    if (auto complaint = from_feedback(mail)) return complaint;
    auto notice = from_status_parts(mail);
    if (!notice) {
        // A gateway wraps a notification into a mail of its own.
        auto words = read_free_form_bounce(mail);
        if (words) {
            if (const auto original = returned_original(mail)) {
                if (auto wrapped = from_status_parts(*original)) return wrapped;
            }
        }
        return words;
    }
    const bool nobody = std::all_of(notice->reports.begin(), notice->reports.end(),
                                    [](const Report& r) { return r.recipient.find('@') == std::string::npos; });
    if (nobody) {
        // The fields name no address: the words or the original may.
        if (auto words = read_free_form_bounce(mail); words && !words->reports.empty())
            notice->reports.front().recipient = words->reports.front().recipient;
    }
    return notice;
}

} // namespace dosah::responses
