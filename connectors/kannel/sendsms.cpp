// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/sendsms.h"

#include "base/encoding.h"
#include "base/signs.h"
#include "base/text.h"

#include <charconv>

namespace dosah::connectors::kannel {

using channel::Outcome;
using channel::OutcomeKind;

namespace {

void add(std::string& target, std::string_view name, std::string_view value)
{
    target += '&';
    target += name;
    target += '=';
    target += url_encode(value);
}

OutcomeKind kind_of(int status, const std::string& body)
{
    const auto says = [&body](std::string_view words) { return body.find(words) != std::string::npos; };
    if (status == 202) return OutcomeKind::accepted;
    if (status == 400) {
        // No receiver is left after Kannel has looked at the number's characters.
        return says("Missing receiver") || says("Empty receiver") ? OutcomeKind::address_dead : OutcomeKind::rejected;
    }
    // No link takes this number; the login is in order.
    if (status == 403 && says("Not routable")) return OutcomeKind::rejected;
    if (status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400))
        return OutcomeKind::connector_broken;
    if (status == 429 || status == 503) return OutcomeKind::later;
    return OutcomeKind::unknown;
}

Outcome refused(const std::string& words)
{
    Outcome outcome;
    outcome.kind = OutcomeKind::rejected;
    outcome.code = "content";
    outcome.text = words;
    return outcome;
}

} // namespace

Requests::Requests(const Settings& settings)
    : begin_("GET " + settings.path + "?username=" + url_encode(settings.user) +
             "&password=" + url_encode(settings.password)),
      sender_(settings.sender)
{
    const bool v6 = settings.host.find(':') != std::string::npos;
    end_ = " HTTP/1.1\r\nHost: " + (v6 ? "[" + settings.host + "]" : settings.host) + ":" +
           std::to_string(settings.port) + "\r\nConnection: keep-alive\r\n\r\n";
    add(fixed_, "charset", "UTF-8");
    if (!settings.smsc.empty()) add(fixed_, "smsc", settings.smsc);
    if (settings.dlr_mask == 0 || settings.webhook_url.empty()) return;
    add(receipt_, "dlr-mask", std::to_string(settings.dlr_mask));
    add(receipt_, "dlr-url", settings.webhook_url + "receipt?attempt=");
}

std::string Requests::sendsms(const channel::OutgoingMessage& message) const
{
    std::string request = begin_;
    request.reserve(1024 + 3 * message.content.size());
    add(request, "to", message.recipient);
    const std::string& sender = message.sender.empty() ? sender_ : message.sender;
    if (!sender.empty()) add(request, "from", sender);
    request += fixed_;
    add(request, "coding", message.unicode ? "2" : "0");
    add(request, "text", message.unicode ? whole_signs(message.content) : message.content);
    if (message.validity.count() > 0)
        add(request, "validity", std::to_string(std::max<std::int64_t>(1, (message.validity.count() + 59) / 60)));
    if (!receipt_.empty()) {
        // Kannel fills its escapes in when it calls, encoding what it puts there.
        request += receipt_ + url_encode(url_encode(message.attempt_reference) + "&status=%d&text=%A&smsc=%i&id=%F");
    }
    return request + end_;
}

std::string Requests::probe() const
{
    return begin_ + "&text=probe" + end_;
}

std::string whole_signs(const std::string& content)
{
    constexpr std::size_t single = 70;
    constexpr std::size_t concatenated = 67;
    const std::u16string units = text::to_utf16(content);
    if (units.size() <= single) return content;
    std::u16string padded;
    std::size_t begin = 0;
    for (const std::size_t end : text::sign_ends(units, concatenated)) {
        const std::size_t filled = padded.size() % concatenated;
        if (filled + (end - begin) > concatenated) padded.append(concatenated - filled, u' ');
        padded.append(units, begin, end - begin);
        begin = end;
    }
    return text::to_utf8(padded);
}

std::optional<Outcome> unsendable(const channel::OutgoingMessage& message)
{
    if (message.content.empty()) return refused("the message has no text");
    if (!text::is_valid_utf8(message.content)) return refused("the message's text is no UTF-8");
    if (message.recipient.find_first_of(" \t\r\n") != std::string::npos)
        return refused("the recipient is no single number");
    return std::nullopt;
}

Outcome outcome_of(int status, const std::string& body, const std::string& retry_after)
{
    Outcome outcome;
    outcome.handed = true;
    outcome.code = "http " + std::to_string(status);
    outcome.text = text::trim(text::repair_utf8(body.substr(0, 1000)));
    outcome.kind = kind_of(status, body);
    long seconds = 0;
    if (outcome.kind == OutcomeKind::later && !retry_after.empty() &&
        std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds).ec == std::errc() &&
        seconds > 0 && seconds <= 86400)
        outcome.retry_after = std::chrono::seconds(seconds);
    return outcome;
}

} // namespace dosah::connectors::kannel
