// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/random_smtp_faults.h"

namespace dosah::tests {

namespace {

/// A reply of many lines, and longer than any buffer.
std::string long_reply(const std::string& code, int lines)
{
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += code + "-and there is more to say about it, much more than anybody asked\r\n";
    return text + code + " that was all";
}

struct Choice
{
    std::string reply;
    bool drop = false;
    std::chrono::milliseconds byte_pause{0};
};

const std::vector<Choice>& refusals()
{
    static const std::vector<Choice> table = {
        {"450 4.2.0 later please"},
        {"451 4.3.0 a temporary trouble"},
        {"550 5.7.1 not wanted"},
        {"550 5.1.1 unknown"},
        {"554 no"},
        {long_reply("450", 300)},
        {"421 4.3.2 going down", true},
        {"421 4.3.2 going down", true, std::chrono::milliseconds(1)},
        {"", true},
        {"45", true},
        {"550-5.1.1 half an answer\r\n", true},
        {"\x01\xff\xfe what", true},
        {"250-2.0.0 nearly\r\n550 5.0.0 changed", true},
    };
    return table;
}

/// The message is taken: the answer must not say that it is not.
const std::vector<Choice>& answers_to_taken()
{
    static const std::vector<Choice> table = {
        {"", true},
        {"25", true},
        {"250-2.0.0 nearly\r\n", true},
        {"\x01\xff\xfe what", true},
        {"250 2.0.0 taken, and good bye", true},
        {long_reply("250", 300)},
        {"250 2.0.0 taken slowly", false, std::chrono::milliseconds(1)},
    };
    return table;
}

const std::vector<Choice>& answers_after()
{
    static const std::vector<Choice> table = {{"", true}, {"421 4.4.2 idle for too long", true}};
    return table;
}

const std::vector<Choice>& choices_at(SmtpPoint point)
{
    static const std::vector<Choice> drop_only = {{"", true}};
    static const std::vector<Choice> while_opening = {
        {"421 4.3.2 busy", true}, {"", true}, {"SSH-2.0-OpenSSH_9.2", true}, {"22", true}};
    static const std::vector<Choice> none;
    switch (point) {
    case SmtpPoint::accept:
    case SmtpPoint::content:
        return drop_only;
    case SmtpPoint::greeting:
    case SmtpPoint::ehlo:
    case SmtpPoint::rset:
        return while_opening;
    case SmtpPoint::mail:
    case SmtpPoint::rcpt:
    case SmtpPoint::data:
    case SmtpPoint::dot:
        return refusals();
    case SmtpPoint::taken:
        return answers_to_taken();
    case SmtpPoint::idle:
        return answers_after();
    case SmtpPoint::helo:
    case SmtpPoint::starttls:
    case SmtpPoint::auth:
        break;
    }
    return none;
}

} // namespace

std::optional<SmtpFault> RandomSmtpFaults::operator()(SmtpPoint point, const std::string&)
{
    const auto chance = [this] { return std::uniform_real_distribution<double>(0, 1)(random_); };
    const std::vector<Choice>& choices = choices_at(point);
    if (choices.empty() || chance() >= chances_.fault) return std::nullopt;
    SmtpFault fault;
    fault.point = point;
    if (point != SmtpPoint::idle && chance() < chances_.silence) {
        fault.stall = true;
        return fault;
    }
    const Choice& choice = choices[random_() % choices.size()];
    fault.reply = choice.reply;
    fault.drop = choice.drop;
    fault.byte_pause = choice.byte_pause;
    return fault;
}

} // namespace dosah::tests
