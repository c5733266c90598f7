// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/transfer.h"

#include "base/text.h"
#include "connectors/mailbox/curl_handle.h"

namespace dosah::connectors::mailbox {

namespace {

/// libcurl hands over what is said besides bodies; nobody reads it.
std::size_t pass_over(char*, std::size_t size, std::size_t count, void*)
{
    return size * count;
}

int ask_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return (*static_cast<const std::function<bool()>*>(user))() ? 1 : 0;
}

} // namespace

struct Transfer::Handle
{
    explicit Handle(const Settings& settings) : curl("imap,imaps,pop3,pop3s", settings.ca_file) {}
    CurlHandle curl;
};

Transfer::Transfer(const Settings& settings, const std::function<bool()>& stop)
    : settings_(settings), stop_(stop), handle_(std::make_unique<Handle>(settings))
{
    CurlHandle& curl = handle_->curl;
    curl.set(CURLOPT_USERNAME, settings_.user.c_str());
    if (!settings_.password.empty()) curl.set(CURLOPT_PASSWORD, settings_.password.c_str());
    if (settings_.tls == Tls::starttls) curl.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    const long seconds = static_cast<long>(settings_.timeout.count());
    curl.set(CURLOPT_CONNECTTIMEOUT, seconds);
    curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
    // A large message may take long, but not crawl.
    curl.set(CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl.set(CURLOPT_LOW_SPEED_TIME, seconds);
    // Keeping a message may take its time; the login is not given up for that.
    curl.set(CURLOPT_MAXAGE_CONN, 3600L);
    curl.set(CURLOPT_HEADERFUNCTION, &pass_over);
    curl.set(CURLOPT_XFERINFOFUNCTION, &ask_stop);
    curl.set(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop_)));
    curl.set(CURLOPT_NOPROGRESS, 0L);
}

Transfer::~Transfer() = default;

Answer Transfer::perform(const Ask& ask)
{
    CurlHandle& curl = handle_->curl;
    curl.set(CURLOPT_URL, (settings_.url + "/" + ask.path).c_str());
    // libcurl decodes a command as it does a url.
    std::string encoded;
    for (const char c : ask.command)
        encoded += c == '%' ? std::string("%25") : std::string(1, c);
    curl.set(CURLOPT_CUSTOMREQUEST, ask.command.empty() ? static_cast<const char*>(nullptr) : encoded.c_str());
    curl.set(CURLOPT_NOBODY, ask.one_line ? 1L : 0L);
    Answer answer;
    answer.code = curl.perform(answer.body, ask.limit);
    answer.new_login = curl.information(CURLINFO_NUM_CONNECTS) > 0;
    return answer;
}

Answer Transfer::ask(const Ask& ask)
{
    const std::string& fixed = settings_.bearer;
    // The same token as long as it is taken: with another one libcurl would log in anew.
    if (token_.empty() && settings_.tokens) token_ = settings_.tokens->token();
    if (const std::string& token = settings_.tokens ? token_ : fixed; !token.empty())
        handle_->curl.set(CURLOPT_XOAUTH2_BEARER, token.c_str());
    Answer answer = perform(ask);
    if (answer.code != CURLE_LOGIN_DENIED || !settings_.tokens) return answer;
    settings_.tokens->refused(token_);
    token_ = settings_.tokens->token();
    handle_->curl.set(CURLOPT_XOAUTH2_BEARER, token_.c_str());
    return perform(ask);
}

Answer Transfer::demand(const Ask& ask)
{
    Answer answer = this->ask(ask);
    if (answer.code != CURLE_OK) give_up(answer);
    return answer;
}

void Transfer::give_up(const Answer& answer) const
{
    std::string text = "mailbox at " + settings_.url + ": ";
    switch (answer.code) {
    case CURLE_LOGIN_DENIED:
        text += settings_.tokens ? "the login is refused, also with a new access token; check user, oauth_scope and "
                                   "that the application may read this mailbox"
                                 : "the login is refused; check user and secret password";
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
        text += "the server's certificate is not trusted; check url and verify";
        break;
    case CURLE_USE_SSL_FAILED:
        text += "the server does not offer STARTTLS; nothing is sent in the clear";
        break;
    case CURLE_ABORTED_BY_CALLBACK:
        text += "stopped";
        break;
    default:
        text += curl_easy_strerror(static_cast<CURLcode>(answer.code));
    }
    if (const char* detail = handle_->curl.error(); detail[0] != '\0') text += " (" + text::repair_utf8(detail) + ")";
    throw unavailable_error(text);
}

channel::TokenReply post_form(const channel::OAuth& settings, const std::string& form)
{
    constexpr std::size_t longest = 64 * 1024;
    constexpr long patience = 30;
    CurlHandle curl("http,https", settings.ca_file);
    curl.set(CURLOPT_URL, settings.token_url.c_str());
    curl.set(CURLOPT_POST, 1L);
    curl.set(CURLOPT_POSTFIELDS, form.c_str());
    curl.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    curl.set(CURLOPT_FOLLOWLOCATION, 0L);
    curl.set(CURLOPT_TIMEOUT, patience);
    channel::TokenReply reply;
    if (const CURLcode code = curl.perform(reply.body, longest); code != CURLE_OK)
        throw unavailable_error(std::string("the token endpoint cannot be asked: ") + curl_easy_strerror(code) +
                                "; check oauth_token_url" +
                                (code == CURLE_PEER_FAILED_VERIFICATION ? " and oauth_verify" : ""));
    reply.status = static_cast<int>(curl.information(CURLINFO_RESPONSE_CODE));
    return reply;
}

} // namespace dosah::connectors::mailbox
