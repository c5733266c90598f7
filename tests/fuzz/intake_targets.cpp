// SPDX-License-Identifier: EUPL-1.2
#include "tests/fuzz/intake_targets.h"

#include "base/error.h"
#include "base/text.h"
#include "channel/oauth.h"
#include "connectors/lmtp/dialogue.h"
#include "connectors/lmtp/lmtp.h"
#include "mime/rtf.h"
#include "mime/tnef.h"
#include "tests/fuzz/demand.h"

namespace dosah::fuzz {

namespace {

struct Outcome
{
    std::string answers;
    std::vector<std::string> mails;
};

/// Pieces of `step` bytes; 0: all at once.
Outcome talk(const connectors::lmtp::Settings& settings, const std::string& input, std::size_t step)
{
    Outcome outcome;
    bool good = true;
    connectors::lmtp::Dialogue dialogue(settings, "fuzz", [&](const connectors::lmtp::Mail& mail) {
        demand(!mail.recipients.empty(), "a mail has a recipient");
        demand(mail.recipients.size() <= settings.recipient_limit, "recipients are limited");
        demand(mail.content.size() <= settings.size_limit, "a mail is no larger than the limit");
        demand(mail.content.size() <= input.size(), "a mail is no larger than what was sent");
        outcome.mails.push_back(mail.sender + "|" + mail.recipients.front() + "|" + mail.content);
        return std::exchange(good, !good);
    });
    for (std::size_t at = 0; at < input.size() && !dialogue.ended();) {
        const std::size_t size = step == 0 ? input.size() : step;
        outcome.answers += dialogue.feed(std::string_view(input).substr(at, size));
        at += size;
    }
    return outcome;
}

} // namespace

std::string fuzz_lmtp(const std::string& input)
{
    static const connectors::lmtp::Settings settings = [] {
        channel::AccountSettings account;
        account.settings = {{"address", "a@b.test"}, {"size_limit", "65536"}, {"recipients", "5"}};
        return connectors::lmtp::read_settings(connectors::lmtp_kind(), account);
    }();
    const Outcome whole = talk(settings, input, 0);
    const Outcome cut = talk(settings, input, 1 + input.size() % 7);
    demand(whole.answers == cut.answers, "answers do not hang on how the bytes were cut");
    demand(whole.mails == cut.mails, "mails do not hang on how the bytes were cut");
    std::string found = size_class(whole.mails.size());
    std::size_t begin = 0;
    while (begin < whole.answers.size()) {
        const std::size_t end = whole.answers.find("\r\n", begin);
        demand(end != std::string::npos && end - begin >= 4, "an answer is a line");
        const std::string line = whole.answers.substr(begin, end - begin);
        demand(line.find_first_not_of("0123456789") == 3 && (line[3] == ' ' || line[3] == '-'), "with a code");
        demand(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos, "and nothing that ends it");
        if (found.size() < 300) found += " " + line.substr(0, 9);
        begin = end + 2;
    }
    return found;
}

std::string fuzz_tnef(const std::string& input)
{
    constexpr std::size_t most_rtf = 1U << 20;
    std::string found;
    if (const auto parts = mime::read_tnef(input)) {
        demand(parts->size() <= 202, "a winmail.dat has a text, an answer and at most 200 files");
        std::size_t total = 0;
        for (const mime::Part& part : *parts) {
            total += part.content.size();
            if (part.type.starts_with("text/")) demand(text::is_valid_utf8(part.content), "texts are UTF-8");
            if (found.size() < 100) found += part.type + size_class(part.content.size()) + " ";
        }
        demand(total <= 4 * input.size() + 4 * most_rtf, "what is unpacked is bounded");
    }
    const std::string words = mime::rtf_to_text(input);
    demand(words.size() <= 4 * input.size() + 4, "the words of RTF are no longer than it by more than their charset");
    const auto unpacked = mime::decompress_rtf(input, most_rtf);
    demand(!unpacked || unpacked->size() <= most_rtf, "RTF is unpacked up to the limit");
    return found + size_class(words.size()) + (unpacked ? "/" + size_class(unpacked->size()) : "");
}

std::string fuzz_token(const std::string& input)
{
    const bool refused = !input.empty() && input.front() == '4';
    try {
        const channel::AccessToken token = channel::read_token({refused ? 400 : 200, input.substr(refused ? 1 : 0)});
        demand(!refused, "a refusal is no token");
        demand(!token.token.empty() && token.token.size() <= 16384, "a token is of some length");
        for (const char c : token.token + token.refresh_token)
            demand(c > ' ' && c <= '~', "a token cannot end a line");
        demand(token.lifetime.count() >= 0 && token.lifetime.count() <= 100000000, "a life is bounded");
        return "token " + size_class(token.lifetime.count()) + (token.refresh_token.empty() ? "" : " refresh");
    } catch (const Error& problem) {
        const std::string words = problem.what();
        demand(problem.kind() == ErrorKind::unavailable, "it may be better next time");
        demand(words.size() <= 2000 && text::is_valid_utf8(words), "an error is a sentence");
        demand(words.find_first_of("\r\n") == std::string::npos, "of one line");
        return words.substr(0, 60);
    }
}

} // namespace dosah::fuzz
