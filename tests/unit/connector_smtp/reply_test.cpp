// SPDX-License-Identifier: EUPL-1.2
#include "connectors/smtp/capabilities.h"
#include "connectors/smtp/content.h"
#include "connectors/smtp/reply.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::connectors::smtp;
using channel::OutcomeKind;

namespace {

Reply reply(int code, const std::string& words)
{
    Reply made;
    made.code = code;
    add_words(made, words);
    return made;
}

/// As the definition says, character by character.
std::string plain_content(const std::string& content, Dots dots)
{
    std::string out;
    bool start = true;
    for (std::size_t i = 0; i < content.size(); ++i) {
        if (start && content[i] == '.' && dots == Dots::stuffed) out += '.';
        start = content[i] == '\n' || content[i] == '\r';
        if (content[i] == '\r' && i + 1 < content.size() && content[i + 1] == '\n') ++i;
        if (start)
            out += "\r\n";
        else
            out += content[i];
    }
    return start ? out : out + "\r\n";
}

} // namespace

TEST_CASE("content goes over the wire as its definition says, whatever bytes it has")
{
    std::mt19937 random(11);
    static const std::string alphabet = "\r\n\r\n..ab\xc5\x99";
    for (int round = 0; round < 20000; ++round) {
        std::string content;
        for (unsigned i = 0; i < random() % 30; ++i)
            content += alphabet[random() % alphabet.size()];
        const Dots dots = random() % 2 == 0 ? Dots::stuffed : Dots::plain;
        std::string out = "before";
        append_content(out, content, dots);
        REQUIRE(out == "before" + plain_content(content, dots));
        REQUIRE(is_eight_bit(content) == (content.find_first_of("\xc5\x99") != std::string::npos));
    }
}

TEST_CASE("what a refusal means is told by the table of status codes")
{
    struct Case
    {
        int code;
        const char* words;
        Stage stage;
        OutcomeKind kind;
    };
    using enum OutcomeKind;
    for (const Case& one : {
             Case{450, "4.2.0 greylisted", Stage::recipient, later},
             Case{454, "4.7.0 not now", Stage::login, later},
             Case{550, "5.1.1 x", Stage::recipient, address_dead},
             Case{550, "5.1.1 x", Stage::content, address_dead},
             Case{550, "5.1.1 x", Stage::sender, rejected},
             Case{550, "5.1.10 null MX", Stage::recipient, address_dead},
             Case{550, "5.4.1 access denied", Stage::recipient, rejected},
             Case{552, "5.2.2 full", Stage::recipient, rejected},
             Case{550, "No such user", Stage::recipient, address_dead},
             Case{550, "5.7.1 No such user", Stage::recipient, rejected},
             Case{550, "no", Stage::recipient, rejected},
             Case{553, "5.1.8 sender domain", Stage::sender, connector_broken},
             Case{550, "5.1.7 sender address", Stage::sender, connector_broken},
             Case{550, "5.7.1 sender not wanted", Stage::sender, rejected},
             Case{552, "5.3.4 too big", Stage::sender, rejected},
             Case{530, "5.7.0 authenticate", Stage::sender, connector_broken},
             Case{554, "5.7.8 credentials", Stage::recipient, connector_broken},
             Case{503, "5.5.1 out of order", Stage::data, later},
             Case{503, "out of order", Stage::sender, later},
             Case{554, "5.7.1 listed", Stage::connect, connector_broken},
             Case{535, "5.7.8 wrong", Stage::login, connector_broken},
             Case{554, "5.7.26 unauthenticated", Stage::content, rejected},
         }) {
        INFO(one.code << ' ' << one.words);
        CHECK(channel::to_string(refusal(reply(one.code, one.words), one.stage).kind) == channel::to_string(one.kind));
    }
}

TEST_CASE("the code of an outcome tells a relay that refuses us from one that refuses a message")
{
    CHECK(refusal(reply(450, "4.3.2 busy"), Stage::connect).code == "connect 450 4.3.2");
    CHECK(refusal(reply(535, "5.7.8 no"), Stage::login).code == "login 535 5.7.8");
    CHECK(refusal(reply(450, "4.2.0 later"), Stage::recipient).code == "450 4.2.0");
    CHECK(refusal(reply(421, "4.7.0 bye"), Stage::recipient).code == "421 4.7.0");
}

TEST_CASE("a wish for a later try is taken only when it is clear")
{
    using namespace std::chrono_literals;
    CHECK(asked_delay("Greylisted, please try again in 5 minutes") == 5min);
    CHECK(asked_delay("Retry after 300 seconds.") == 300s);
    CHECK(asked_delay("Greylisting in action, please come back in 00:04:30") == 270s);
    CHECK(asked_delay("please wait 2 hours") == 2h);
    CHECK(asked_delay("Try again in 1 min") == 1min);
    for (const char* unclear : {"try again later", "try again in a few minutes", "mailbox has been full for 5 minutes",
                                "retry 3", "again in 5", "try again in 0 seconds", "come back in 99999 hours",
                                "try again in -5 minutes?", "come back in 25:00:00", "", "again", "again in", "wait",
                                "try again in 5 fortnights", "try again in 999999999999999999999 seconds"}) {
        INFO(unclear);
        const auto delay = asked_delay(unclear);
        CHECK((!delay || std::string(unclear).find("-5") != std::string::npos));
    }
    CHECK(refusal(reply(450, "4.2.0 try again in 2 minutes"), Stage::recipient).retry_after == 2min);
    CHECK_FALSE(refusal(reply(550, "5.7.1 try again in 2 minutes"), Stage::recipient).retry_after);
}

TEST_CASE("capabilities are read in any case, AUTH= too, the first line never")
{
    Reply hello;
    hello.code = 250;
    for (const char* line :
         {"PIPELINING.example", "chunking", "Size 1000", "DSN", "AUTH=LOGIN XOAUTH2", "8bitmime extra"})
        add_words(hello, line);
    const Capabilities can = capabilities_from(hello);
    CHECK_FALSE(can.pipelining);
    CHECK(can.chunking);
    CHECK(can.size);
    CHECK(can.size_limit == 1000);
    CHECK(can.dsn);
    CHECK(can.login);
    CHECK(can.xoauth2);
    CHECK_FALSE(can.plain);
    CHECK(can.eight_bit);
    CHECK_FALSE(can.starttls);
}

TEST_CASE("xtext has nothing that could end or join a parameter")
{
    std::string out;
    append_xtext(out, "a+b=c d\r\n\xc5~");
    CHECK(out == "a+2Bb+3Dc+20d+0D+0A+C5~");
}
