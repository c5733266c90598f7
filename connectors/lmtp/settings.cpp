// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/settings.h"

#include "base/error.h"
#include "base/text.h"

#include <Poco/Exception.h>

#include <charconv>

namespace dosah::connectors::lmtp {

namespace {

std::size_t number(const std::string& name, const std::string& text, std::size_t least, std::size_t most)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
        throw input_error("connector lmtp: setting " + name + " must be a number from " + std::to_string(least) +
                          " to " + std::to_string(most) + ", not \"" + text + "\"");
    return value;
}

/// Lower case, without what follows the first + of the local part.
std::string plain_address(const std::string& address)
{
    const std::string lower = text::to_lower(address);
    const std::size_t at = lower.rfind('@');
    if (at == std::string::npos) return lower;
    const std::size_t plus = lower.find('+');
    return plus < at && plus > 0 ? lower.substr(0, plus) + lower.substr(at) : lower;
}

void read_place(Settings& settings, const std::string& listen)
{
    constexpr std::size_t longest_path = 107; // sun_path of unix(7) less its NUL
    try {
        if (listen.starts_with("unix:")) {
            settings.socket_path = listen.substr(5);
            if (!settings.socket_path.starts_with('/') || settings.socket_path.size() > longest_path)
                throw Poco::SyntaxException("not an absolute path of at most 107 bytes");
            settings.listen = Poco::Net::SocketAddress(settings.socket_path);
            return;
        }
        if (listen.find(':') == std::string::npos || listen.starts_with('/'))
            throw Poco::SyntaxException("no port is given");
        settings.listen = Poco::Net::SocketAddress(listen);
    } catch (const Poco::Exception&) {
        throw input_error("connector lmtp: setting listen is 127.0.0.1:PORT, [::1]:PORT or unix:/path/of/socket, not "
                          "\"" +
                          listen + "\"");
    }
    if (!settings.listen.host().isLoopback() && settings.clients.empty())
        throw input_error("connector lmtp: who reaches " + listen +
                          " can bring any mail; listen on 127.0.0.1, or say in setting clients which machines may "
                          "connect");
}

std::vector<Poco::Net::IPAddress> clients_from(const std::string& words)
{
    std::vector<Poco::Net::IPAddress> clients;
    if (text::trim(words).empty()) return clients;
    for (const std::string& word : text::split(words, ',')) {
        Poco::Net::IPAddress client;
        if (!Poco::Net::IPAddress::tryParse(text::trim(word), client))
            throw input_error("connector lmtp: setting clients is addresses of machines, with commas; \"" +
                              text::trim(word) + "\" is none");
        clients.push_back(client);
    }
    return clients;
}

} // namespace

Recipients::Recipients(const std::string& address, const std::string& also)
{
    const auto add = [this](const char* setting, const std::string& given, bool whole_domain) {
        const std::string word = text::trim(given);
        const std::size_t at = word.find('@');
        const bool good = at != std::string::npos && at == word.rfind('@') && at + 1 < word.size() &&
                          (at > 0 || whole_domain) && word.find_first_of(" \t<>,") == std::string::npos;
        if (!good)
            throw input_error("connector lmtp: setting " + std::string(setting) + ": \"" + word + "\" is no address" +
                              (whole_domain ? " and no @domain" : ""));
        names_.push_back(plain_address(word));
    };
    add("address", address, false);
    if (text::trim(also).empty()) return;
    for (const std::string& word : text::split(also, ','))
        add("also", word, true);
}

bool Recipients::take(const std::string& recipient) const
{
    const std::string name = plain_address(recipient);
    const std::size_t at = name.rfind('@');
    if (at == std::string::npos || at == 0) return false;
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& one) {
        return one == name || (one.starts_with('@') && name.substr(at) == one);
    });
}

Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account)
{
    channel::check_settings(kind, account);
    const auto get = [&](const char* name) { return channel::setting(kind, account, name); };
    Settings result;
    result.clients = clients_from(get("clients"));
    read_place(result, get("listen"));
    result.recipients = Recipients(get("address"), get("also"));
    result.size_limit = number("size_limit", get("size_limit"), 65536, 64U << 20);
    result.recipient_limit = number("recipients", get("recipients"), 1, 10000);
    result.connections = number("connections", get("connections"), 1, 1000);
    result.timeout = std::chrono::seconds(number("timeout_seconds", get("timeout_seconds"), 1, 3600));
    return result;
}

} // namespace dosah::connectors::lmtp
