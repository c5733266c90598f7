// SPDX-License-Identifier: EUPL-1.2
#include "responses/classify.h"

#include "base/text.h"
#include "responses/automatic.h"
#include "responses/bounce.h"
#include "responses/calendar_reply.h"
#include "responses/reply_text.h"

#include <algorithm>
#include <array>

namespace dosah::responses {

namespace {

constexpr std::size_t max_references = 100;

/// The Message-IDs in a header's value: what stands between angle brackets and has an @.
void add_ids(std::vector<std::string>& ids, std::string_view value)
{
    std::size_t open = value.find('<');
    while (open != std::string_view::npos && ids.size() < max_references) {
        const std::size_t close = value.find('>', open);
        if (close == std::string_view::npos) return;
        const std::string_view id = value.substr(open + 1, close - open - 1);
        const bool fine = id.size() < 998 && id.find('@') != std::string_view::npos &&
                          id.find_first_of(" \t<") == std::string_view::npos;
        if (fine && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
        open = value.find('<', close);
    }
}

std::vector<std::string> references_of(const mime::ParsedMail& mail, bool with_original)
{
    std::vector<std::string> ids;
    add_ids(ids, mail.header("In-Reply-To"));
    add_ids(ids, mail.header("References"));
    if (!with_original) return ids;
    if (const auto original = returned_original(mail)) add_ids(ids, original->header("Message-ID"));
    // Bounces that paste the original into their text.
    std::size_t seen = 0;
    for (const std::string& line : text::lines(mail.text().substr(0, 200000))) {
        if (++seen > 2000) break;
        const std::string lower = text::to_lower(std::string_view(line).substr(0, 20));
        const std::size_t at = lower.find("message-id:");
        if (at != std::string::npos && at <= 4) add_ids(ids, line);
    }
    return ids;
}

/// "unsubscribe+token@", "unsubscribe-token@", "town+unsubscribe.token@"
bool is_unsubscribe_address(const std::string& address)
{
    const std::string local = address.substr(0, address.find('@'));
    if (local.starts_with("unsubscribe")) return true;
    const std::size_t plus = local.find('+');
    return plus != std::string::npos && std::string_view(local).substr(plus + 1).starts_with("unsubscribe");
}

bool goes_to_unsubscribe(const mime::ParsedMail& mail)
{
    for (const char* name : {"To", "Delivered-To", "X-Original-To", "Envelope-To", "Cc"}) {
        for (const std::string& value : mail.all_headers(name)) {
            std::size_t seen = 0;
            for (const std::string& piece : text::split(value, ',')) {
                if (++seen > 200) break;
                mime::ParsedMail one;
                one.headers.emplace_back("To", piece);
                if (is_unsubscribe_address(one.to_address())) return true;
            }
        }
    }
    return text::fold(mail.header("Subject")) == "unsubscribe";
}

} // namespace

std::string_view to_string(Kind kind)
{
    static constexpr std::array<std::string_view, 13> names = {
        "bounce",  "delayed", "delivered", "complaint", "unsubscribe", "calendar_reply", "auto_reply", "challenge",
        "opt_out", "start",   "help",      "answer",    "text"};
    return names.at(static_cast<std::size_t>(kind));
}

namespace {

void take_reading(Classified& result, Reading reading)
{
    result.kind = reading.kind;
    result.answer = std::move(reading.answer);
    result.people = reading.people;
    result.says_more = reading.says_more;
}

} // namespace

Classified classify_mail(const mime::ParsedMail& mail, std::string_view locale, const Lexicons& lexicons,
                         Choices choices)
{
    Classified result;
    result.may_be_answered = may_be_answered(mail);
    if (auto notice = is_challenge_service(mail) ? std::nullopt : read_delivery_notice(mail)) {
        result.kind = notice->kind;
        result.reports = std::move(notice->reports);
        result.envelope_id = std::move(notice->envelope_id);
        result.automatic = true;
        result.may_be_answered = false;
        result.references = references_of(mail, true);
        return result;
    }
    result.text = new_words(mail);
    result.references = references_of(mail, false);
    const auto machine = automatic_kind(mail, result.text);
    result.automatic = machine.has_value() || must_not_be_answered(mail);
    result.may_be_answered = result.may_be_answered && !result.automatic;
    if (goes_to_unsubscribe(mail)) {
        result.kind = Kind::unsubscribe;
        return result;
    }
    if (auto reply = read_calendar_reply(mail)) {
        result.kind = Kind::calendar_reply;
        result.answer = reply->answer;
        return result;
    }
    if (machine) {
        result.kind = *machine;
        return result;
    }
    take_reading(result, lexicons.read(result.text, locale, choices));
    // People answer in the subject and leave the body to their signature.
    if (result.text.empty() && mail.header("In-Reply-To").empty())
        take_reading(result, lexicons.read(mail.header("Subject"), locale, choices));
    return result;
}

Classified classify_text(std::string_view text, std::string_view locale, const Lexicons& lexicons, Choices choices)
{
    Classified result;
    result.text = text::trim(text::repair_utf8(text));
    take_reading(result, lexicons.read(result.text, locale, choices));
    return result;
}

} // namespace dosah::responses
