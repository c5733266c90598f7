// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/settings.h"

#include "base/error.h"
#include "base/text.h"
#include "connectors/smtp/token_post.h"

#include <Poco/Environment.h>
#include <Poco/Exception.h>
#include <Poco/Net/SSLManager.h>

#include <charconv>
#include <filesystem>

namespace dosah::connectors::smtp {

namespace {

int number(const std::string& name, const std::string& text, int least, int most)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw input_error("connector smtp: setting " + name + " must be a number from " + std::to_string(least) +
                          " to " + std::to_string(most) + ", not \"" + text + "\"");
    return value;
}

bool is_loopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// What stands in a command line must not be able to end it.
const std::string& single_word(const std::string& name, const std::string& text)
{
    for (const char c : text)
        if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f' || c == '<' || c == '>')
            throw input_error("connector smtp: setting " + name + " holds a space, control character or angle bracket");
    return text;
}

Tls tls_from(const std::string& word)
{
    if (word == "none") return Tls::none;
    if (word == "starttls") return Tls::starttls;
    if (word == "implicit") return Tls::implicit;
    throw input_error("connector smtp: setting tls is none, starttls or implicit, not \"" + word + "\"");
}

/// The NOTIFY parameter as it is sent (RFC 3461 4.1).
std::string notify_from(const std::string& words)
{
    std::string notify;
    for (const std::string& part : text::split(words, ',')) {
        const std::string word = text::trim(part);
        if (word == "never" ? words != word : word != "success" && word != "failure" && word != "delay")
            throw input_error(
                "connector smtp: setting notify is never or some of success, failure, delay, with commas; "
                "not \"" +
                words + "\"");
        notify += (notify.empty() ? "" : ",") + text::to_upper(word);
    }
    return notify;
}

bool yes_or_no(const std::string& name, const std::string& word)
{
    if (word != "true" && word != "false")
        throw input_error("connector smtp: setting " + name + " is true or false, not \"" + word + "\"");
    return word == "true";
}

std::vector<Relay> relays_from(const std::string& host, const std::string& relays, std::uint16_t port)
{
    if (host.empty() == relays.empty())
        throw input_error("connector smtp: give setting host, or setting relays for several, " +
                          std::string(host.empty() ? "one of them" : "not both"));
    if (!relays.empty()) return read_relays(relays, port);
    Relay relay;
    relay.host = single_word("host", host);
    relay.port = port;
    return {relay};
}

} // namespace

Poco::Net::Context::Ptr trusted_context(const std::string& verify, const std::string& setting)
{
    using Poco::Net::Context;
    const bool system = verify == "true";
    if (!system && !std::filesystem::is_regular_file(verify))
        throw input_error("connector smtp: setting " + setting +
                          " is true or a file of trusted certificates (PEM); there is no file \"" + verify + "\"");
    try {
        Poco::Net::initializeSSL();
        // STRICT and not RELAXED: Poco lets RELAXED pass any certificate for localhost.
        Context::Ptr context =
            new Context(Context::TLS_CLIENT_USE, system ? std::string() : verify, Context::VERIFY_STRICT, 9, system);
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        context->enableExtendedCertificateVerification(true);
        return context;
    } catch (const Poco::Exception& error) {
        throw input_error("connector smtp: cannot use the certificates of setting " + setting + ": " +
                          error.displayText());
    }
}

Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account)
{
    channel::check_settings(kind, account);
    const auto get = [&](const char* name) { return channel::setting(kind, account, name); };
    const auto seconds = [&](const char* name, int least, int most) {
        return std::chrono::seconds(number(name, get(name), least, most));
    };
    Settings result;
    result.tls = tls_from(get("tls"));
    const std::string port = get("port");
    const int usual = result.tls == Tls::implicit ? 465 : 587;
    result.relays = relays_from(get("host"), get("relays"),
                                static_cast<std::uint16_t>(port.empty() ? usual : number("port", port, 1, 65535)));
    result.user = get("user");
    result.password = get("password");
    result.token = get("token");
    result.token_file = get("token_file");
    if ((result.user + result.password + result.token).find_first_of(std::string_view("\0\1", 2)) != std::string::npos)
        throw input_error("connector smtp: user, password and token cannot hold control characters");
    if (auto oauth = channel::read_oauth(kind, account)) {
        static const SystemClock clock;
        result.tokens = std::make_shared<channel::TokenSource>(std::move(*oauth), post_form, clock);
    }
    const int proofs = (result.token.empty() ? 0 : 1) + (result.token_file.empty() ? 0 : 1) + (result.tokens ? 1 : 0);
    if (proofs > 1 || (proofs == 1 && (!result.password.empty() || result.user.empty())))
        throw input_error(
            "connector smtp: a token (XOAUTH2) comes from oauth_token_url, a token_file or a secret, one of them, with "
            "setting user and without a password");
    if (result.tls == Tls::none && !result.user.empty() &&
        !std::all_of(result.relays.begin(), result.relays.end(),
                     [](const Relay& relay) { return is_loopback(relay.host); }))
        throw input_error("connector smtp: a login would travel in the clear; set tls to starttls or implicit");
    if (result.tls != Tls::none) result.context = trusted_context(get("verify"), "verify");
    result.helo = single_word("helo", get("helo"));
    if (result.helo.empty()) result.helo = Poco::Environment::nodeName();
    result.envelope_sender = single_word("envelope_sender", get("envelope_sender"));
    if (const std::string notify = get("notify"); !notify.empty()) result.notify = notify_from(notify);
    result.chunking = yes_or_no("chunking", get("chunking"));
    result.connections = number("connections", get("connections"), 1, 200);
    result.messages_per_connection = number("messages_per_connection", get("messages_per_connection"), 0, 1000000);
    result.idle = seconds("idle_seconds", 0, 3600);
    result.age = seconds("connection_seconds", 1, 86400);
    result.relay_rest = seconds("relay_rest_seconds", 0, 3600);
    result.timeout = seconds("timeout_seconds", 1, 3600);
    result.final_timeout = seconds("final_timeout_seconds", 1, 3600);
    return result;
}

} // namespace dosah::connectors::smtp
