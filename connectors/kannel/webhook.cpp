// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/webhook.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/text.h"

namespace dosah::connectors::kannel {

using channel::InboundItem;
using channel::InboundKind;
using channel::WebhookReply;
using channel::WebhookRequest;

namespace {

constexpr std::size_t value_limit = 20000;

struct Missing
{
    std::string name;
};

std::string value(const WebhookRequest& request, const std::string& name)
{
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second.substr(0, value_limit);
}

std::string required(const WebhookRequest& request, const std::string& name)
{
    const std::string result = text::trim(text::repair_utf8(value(request, name)));
    if (result.empty()) throw Missing{name};
    return result;
}

/// Unambiguous: no value can reach into its neighbour.
std::string digest(std::initializer_list<std::string> values)
{
    std::string joined;
    for (const std::string& one : values)
        joined += std::to_string(one.size()) + ":" + one;
    return sha256_hex(joined);
}

std::string status_word(const std::string& number)
{
    static const std::map<std::string, std::string> words = {
        {"1", "delivered"}, {"2", "failed"}, {"4", "buffered"}, {"8", "accepted"}, {"16", "rejected"}};
    const auto found = words.find(number);
    if (found == words.end()) throw Missing{"status (1, 2, 4, 8 or 16)"};
    return found->second;
}

/// The word after a name in an SMPP receipt ("stat:UNDELIV err:001"), or "".
std::string receipt_word(const std::string& text, const std::string& name)
{
    const std::size_t at = text.find(name);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size();
    return text.substr(begin, std::min<std::size_t>(text.find(' ', begin) - begin, 40));
}

void keep_rest(const WebhookRequest& request, std::initializer_list<const char*> names, InboundItem& item)
{
    for (const char* name : names)
        if (const std::string kept = text::repair_utf8(value(request, name)); !kept.empty()) item.fields[name] = kept;
}

InboundItem receipt(const WebhookRequest& request)
{
    InboundItem item;
    item.kind = InboundKind::receipt;
    item.raw = text::repair_utf8(value(request, "text"));
    const std::string attempt = required(request, "attempt");
    const std::string status = required(request, "status");
    const std::string word = status_word(status);
    std::string code = receipt_word(item.raw, "stat:");
    if (const std::string error = receipt_word(item.raw, "err:"); !error.empty())
        code += (code.empty() ? "err " : " ") + error;
    item.fields = {{"attempt", attempt}, {"status", word}, {"code", code.empty() ? "kannel " + status : code}};
    keep_rest(request, {"smsc", "id"}, item);
    item.provider_key = "receipt/" + digest({attempt, status, item.raw});
    return item;
}

InboundItem reply(const WebhookRequest& request)
{
    InboundItem item;
    item.kind = InboundKind::sms;
    const std::string from = international(required(request, "from"));
    const std::string to = international(required(request, "to"));
    if (!request.query.contains("text")) throw Missing{"text"};
    const std::string words = value(request, "text");
    const std::string charset = value(request, "charset");
    // Kannel recodes to UTF-8 when told so (mo-recode); what it names otherwise is decoded here.
    const bool utf8 = charset.empty() || text::to_lower(text::repair_utf8(charset)) == "utf-8";
    item.raw = utf8 ? text::repair_utf8(words) : text::decode(words, charset).value_or(text::repair_utf8(words));
    item.fields = {{"from", from}, {"to", to}};
    keep_rest(request, {"time", "smsc", "id", "charset", "coding"}, item);
    // Kannel's id differs at every retry of the same call, so what the message says is its key.
    item.provider_key = "reply/" + digest({from, to, words, value(request, "time")});
    return item;
}

} // namespace

std::string international(const std::string& number)
{
    std::string digits;
    for (const char c : number)
        if (c != ' ' && c != '-') digits += c;
    const bool plus = digits.starts_with('+');
    const std::string bare = plus ? digits.substr(1) : digits.starts_with("00") ? digits.substr(2) : digits;
    if (bare.empty() || bare.find_first_not_of("0123456789") != std::string::npos) return number;
    // Short codes have at most 8 digits or so; a national number cannot be told from one, so it stays.
    if (plus || digits.starts_with("00") || (bare.size() >= 10 && bare.size() <= 15 && bare.front() != '0'))
        return "+" + bare;
    return number;
}

WebhookReply KannelWebhook::handle(const WebhookRequest& request, channel::InboundSink& sink)
{
    if (request.method != "GET" && request.method != "POST") return {405, "GET or POST\n"};
    try {
        if (request.path == "receipt")
            sink.take(account_id_, receipt(request));
        else if (request.path == "reply")
            sink.take(account_id_, reply(request));
        else
            return {404, "receipt or reply\n"};
        // An empty body: with max-messages above 0 Kannel would send it to the person.
        return {200, ""};
    } catch (const Missing& missing) {
        return {400, "missing or wrong: " + missing.name + "\n"};
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::unavailable) return {503, "not now\n"};
        throw;
    }
}

} // namespace dosah::connectors::kannel
