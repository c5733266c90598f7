// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/dialogue.h"
#include "connectors/lmtp/lmtp.h"
#include "connectors/lmtp/path.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::connectors::lmtp;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

using Map = std::map<std::string, std::string>;

Settings settings(const Map& more = {})
{
    channel::AccountSettings account;
    account.settings = {{"address", "posta@obec.test"}};
    for (const auto& [name, value] : more)
        account.settings[name] = value;
    return read_settings(connectors::lmtp_kind(), account);
}

/// One client's dialogue, with what was kept.
struct Talk
{
    explicit Talk(const Map& more = {}) : set(settings(more)) {}

    std::string say(const std::string& bytes) { return dialogue.feed(bytes); }
    /// A mail up to where its content begins.
    void open(const std::string& recipient = "posta@obec.test")
    {
        CHECK_THAT(say("LHLO mx\r\nMAIL FROM:<jana@obec.test>\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n"),
                   EndsWith("354 go on; end with a dot\r\n"));
    }

    Settings set;
    std::vector<Mail> mails;
    bool good = true;
    Dialogue dialogue{set, "dosah.test", [this](const Mail& mail) {
                          if (good) mails.push_back(mail);
                          return good;
                      }};
};

} // namespace

TEST_CASE("a mail is kept before its recipients are answered, one line each")
{
    Talk talk;
    CHECK(talk.dialogue.greeting() == "220 dosah.test LMTP Dosah\r\n");
    CHECK(talk.say("LHLO mx.obec.test\r\n") == "250-dosah.test\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n"
                                               "250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 33554432\r\n");
    CHECK(talk.say("MAIL FROM:<jana@obec.test> SIZE=20 BODY=8BITMIME\r\n") == "250 2.1.0 well\r\n");
    CHECK(talk.say("RCPT TO:<posta+a-1@obec.test>\r\n") == "250 2.1.5 well\r\n");
    CHECK(talk.say("RCPT TO:<nobody@obec.test>\r\n") == "550 5.1.1 no mail is taken for this address\r\n");
    CHECK(talk.say("rcpt to: <Posta+b-2@OBEC.test>\r\n") == "250 2.1.5 well\r\n");
    CHECK(talk.say("DATA\r\n") == "354 go on; end with a dot\r\n");
    CHECK(talk.say("Subject: x\r\n\r\nano\r\n.\r\n") == "250 2.0.0 kept\r\n250 2.0.0 kept\r\n");
    REQUIRE(talk.mails.size() == 1);
    CHECK(talk.mails[0].sender == "jana@obec.test");
    CHECK(talk.mails[0].recipients == std::vector<std::string>{"posta+a-1@obec.test", "Posta+b-2@OBEC.test"});
    CHECK(talk.mails[0].content == "Subject: x\r\n\r\nano\r\n");
    CHECK(talk.say("QUIT\r\n") == "221 2.0.0 bye\r\n");
    CHECK(talk.dialogue.ended());
}

TEST_CASE("what cannot be kept is refused for now, for each recipient, and the next mail is asked anew")
{
    Talk talk;
    talk.good = false;
    talk.open();
    CHECK(talk.say("x\r\n.\r\n") == "451 4.3.0 cannot be kept now, try again later\r\n");
    talk.good = true;
    talk.open();
    CHECK(talk.say("x\r\n.\r\n") == "250 2.0.0 kept\r\n");
}

TEST_CASE("dots are unstuffed exactly, and only CR LF dot CR LF ends a mail")
{
    const auto kept = [](const std::string& sent) {
        Talk talk;
        talk.open();
        CHECK_THAT(talk.say(sent), StartsWith("250 2.0.0 kept\r\n"));
        REQUIRE(talk.mails.size() == 1);
        return talk.mails[0].content;
    };
    CHECK(kept(".\r\n").empty());
    CHECK(kept("a\r\n.\r\n") == "a\r\n");
    CHECK(kept("..\r\n.\r\n") == ".\r\n");
    CHECK(kept("...a\r\n.\r\n") == "..a\r\n");
    CHECK(kept(".a\r\n.\r\n") == "a\r\n");
    CHECK(kept("a.\r\n.\r\n") == "a.\r\n");
    CHECK(kept("a\n.\nb\r\n.\r\n") == "a\n.\nb\r\n");
    CHECK(kept("a\n.\r\nb\r\n.\r\n") == "a\n.\r\nb\r\n");
    CHECK(kept("a\r\n.\nb\r\n.\r\n") == "a\r\n\nb\r\n");
    CHECK(kept("a\r.\rb\r\n.\r\n") == "a\r.\rb\r\n");
    CHECK(kept("a\r\n.\rb\r\n.\r\n") == "a\r\n\rb\r\n");
    CHECK(kept("a\r\n.\r\r\n.\r\n") == "a\r\n\r\r\n");
    CHECK(kept("a\r\r\n.\r\n") == "a\r\r\n");
    CHECK(kept(std::string("\0\xFF\r\n.\r\n", 7)) == std::string("\0\xFF\r\n", 4));
    CHECK(kept(std::string(70000, 'x') + "\r\n.\r\n") == std::string(70000, 'x') + "\r\n"); // no line is too long
}

TEST_CASE("what was smuggled behind a bare line end stays content")
{
    Talk talk;
    talk.open();
    talk.say("a\n.\nMAIL FROM:<x@evil.test>\r\nRCPT TO:<posta@obec.test>\r\nDATA\r\nb\r\n.\r\n");
    REQUIRE(talk.mails.size() == 1);
    CHECK_THAT(talk.mails[0].content, Contains("MAIL FROM:<x@evil.test>"));
}

TEST_CASE("a pipelined group is answered in order, and however it is cut the answers are the same")
{
    const std::string group = "LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<posta@obec.test>\r\nRCPT TO:<x@y.test>\r\nDATA\r\n"
                              "..a\r\nb\r\n.\r\nMAIL FROM:<a@b.test>\r\nRSET\r\nNOOP\r\nVRFY x\r\nHELO\r\nQUIT\r\n";
    Talk whole;
    const std::string expected = whole.say(group);
    CHECK_THAT(expected, EndsWith("250 2.1.0 well\r\n250 2.1.5 well\r\n550 5.1.1 no mail is taken for this address\r\n"
                                  "354 go on; end with a dot\r\n250 2.0.0 kept\r\n250 2.1.0 well\r\n250 2.0.0 well\r\n"
                                  "250 2.0.0 well\r\n252 2.5.0 send it and see\r\n500 5.5.1 this is LMTP: say LHLO\r\n"
                                  "221 2.0.0 bye\r\n"));
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        Talk talk;
        std::string answers;
        for (std::size_t at = 0; at < group.size();) {
            const std::size_t step = 1 + random() % 9;
            answers += talk.say(group.substr(at, step));
            at += step;
        }
        CHECK(answers == expected);
        REQUIRE(talk.mails.size() == 1);
        CHECK(talk.mails[0].sender.empty());
        CHECK(talk.mails[0].content == ".a\r\nb\r\n");
    }
}

TEST_CASE("commands out of order are refused and change nothing")
{
    Talk talk;
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test>\r\n"), StartsWith("503 5.5.1"));
    CHECK_THAT(talk.say("EHLO x\r\n"), StartsWith("500 5.5.1"));
    CHECK_THAT(talk.say("LHLO\r\n"), StartsWith("501 5.5.4"));
    talk.say("LHLO x\r\n");
    CHECK_THAT(talk.say("RCPT TO:<posta@obec.test>\r\n"), StartsWith("503 5.5.1"));
    CHECK_THAT(talk.say("DATA\r\n"), StartsWith("503 5.5.1"));
    talk.say("MAIL FROM:<a@b.test>\r\n");
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test>\r\n"), StartsWith("503 5.5.1"));
    CHECK_THAT(talk.say("DATA\r\n"), StartsWith("503 5.5.1 no recipient"));
    CHECK_THAT(talk.say("XFORWARD NAME=x\r\n"), StartsWith("500 5.5.1"));
    CHECK_THAT(talk.say("NOOP\n"), StartsWith("500 5.5.2 a command ends with CR LF"));
    CHECK(talk.mails.empty());
}

TEST_CASE("sizes are limited: announced, sent, recipients, commands")
{
    Talk talk(Map{{"size_limit", "65536"}, {"recipients", "2"}});
    talk.say("LHLO x\r\n");
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test> SIZE=65537\r\n"), StartsWith("552 5.3.4"));
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test> SIZE=99999999999999999999999\r\n"), StartsWith("552 5.3.4"));
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test> SIZE=1x\r\n"), StartsWith("501 5.5.4"));
    CHECK_THAT(talk.say("MAIL FROM:<a@b.test> SIZE=65536\r\n"), StartsWith("250"));
    CHECK_THAT(
        talk.say("RCPT TO:<posta+1@obec.test>\r\nRCPT TO:<posta+2@obec.test>\r\nRCPT TO:<posta+3@obec.test>\r\n"),
        EndsWith("452 4.5.3 too many recipients\r\n"));
    talk.say("DATA\r\n");
    std::string line(998, 'x');
    for (int i = 0; i < 66; ++i)
        talk.say(line + "\r\n");
    CHECK(talk.say(".\r\n") == "552 5.3.4 the message is too big\r\n552 5.3.4 the message is too big\r\n");
    CHECK(talk.mails.empty());
    CHECK(talk.say(std::string(5000, 'x')).empty());
    CHECK_THAT(talk.say(std::string(5000, 'x') + "\r\n"), StartsWith("500 5.5.2 the command is too long"));
    talk.open();
    CHECK_THAT(talk.say("ok\r\n.\r\n"), StartsWith("250"));
}

TEST_CASE("a client that errs or idles without end is sent away")
{
    Talk wrong;
    std::string answers;
    for (int i = 0; i < 30; ++i)
        answers += wrong.say("WHAT\r\n");
    CHECK(wrong.dialogue.ended());
    CHECK_THAT(answers, EndsWith("421 4.7.0 too many errors\r\n"));
    Talk idle;
    for (int i = 0; i < 300 && !idle.dialogue.ended(); ++i)
        answers = idle.say("NOOP\r\n");
    CHECK_THAT(answers, EndsWith("421 4.7.0 nothing is being delivered\r\n"));
}

TEST_CASE("addresses outside ASCII want SMTPUTF8, and UTF-8")
{
    Talk talk(Map{{"also", "@město.test"}});
    talk.say("LHLO x\r\n");
    CHECK_THAT(talk.say("MAIL FROM:<řehoř@obec.test>\r\n"), StartsWith("553 5.6.7"));
    CHECK_THAT(talk.say("MAIL FROM:<\xF8@obec.test> SMTPUTF8\r\n"), StartsWith("501 5.1.7"));
    CHECK_THAT(talk.say("MAIL FROM:<řehoř@obec.test> SMTPUTF8 BODY=8BITMIME\r\n"), StartsWith("250"));
    CHECK_THAT(talk.say("RCPT TO:<pošta@MĚSTO.test>\r\n"), StartsWith("250"));
}

TEST_CASE("paths are read as RFC 5321 writes them")
{
    const auto address = [](const std::string& words) -> std::string {
        const auto path = read_path(words, "FROM");
        return path ? "<" + path->address + ">" : "none";
    };
    CHECK(address("FROM:<>") == "<>");
    CHECK(address("from:<a@b.test>") == "<a@b.test>");
    CHECK(address("FROM: <a@b.test>") == "<a@b.test>");
    CHECK(address("FROM:<@r.test,@s.test:a@b.test>") == "<a@b.test>");
    CHECK(address("FROM:<\"a > b\"@b.test> SIZE=1") == "<\"a > b\"@b.test>");
    for (const char* wrong : {"", "FROM", "FROM:", "FROM:a@b.test", "FROM:<a@b.test", "FROM:<a b@c.test>", "FROM:<a>",
                              "FROM:<@b.test>", "FROM:<a@>", "FROM:<a@b.test>SIZE=1", "TO:<a@b.test>", "FROM:<a@b\t>",
                              "FROM:<a@b.test> SIZE=1 SIZE=2", "FROM:<\"a@b.test>", "FROM:<a@b.test> =1"})
        CHECK(address(wrong) == "none");
    CHECK(address("FROM:<" + std::string(600, 'a') + "@b.test>") == "none");
}

TEST_CASE("wrong settings are named")
{
    const auto refused = [](const Map& more, const std::string& word) {
        CHECK_THROWS_WITH(settings(more), Contains(word));
    };
    refused({{"listen", "2424"}}, "listen");
    refused({{"listen", "127.0.0.1:99999"}}, "listen");
    refused({{"listen", "unix:relative"}}, "listen");
    refused({{"listen", "unix:/" + std::string(120, 'x')}}, "listen");
    refused({{"listen", "0.0.0.0:2424"}}, "clients");
    refused({{"clients", "10.0.0.1, mx"}}, "clients");
    refused({{"address", "posta"}}, "address");
    refused({{"address", "@obec.test"}}, "address");
    refused({{"also", "a@b@c"}}, "also");
    refused({{"size_limit", "10"}}, "size_limit");
    refused({{"timeout_seconds", "0"}}, "timeout_seconds");
    CHECK(settings({{"listen", "0.0.0.0:2424"}, {"clients", "10.0.0.1"}}).clients.size() == 1);
    CHECK(settings({{"listen", "[::1]:2424"}}).listen.port() == 2424);
}
