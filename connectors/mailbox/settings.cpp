// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/settings.h"

#include "base/error.h"
#include "base/text.h"
#include "connectors/mailbox/transfer.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <charconv>
#include <filesystem>

namespace dosah::connectors::mailbox {

namespace {

bool is_loopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// What goes into a quoted string of a command.
std::string folder_name(const std::string& name, const std::string& text)
{
    for (const char c : text)
        if (c < ' ' || c > '~' || c == '"' || c == '\\')
            throw input_error("connector mailbox: setting " + name +
                              " has a character IMAP does not take; write the "
                              "folder as the server names it (modified UTF-7)");
    return text;
}

/// A flag or keyword of RFC 3501: an atom, with \\ before those that IMAP itself knows.
std::string flag_name(const std::string& flag)
{
    const std::string atom = flag.starts_with('\\') ? flag.substr(1) : flag;
    const bool good = std::all_of(atom.begin(), atom.end(), [](char c) {
        return c > ' ' && c <= '~' && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
    });
    const std::string known = text::to_lower(text::repair_utf8(atom));
    if (!good || (atom.empty() && !flag.empty()) || (atom != flag && known != "flagged" && known != "answered"))
        throw input_error("connector mailbox: setting processed_flag is \\Flagged, \\Answered or a keyword of letters "
                          "and digits such as $Dosah");
    return flag;
}

void read_url(Settings& settings, const std::string& text, const std::string& tls)
{
    std::string host;
    try {
        const Poco::URI url(text);
        host = url.getHost();
        const std::string& scheme = url.getScheme();
        settings.pop3 = scheme == "pop3" || scheme == "pop3s";
        if ((!settings.pop3 && scheme != "imap" && scheme != "imaps") || host.empty() || !url.getUserInfo().empty() ||
            !(url.getPathEtc().empty() || url.getPathEtc() == "/"))
            throw Poco::SyntaxException("not imaps://host:port");
        settings.tls = scheme.ends_with('s') ? Tls::implicit : tls == "none" ? Tls::none : Tls::starttls;
        const bool v6 = host.find(':') != std::string::npos;
        // Poco knows no default port for these: none given is 0, and libcurl knows.
        settings.url = scheme + "://" + (v6 ? "[" + host + "]" : host) +
                       (url.getPort() == 0 ? std::string() : ":" + std::to_string(url.getPort()));
    } catch (const Poco::Exception&) {
        throw input_error("connector mailbox: setting url is imaps://host, imaps://host:port or imap://host:port "
                          "(STARTTLS), or the same with pop3s and pop3, without user and folder");
    }
    if (tls != "starttls" && tls != "none")
        throw input_error("connector mailbox: setting tls is starttls or none, not \"" + tls + "\"");
    if (settings.tls == Tls::none && !is_loopback(host))
        throw input_error("connector mailbox: the login would travel in the clear; leave tls at starttls");
}

} // namespace

Settings read_settings(const channel::ConnectorKind& kind, const channel::AccountSettings& account)
{
    channel::check_settings(kind, account);
    const auto get = [&](const char* name) { return channel::setting(kind, account, name); };
    Settings result;
    read_url(result, get("url"), get("tls"));
    const std::string verify = get("verify");
    if (verify != "true") {
        if (!std::filesystem::is_regular_file(verify))
            throw input_error("connector mailbox: setting verify is true or a file of trusted certificates (PEM); "
                              "there is no file \"" +
                              verify + "\"");
        result.ca_file = verify;
    }
    result.user = get("user");
    result.password = get("password");
    result.bearer = get("bearer");
    if (auto oauth = channel::read_oauth(kind, account)) {
        static const SystemClock clock;
        result.tokens = std::make_shared<channel::TokenSource>(std::move(*oauth), post_form, clock);
    }
    const int proofs = (result.password.empty() ? 0 : 1) + (result.bearer.empty() ? 0 : 1) + (result.tokens ? 1 : 0);
    if (proofs == 0)
        throw input_error("connector mailbox: secret password is missing, or OAuth2 by oauth_token_url (or bearer)");
    if (proofs > 1)
        throw input_error("connector mailbox: give a password, or OAuth2 by oauth_token_url, or a bearer, not two");
    result.folder = folder_name("folder", get("folder"));
    if (result.folder.empty()) throw input_error("connector mailbox: setting folder is empty");
    result.processed_folder = folder_name("processed_folder", get("processed_folder"));
    result.processed_flag = flag_name(get("processed_flag"));
    if (result.pop3 && !result.processed_flag.empty())
        throw input_error("connector mailbox: POP3 has no flags; take setting processed_flag away");
    if (result.pop3 && (result.folder != "INBOX" || !result.processed_folder.empty()))
        throw input_error("connector mailbox: POP3 has no folders; take settings folder and processed_folder away");
    const std::string remove = get("delete");
    if ((remove != "true" && remove != "false") || (remove == "true" && !result.pop3))
        throw input_error("connector mailbox: setting delete is true or false, and for POP3 only; with IMAP set "
                          "processed_folder");
    result.delete_kept = remove == "true";
    const std::string timeout = get("timeout_seconds");
    int seconds = 0;
    const auto [end, error] = std::from_chars(timeout.data(), timeout.data() + timeout.size(), seconds);
    if (error != std::errc() || end != timeout.data() + timeout.size() || seconds < 1 || seconds > 3600)
        throw input_error("connector mailbox: setting timeout_seconds must be a number from 1 to 3600");
    result.timeout = std::chrono::seconds(seconds);
    return result;
}

} // namespace dosah::connectors::mailbox
