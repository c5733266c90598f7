// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/reply.h"

#include "base/text.h"
#include "connectors/smtp/content.h"

#include <charconv>

namespace dosah::connectors::smtp {

using channel::Outcome;
using channel::OutcomeKind;

namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// "5.1.1 " at the start: its length without the space, 0 when there is none.
std::size_t enhanced_length(std::string_view words, int first)
{
    if (words.size() < 5 || words[0] != '0' + first || words[1] != '.') return 0;
    std::size_t at = 2;
    for (int part = 0; part < 2; ++part) {
        const std::size_t begin = at;
        while (at < words.size() && is_digit(words[at]) && at - begin < 3)
            ++at;
        if (at == begin) return 0;
        if (part == 0 && (at == words.size() || words[at++] != '.')) return 0;
    }
    return at == words.size() || words[at] == ' ' ? at : 0;
}

/// "00:05:00"
std::optional<std::chrono::seconds> clock_time(std::string_view word)
{
    if (word.size() != 8 || word[2] != ':' || word[5] != ':') return std::nullopt;
    int parts[3] = {};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!is_digit(word[3 * i]) || !is_digit(word[3 * i + 1])) return std::nullopt;
        parts[i] = (word[3 * i] - '0') * 10 + (word[3 * i + 1] - '0');
    }
    return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

std::optional<std::chrono::seconds> unit(std::string_view word)
{
    if (word.ends_with('s') && word.size() > 1) word.remove_suffix(1);
    if (word == "second" || word == "sec") return std::chrono::seconds(1);
    if (word == "minute" || word == "min") return std::chrono::minutes(1);
    if (word == "hour") return std::chrono::hours(1);
    return std::nullopt;
}

} // namespace

std::string Reply::short_code() const
{
    return enhanced.empty() ? std::to_string(code) : std::to_string(code) + " " + enhanced;
}

bool parse_reply_line(std::string_view line, int& code, bool& more, std::string_view& words)
{
    if (line.size() < 3 || line[0] < '2' || line[0] > '5' || !is_digit(line[1]) || !is_digit(line[2])) return false;
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return false;
    code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    more = line.size() > 3 && line[3] == '-';
    words = line.size() > 4 ? line.substr(4) : std::string_view();
    return true;
}

void add_words(Reply& reply, std::string_view words)
{
    if (const std::size_t length = enhanced_length(words, reply.code / 100); length > 0) {
        reply.enhanced = words.substr(0, length);
        words.remove_prefix(std::min(length + 1, words.size()));
    }
    if (!reply.text.empty()) reply.text += '\n';
    if (is_eight_bit(words) || words.find('\0') != std::string_view::npos)
        reply.text += text::repair_utf8(words);
    else
        reply.text += words;
}

Outcome refusal(const Reply& reply, Stage stage)
{
    Outcome outcome;
    outcome.code = reply.short_code();
    if (stage == Stage::connect) outcome.code.insert(0, "connect ");
    if (stage == Stage::login) outcome.code.insert(0, "login ");
    outcome.text = reply.text;
    outcome.handed = stage == Stage::content;
    if (reply.code / 100 >= 4)
        outcome.kind = kind_of_refusal(reply.code, reply.enhanced, reply.text, stage);
    else
        outcome.kind = stage == Stage::content ? OutcomeKind::unknown : OutcomeKind::later;
    if (outcome.kind == OutcomeKind::later) outcome.retry_after = asked_delay(reply.text);
    return outcome;
}

std::optional<std::chrono::seconds> asked_delay(std::string_view text)
{
    constexpr std::chrono::seconds longest = std::chrono::hours(24);
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        const bool part = is_digit(c) || c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (part) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        if (!part && !word.empty()) words.push_back(std::exchange(word, {}));
    }
    words.push_back(word);
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const bool asks = words[i] == "again" || words[i] == "back" || words[i] == "retry" || words[i] == "wait";
        std::size_t next = i + 1;
        if (asks && (words[next] == "in" || words[next] == "after" || words[next] == "for")) ++next;
        if (!asks || next >= words.size() || (next == i + 1 && words[i] != "wait")) continue;
        std::optional<std::chrono::seconds> delay = clock_time(words[next]);
        int count = 0;
        const char* const end = words[next].data() + words[next].size();
        const auto [stop, error] = std::from_chars(words[next].data(), end, count);
        if (!delay && error == std::errc() && stop == end && count >= 0 && count <= 86400 && next + 1 < words.size())
            if (const auto one = unit(words[next + 1])) delay = count * *one;
        if (delay && delay->count() > 0 && *delay <= longest) return delay;
    }
    return std::nullopt;
}

std::string queue_id(std::string_view text)
{
    const auto ends = [](char c) { return c == ' ' || c == ';' || c == '\n' || c == '>' || c == ')'; };
    for (const std::string_view mark : {"queued as ", "id=", "Message accepted for delivery: ", "message-id: "}) {
        const std::size_t at = text.find(mark);
        if (at == std::string_view::npos) continue;
        std::string_view rest = text.substr(at + mark.size());
        if (!rest.empty() && rest.front() == '<') rest.remove_prefix(1);
        const auto end = std::find_if(rest.begin(), rest.end(), ends);
        return std::string(rest.substr(0, std::min<std::size_t>(static_cast<std::size_t>(end - rest.begin()), 200)));
    }
    return {};
}

} // namespace dosah::connectors::smtp
