// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "responses/bounce.h"
#include "responses/bounce_phrases.h"

#include <algorithm>

namespace dosah::responses {

namespace {

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/// An enhanced status code (RFC 3463) in words: "5.1.1", not a piece of an IP address or a version.
std::string enhanced_code(std::string_view words)
{
    for (std::size_t i = 0; i + 4 < words.size(); ++i) {
        if ((words[i] != '2' && words[i] != '4' && words[i] != '5') || words[i + 1] != '.') continue;
        if (i > 0 && (digit(words[i - 1]) || words[i - 1] == '.' || words[i - 1] == '-')) continue;
        std::size_t j = i + 2;
        const std::size_t subject = j;
        while (j < words.size() && digit(words[j]))
            ++j;
        if (j == subject || j - subject > 3 || j >= words.size() || words[j] != '.') continue;
        const std::size_t detail = ++j;
        while (j < words.size() && digit(words[j]))
            ++j;
        if (j == detail || j - detail > 3) continue;
        if (j < words.size() && (words[j] == '.' && j + 1 < words.size() && digit(words[j + 1]))) continue;
        return std::string(words.substr(i, j - i));
    }
    return {};
}

/// '4' or '5' when an SMTP reply code stands in the words, 0 else; the first one counts.
char reply_class(std::string_view words)
{
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        if ((words[i] != '4' && words[i] != '5') || !digit(words[i + 1]) || !digit(words[i + 2])) continue;
        if (words[i + 1] > '5') continue;
        if (i > 0 && words[i - 1] != ' ' && words[i - 1] != ':' && words[i - 1] != '\n' && words[i - 1] != '(' &&
            words[i - 1] != '#' && words[i - 1] != '"' && words[i - 1] != '\'')
            continue;
        if (i + 3 < words.size() && words[i + 3] != ' ' && words[i + 3] != '-' && words[i + 3] != ':' &&
            words[i + 3] != '\n' && words[i + 3] != ',')
            continue;
        return words[i];
    }
    return 0;
}

/// RFC 3463 and its registry; only where subject and detail say it without words.
void by_status(Report& report)
{
    const std::string detail = report.status.substr(std::min<std::size_t>(2, report.status.size()));
    const auto is = [&](std::initializer_list<std::string_view> codes) {
        return std::find(codes.begin(), codes.end(), detail) != codes.end();
    };
    const auto set = [&](std::string_view reason, bool hard) {
        report.reason = reason;
        report.hard = hard;
    };
    if (is({"1.1", "1.3", "1.4", "2.1"}))
        set("unknown_user", true);
    else if (is({"1.2", "1.10", "4.4", "4.310"}))
        set("unknown_host", true);
    else if (is({"1.6"}))
        set("moved", true);
    else if (is({"2.2"}))
        set("mailbox_full", false);
    else if (is({"2.3", "3.4"}))
        set("too_big", false);
    else if (is({"4.1", "4.2", "4.7", "4.0", "4.3", "4.316"}))
        set("expired", false);
    else if (detail.starts_with("7.2") && detail.size() == 4)
        set("auth", false);
    else if (detail.starts_with("7."))
        set("policy", false);
}

} // namespace

void judge_by(Report& report, const std::vector<std::string_view>& words)
{
    const phrases::Reason* found = nullptr;
    std::string told;
    char reply = 0;
    for (const std::string_view source : words) {
        const std::string bounded(source.substr(0, 20000));
        if (told.empty()) told = enhanced_code(bounded);
        if (reply == 0) reply = reply_class(bounded);
        if (!found) found = phrases::reason_in(text::fold(bounded));
    }
    // An MTA that knows nothing writes x.0.0; the remote's own code says more.
    const bool vague = report.status.empty() || report.status.ends_with(".0.0");
    if (vague && !told.empty() && told[0] != '2') report.status = told;
    report.reason = "other";
    report.hard = false;
    const std::string detail = report.status.substr(std::min<std::size_t>(2, report.status.size()));
    // Exact codes for a person or a host outweigh loose words; the other way round for the rest.
    if (detail == "2.2" || detail == "1.1" || detail == "1.2") by_status(report);
    if (found && (report.reason == "other" || found->reason == "mailbox_full" || found->reason == "too_big")) {
        report.reason = found->reason;
        report.hard = found->hard;
    }
    if (report.reason == "other") by_status(report);
    const bool temporary = report.status.starts_with("4") || (report.status.empty() && reply == '4') ||
                           (report.status.ends_with(".0.0") && reply == '4');
    if (temporary) report.hard = false;
    if (report.action != "failed") report.hard = false;
}

void judge(Report& report)
{
    judge_by(report, {report.diagnostic});
}

} // namespace dosah::responses
