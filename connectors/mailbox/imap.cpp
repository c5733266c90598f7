// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/imap.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>

#include <charconv>

namespace dosah::connectors::mailbox {

namespace {

constexpr std::size_t message_limit = 64 * 1024 * 1024;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

std::string quoted_after(std::string_view line, std::string_view word)
{
    const std::size_t at = line.find(word);
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + word.size();
    const std::size_t end = line.find('"', begin);
    return end == std::string_view::npos ? std::string() : std::string(line.substr(begin, end - begin));
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
            entries.push_back({static_cast<std::uint32_t>(*uid), static_cast<std::size_t>(size.value_or(0)),
                               quoted_after(line, "INTERNALDATE \"")});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.uid < b.uid; });
    return entries;
}

bool Imap::try_command(const std::string& text)
{
    const Answer answer = transfer_.ask({url_encode(settings_.folder), text});
    if (answer.code == CURLE_OK) return true;
    if (answer.code == CURLE_QUOTE_ERROR) return false; // the server said NO or BAD
    transfer_.give_up(answer);
}

FolderState Imap::state()
{
    const std::string said = transfer_.demand({"", "STATUS \"" + settings_.folder + "\" (UIDVALIDITY UIDNEXT)"}).body;
    const auto validity = number_after(said, "UIDVALIDITY");
    if (!validity || *validity == 0 || *validity > UINT32_MAX)
        throw unavailable_error("mailbox at " + settings_.url + ": the server gives no UIDVALIDITY for folder " +
                                settings_.folder);
    const auto next = number_after(said, "UIDNEXT");
    if (next && *next > 0 && *next <= UINT32_MAX)
        return {static_cast<std::uint32_t>(*validity), static_cast<std::uint32_t>(*next), true};
    return {static_cast<std::uint32_t>(*validity), last_uid() + 1, false};
}

std::uint32_t Imap::last_uid()
{
    const Answer answer = transfer_.ask({url_encode(settings_.folder), "UID FETCH * (UID)"});
    if (answer.code == CURLE_QUOTE_ERROR) return 0; // BAD: an empty folder has no last message (RFC 3501 6.4.8)
    if (answer.code != CURLE_OK) transfer_.give_up(answer);
    const std::vector<Entry> entries = entries_from(answer.body);
    return entries.empty() ? 0 : entries.back().uid;
}

std::optional<std::vector<Entry>> Imap::list(std::uint32_t from, std::uint32_t to, bool may_be_many)
{
    const std::string range = std::to_string(from) + ":" + std::to_string(to);
    const Answer answer =
        transfer_.ask({url_encode(settings_.folder), "UID FETCH " + range + " (UID RFC822.SIZE INTERNALDATE)"});
    if (may_be_many && answer.code == CURLE_RECV_ERROR) return std::nullopt;
    if (answer.code != CURLE_OK) transfer_.give_up(answer);
    std::vector<Entry> entries = entries_from(answer.body);
    // Servers tell of changed flags of other messages whenever they like (RFC 3501 7.4.2).
    std::erase_if(entries, [&](const Entry& entry) { return entry.uid < from || entry.uid > to; });
    return entries;
}

std::optional<std::string> Imap::fetch(std::uint32_t validity, std::uint32_t uid, std::optional<std::size_t> limit)
{
    std::string path =
        url_encode(settings_.folder) + ";UIDVALIDITY=" + std::to_string(validity) + "/;UID=" + std::to_string(uid);
    if (limit) path += "/;PARTIAL=0." + std::to_string(*limit);
    Answer answer = transfer_.ask({path, "", message_limit});
    if (answer.code == CURLE_REMOTE_FILE_NOT_FOUND || answer.code == CURLE_QUOTE_ERROR) return std::nullopt;
    if (answer.code != CURLE_OK) transfer_.give_up(answer);
    return std::move(answer.body);
}

void Imap::flag(std::uint32_t uid)
{
    if (!try_command("UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (" + settings_.processed_flag + ")"))
        throw unavailable_error("mailbox at " + settings_.url + ": the server does not set flag " +
                                settings_.processed_flag + " in folder " + settings_.folder);
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
