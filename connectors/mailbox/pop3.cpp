// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/pop3.h"

#include "base/error.h"
#include "base/text.h"

#include <curl/curl.h>

#include <charconv>
#include <map>

namespace dosah::connectors::mailbox {

namespace {

constexpr std::size_t message_limit = 64 * 1024 * 1024;

/// "12 whatever" as number and word; number 0 when it is no such line.
std::pair<std::uint32_t, std::string> numbered(const std::string& line)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto at = static_cast<std::size_t>(end - line.data());
    if (error != std::errc() || at >= line.size() || line[at] != ' ') return {0, ""};
    return {number, text::trim(text::repair_utf8(line.substr(at + 1)))};
}

} // namespace

std::vector<Pop3Entry> entries_from(std::string_view uidl, std::string_view list)
{
    std::map<std::uint32_t, Pop3Entry> entries;
    for (const std::string& line : text::lines(uidl))
        if (auto [number, uid] = numbered(line); number > 0 && !uid.empty()) entries[number] = {number, uid, 0};
    for (const std::string& line : text::lines(list)) {
        const auto [number, size] = numbered(line);
        const auto entry = entries.find(number);
        if (entry != entries.end()) std::from_chars(size.data(), size.data() + size.size(), entry->second.size);
    }
    std::vector<Pop3Entry> result;
    for (auto& [number, entry] : entries)
        result.push_back(std::move(entry));
    return result;
}

std::vector<Pop3Entry> Pop3::list()
{
    const Answer uidl = transfer_.ask({"", "UIDL"});
    if (uidl.code == CURLE_WEIRD_SERVER_REPLY || uidl.code == CURLE_QUOTE_ERROR || uidl.code == CURLE_RECV_ERROR)
        throw unavailable_error("mailbox at " + settings_.url +
                                ": the server does not answer UIDL, so nobody can tell which messages are new; use "
                                "IMAP");
    if (uidl.code != CURLE_OK) transfer_.give_up(uidl);
    const Answer list = transfer_.demand({"", "LIST"});
    same_login(list);
    return entries_from(uidl.body, list.body);
}

std::optional<std::string> Pop3::fetch(std::uint32_t number, std::optional<std::size_t> limit)
{
    // TOP counts lines; of which a message that is too long may have long ones.
    const Ask ask = limit ? Ask{"", "TOP " + std::to_string(number) + " " + std::to_string(*limit / 80), message_limit}
                          : Ask{std::to_string(number), "", message_limit};
    Answer answer = transfer_.ask(ask);
    same_login(answer);
    if (answer.code == CURLE_REMOTE_FILE_NOT_FOUND || answer.code == CURLE_WEIRD_SERVER_REPLY) return std::nullopt;
    if (answer.code != CURLE_OK) transfer_.give_up(answer);
    if (limit && answer.body.size() > *limit) answer.body.resize(*limit);
    return std::move(answer.body);
}

void Pop3::remove(std::uint32_t number)
{
    Ask ask{"", "DELE " + std::to_string(number)};
    ask.one_line = true;
    const Answer answer = transfer_.ask(ask);
    same_login(answer);
    if (answer.code != CURLE_OK) transfer_.give_up(answer);
}

void Pop3::same_login(const Answer& answer)
{
    if (!answer.new_login) return;
    Ask ask{"", "RSET"}; // what was marked just now may be another message
    ask.one_line = true;
    transfer_.ask(ask);
    throw unavailable_error("mailbox at " + settings_.url + ": the connection was lost in between");
}

} // namespace dosah::connectors::mailbox
