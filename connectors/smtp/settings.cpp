// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/settings.h"

#include "base/error.h"

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

Poco::Net::Context::Ptr context_for(const std::string& verify)
{
    using Poco::Net::Context;
    const bool system = verify == "true";
    if (!system && !std::filesystem::is_regular_file(verify))
        throw input_error("connector smtp: setting verify is true or a file of trusted certificates (PEM); there is "
                          "no file \"" +
                          verify + "\"");
    try {
        Poco::Net::initializeSSL();
        // STRICT and not RELAXED: Poco lets RELAXED pass any certificate for localhost.
        Context::Ptr context =
            new Context(Context::TLS_CLIENT_USE, system ? std::string() : verify, Context::VERIFY_STRICT, 9, system);
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        context->enableExtendedCertificateVerification(true);
        return context;
    } catch (const Poco::Exception& error) {
        throw input_error("connector smtp: cannot use the certificates of setting verify: " + error.displayText());
    }
}

} // namespace

Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account)
{
    channel::check_settings(kind, account);
    const auto get = [&](const char* name) { return channel::setting(kind, account, name); };
    Settings result;
    result.host = single_word("host", get("host"));
    if (result.host.empty()) throw input_error("connector smtp: setting host is empty");
    result.tls = tls_from(get("tls"));
    const std::string port = get("port");
    result.port = static_cast<std::uint16_t>(port.empty() ? (result.tls == Tls::implicit ? 465 : 587)
                                                          : number("port", port, 1, 65535));
    result.user = get("user");
    result.password = get("password");
    if (result.user.find('\0') != std::string::npos || result.password.find('\0') != std::string::npos)
        throw input_error("connector smtp: user and password cannot hold a zero byte");
    if (result.tls == Tls::none && !result.user.empty() && !is_loopback(result.host))
        throw input_error("connector smtp: a login would travel in the clear; set tls to starttls or implicit");
    if (result.tls != Tls::none) result.context = context_for(get("verify"));
    result.helo = single_word("helo", get("helo"));
    if (result.helo.empty()) result.helo = Poco::Environment::nodeName();
    result.envelope_sender = single_word("envelope_sender", get("envelope_sender"));
    result.connections = number("connections", get("connections"), 1, 200);
    result.timeout = std::chrono::seconds(number("timeout_seconds", get("timeout_seconds"), 1, 3600));
    result.final_timeout = std::chrono::seconds(number("final_timeout_seconds", get("final_timeout_seconds"), 1, 3600));
    return result;
}

} // namespace dosah::connectors::smtp
