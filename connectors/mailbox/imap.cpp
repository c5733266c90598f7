// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/imap.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>

#include <charconv>
#include <mutex>

namespace dosah::connectors::mailbox {

namespace {

constexpr std::size_t lines_limit = 16 * 1024 * 1024;

/// What one transfer writes into; a callback that takes fewer bytes than given ends the transfer.
struct Target
{
    std::string* text;
    std::size_t limit;
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* user)
{
    auto* target = static_cast<Target*>(user);
    if (target->text->size() + size * count > target->limit) return 0;
    target->text->append(bytes, size * count);
    return size * count;
}

int ask_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return (*static_cast<const std::function<bool()>*>(user))() ? 1 : 0;
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word)
{
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t begin = at + word.size() + 1;
        if (begin >= text.size() || text[begin - 1] != ' ' || !is_digit(text[begin])) continue;
        if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '(' && text[at - 1] != '[') continue;
        std::uint64_t number = 0;
        if (std::from_chars(text.data() + begin, text.data() + text.size(), number).ec == std::errc()) return number;
    }
    return std::nullopt;
}

std::vector<Entry> entries_from(std::string_view text)
{
    std::vector<Entry> entries;
    for (const std::string& line : text::lines(text)) {
        if (!line.starts_with("* ") || line.find(" FETCH (") == std::string::npos) continue;
        const auto uid = number_after(line, "UID");
        const auto size = number_after(line, "RFC822.SIZE");
        if (uid && *uid > 0 && *uid <= UINT32_MAX)
            entries.push_back({static_cast<std::uint32_t>(*uid), static_cast<std::size_t>(size.value_or(0))});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.uid < b.uid; });
    return entries;
}

struct Imap::Handle
{
    Handle() : curl(curl_easy_init())
    {
        if (curl == nullptr) throw Error(ErrorKind::internal, "libcurl gives no handle");
    }
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle&) = delete;

    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (curl_easy_setopt(curl, option, value) != CURLE_OK)
            throw Error(ErrorKind::internal, "libcurl refuses option " + std::to_string(option));
    }

    CURL* curl;
    char error[CURL_ERROR_SIZE] = {};
};

Imap::Imap(const Settings& settings, const std::function<bool()>& stop) : settings_(settings), stop_(stop)
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    handle_ = std::make_unique<Handle>();
    Handle& curl = *handle_;
    curl.set(CURLOPT_NOSIGNAL, 1L);
    curl.set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl.set(CURLOPT_USERNAME, settings_.user.c_str());
    if (settings_.bearer.empty())
        curl.set(CURLOPT_PASSWORD, settings_.password.c_str());
    else
        curl.set(CURLOPT_XOAUTH2_BEARER, settings_.bearer.c_str());
    if (settings_.tls == Tls::starttls) curl.set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    curl.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl.set(CURLOPT_SSL_VERIFYPEER, 1L);
    curl.set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings_.ca_file.empty()) curl.set(CURLOPT_CAINFO, settings_.ca_file.c_str());
    const long seconds = static_cast<long>(settings_.timeout.count());
    curl.set(CURLOPT_CONNECTTIMEOUT, seconds);
    curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
    // A large message may take long, but not crawl.
    curl.set(CURLOPT_LOW_SPEED_LIMIT, 100L);
    curl.set(CURLOPT_LOW_SPEED_TIME, seconds);
    curl.set(CURLOPT_WRITEFUNCTION, &take_bytes);
    curl.set(CURLOPT_HEADERFUNCTION, &take_bytes);
    curl.set(CURLOPT_XFERINFOFUNCTION, &ask_stop);
    curl.set(CURLOPT_XFERINFODATA, const_cast<void*>(static_cast<const void*>(&stop_)));
    curl.set(CURLOPT_NOPROGRESS, 0L);
    curl.set(CURLOPT_ERRORBUFFER, curl.error);
}

Imap::~Imap() = default;

Imap::Result Imap::perform(const std::string& path, const std::string& text, std::size_t limit)
{
    Result result;
    Target body{&result.body, limit};
    Target lines{&result.lines, lines_limit};
    Handle& curl = *handle_;
    curl.error[0] = '\0';
    curl.set(CURLOPT_URL, (settings_.url + "/" + path).c_str());
    // libcurl decodes a command as it does a url.
    std::string encoded;
    for (const char c : text)
        encoded += c == '%' ? std::string("%25") : std::string(1, c);
    curl.set(CURLOPT_CUSTOMREQUEST, text.empty() ? static_cast<const char*>(nullptr) : encoded.c_str());
    curl.set(CURLOPT_WRITEDATA, static_cast<void*>(&body));
    curl.set(CURLOPT_HEADERDATA, static_cast<void*>(&lines));
    result.code = curl_easy_perform(curl.curl);
    return result;
}

namespace {

Error trouble(const Settings& settings, int code, const char* detail)
{
    std::string text = "mailbox at " + settings.url + ": ";
    switch (code) {
    case CURLE_LOGIN_DENIED:
        text += "the login is refused; check user and secret password";
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
        text += curl_easy_strerror(static_cast<CURLcode>(code));
    }
    if (detail[0] != '\0') text += " (" + text::repair_utf8(detail) + ")";
    return unavailable_error(text);
}

} // namespace

std::string Imap::command(const std::string& path, const std::string& text)
{
    const Result result = perform(path, text, lines_limit);
    if (result.code != CURLE_OK) throw trouble(settings_, result.code, handle_->error);
    return result.body;
}

bool Imap::try_command(const std::string& text)
{
    const Result result = perform(url_encode(settings_.folder), text, lines_limit);
    if (result.code == CURLE_OK) return true;
    if (result.code == CURLE_QUOTE_ERROR) return false; // the server said NO or BAD
    throw trouble(settings_, result.code, handle_->error);
}

FolderState Imap::state()
{
    const std::string said = command("", "STATUS \"" + settings_.folder + "\" (UIDVALIDITY UIDNEXT)");
    const auto validity = number_after(said, "UIDVALIDITY");
    if (!validity || *validity == 0 || *validity > UINT32_MAX)
        throw unavailable_error("mailbox at " + settings_.url + ": the server gives no UIDVALIDITY for folder " +
                                settings_.folder);
    const auto next = number_after(said, "UIDNEXT");
    return {static_cast<std::uint32_t>(*validity), static_cast<std::uint32_t>(next.value_or(0))};
}

std::vector<Entry> Imap::list(std::uint32_t from)
{
    const std::string said =
        command(url_encode(settings_.folder), "UID FETCH " + std::to_string(from) + ":* (UID RFC822.SIZE)");
    std::vector<Entry> entries = entries_from(said);
    // n:* names the last message even when its uid is below n (RFC 3501 6.4.8).
    std::erase_if(entries, [from](const Entry& entry) { return entry.uid < from; });
    return entries;
}

std::optional<std::string> Imap::fetch(std::uint32_t validity, std::uint32_t uid, std::optional<std::size_t> limit)
{
    std::string path =
        url_encode(settings_.folder) + ";UIDVALIDITY=" + std::to_string(validity) + "/;UID=" + std::to_string(uid);
    if (limit) path += "/;PARTIAL=0." + std::to_string(*limit);
    Result result = perform(path, "", 64 * 1024 * 1024);
    if (result.code == CURLE_REMOTE_FILE_NOT_FOUND || result.code == CURLE_QUOTE_ERROR) return std::nullopt;
    if (result.code != CURLE_OK) throw trouble(settings_, result.code, handle_->error);
    return std::move(result.body);
}

void Imap::move(std::uint32_t uid)
{
    const std::string number = std::to_string(uid);
    const std::string target = " \"" + settings_.processed_folder + "\"";
    if (try_command("UID MOVE " + number + target)) return;
    try_command("CREATE" + target);
    if (try_command("UID MOVE " + number + target)) return;
    if (!try_command("UID COPY " + number + target))
        throw unavailable_error("mailbox at " + settings_.url + ": the server does not move messages to folder " +
                                settings_.processed_folder);
    // Only this one is expunged (RFC 4315); where the server cannot, it stays marked as deleted.
    if (try_command("UID STORE " + number + " +FLAGS.SILENT (\\Deleted)")) try_command("UID EXPUNGE " + number);
}

} // namespace dosah::connectors::mailbox
