// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/reply.h"

#include "base/text.h"
#include "connectors/smtp/content.h"

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

bool says_unknown_user(const std::string& text)
{
    const std::string folded = text::fold(text);
    for (const std::string_view phrase :
         {"user unknown", "unknown user", "no such user", "no such recipient", "does not exist", "doesn't exist",
          "unknown recipient", "recipient unknown", "no such mailbox", "unknown mailbox", "unknown address",
          "no mailbox here", "invalid recipient", "address unknown", "no such address"})
        if (folded.find(phrase) != std::string::npos) return true;
    return false;
}

bool is_dead_address(const Reply& reply)
{
    for (const std::string_view code : {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
        if (reply.enhanced == code) return true;
    // Without an enhanced code 550 is a dead mailbox or a policy: believe the words only.
    return reply.enhanced.empty() && (reply.code == 550 || reply.code == 553) && says_unknown_user(reply.text);
}

OutcomeKind permanent(const Reply& reply, Stage stage)
{
    switch (stage) {
    case Stage::connect:
    case Stage::login:
        return OutcomeKind::connector_broken;
    case Stage::sender:
    case Stage::recipient:
    case Stage::data:
        if (reply.code == 530 || reply.code == 534 || reply.code == 535) return OutcomeKind::connector_broken;
        [[fallthrough]];
    case Stage::content:
        break;
    }
    const bool about_recipient = stage == Stage::recipient || stage == Stage::content;
    return about_recipient && is_dead_address(reply) ? OutcomeKind::address_dead : OutcomeKind::rejected;
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
    outcome.text = reply.text;
    outcome.handed = stage == Stage::content;
    if (reply.code / 100 == 4)
        outcome.kind = OutcomeKind::later;
    else if (reply.code / 100 == 5)
        outcome.kind = permanent(reply, stage);
    else
        outcome.kind = stage == Stage::content ? OutcomeKind::unknown : OutcomeKind::later;
    return outcome;
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
