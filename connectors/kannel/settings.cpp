// SPDX-License-Identifier: EUPL-1.2
#include "connectors/kannel/settings.h"

#include "base/error.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <charconv>

namespace dosah::connectors::kannel {

namespace {

template <class Number>
Number number(const std::string& name, const std::string& text, Number least, Number most)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !(value >= least && value <= most))
        throw input_error("connector kannel: setting " + name + " must be a number from " +
                          std::to_string(static_cast<int>(least)) + " to " + std::to_string(static_cast<int>(most)) +
                          ", not \"" + text + "\"");
    return value;
}

} // namespace

Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account)
{
    channel::check_settings(kind, account);
    const auto get = [&](const char* name) { return channel::setting(kind, account, name); };
    Settings result;
    try {
        const Poco::URI url(get("url"));
        if (url.getScheme() != "http" || url.getHost().empty() || !url.getRawQuery().empty())
            throw Poco::SyntaxException("not http://host:port/path");
        result.host = url.getHost();
        result.port = url.getPort();
        result.path = url.getPathEtc().empty() ? "/cgi-bin/sendsms" : url.getPathEtc();
    } catch (const Poco::Exception&) {
        throw input_error("connector kannel: setting url is Kannel's sendsms address, such as "
                          "http://127.0.0.1:13013/cgi-bin/sendsms (no TLS: put Kannel beside Dosah or in a tunnel)");
    }
    result.user = get("user");
    result.password = get("password");
    result.sender = get("sender");
    result.smsc = get("smsc");
    result.dlr_mask = number("dlr_mask", get("dlr_mask"), 0, 31);
    result.connections = number("connections", get("connections"), 1, 200);
    result.parts_per_second = number("parts_per_second", get("parts_per_second"), 0.0, 100000.0);
    result.timeout = std::chrono::seconds(number("timeout_seconds", get("timeout_seconds"), 1, 600));
    result.webhook_url = account.webhook_url;
    return result;
}

} // namespace dosah::connectors::kannel
