// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/sendsms.h"

#include "base/encoding.h"
#include "base/text.h"

#include <charconv>

namespace dosah::connectors::kannel {

using channel::Outcome;
using channel::OutcomeKind;

namespace {

std::string login(const Settings& settings)
{
    return settings.path + "?username=" + url_encode(settings.user) + "&password=" + url_encode(settings.password);
}

OutcomeKind refused(const std::string& body)
{
    // Kannel's words (gw/smsbox.c): no receiver is left after it has looked at the number's characters.
    return body.find("Missing receiver") != std::string::npos ? OutcomeKind::address_dead : OutcomeKind::rejected;
}

} // namespace

std::string sendsms_target(const Settings& settings, const channel::OutgoingMessage& message)
{
    std::string target = login(settings);
    const auto add = [&target](const char* name, const std::string& value) {
        target += '&';
        target += name;
        target += '=';
        target += url_encode(value);
    };
    add("to", message.recipient);
    const std::string& sender = message.sender.empty() ? settings.sender : message.sender;
    if (!sender.empty()) add("from", sender);
    add("charset", "UTF-8");
    add("coding", message.unicode ? "2" : "0");
    add("text", message.content);
    if (message.validity.count() > 0)
        add("validity", std::to_string(std::max<std::int64_t>(1, (message.validity.count() + 59) / 60)));
    if (!settings.smsc.empty()) add("smsc", settings.smsc);
    if (settings.dlr_mask > 0 && !settings.webhook_url.empty()) {
        add("dlr-mask", std::to_string(settings.dlr_mask));
        // Kannel fills its escapes in when it calls, encoding what it puts there.
        add("dlr-url", settings.webhook_url + "receipt?attempt=" + url_encode(message.attempt_reference) +
                           "&status=%d&text=%A&smsc=%i&id=%F");
    }
    return target;
}

std::string probe_target(const Settings& settings)
{
    return login(settings) + "&text=probe";
}

Outcome outcome_of(int status, const std::string& body, const std::string& retry_after)
{
    Outcome outcome;
    outcome.handed = true;
    outcome.code = "http " + std::to_string(status);
    outcome.text = text::trim(text::repair_utf8(body.substr(0, 1000)));
    if (status == 202)
        outcome.kind = OutcomeKind::accepted;
    else if (status == 400)
        outcome.kind = refused(body);
    else if (status == 401 || status == 403 || status == 404 || (status >= 300 && status < 400))
        outcome.kind = OutcomeKind::connector_broken;
    else if (status == 429 || status == 503)
        outcome.kind = OutcomeKind::later;
    else
        outcome.kind = OutcomeKind::unknown;
    long seconds = 0;
    if (outcome.kind == OutcomeKind::later && !retry_after.empty() &&
        std::from_chars(retry_after.data(), retry_after.data() + retry_after.size(), seconds).ec == std::errc() &&
        seconds > 0 && seconds <= 86400)
        outcome.retry_after = std::chrono::seconds(seconds);
    return outcome;
}

} // namespace dosah::connectors::kannel
