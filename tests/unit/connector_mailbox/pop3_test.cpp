// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/pop3.h"
#include "tests/unit/connector_mailbox/box.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

struct Pop3Box : Box
{
    explicit Pop3Box(const std::string& name, const std::map<std::string, std::string>& extra = {},
                     const std::string& password = DovecotServer::password())
        : Box("pop3://127.0.0.1:" + std::to_string(dovecot().pop3_port()), name, extra, password)
    {
    }
};

} // namespace

TEST_CASE("POP3: new messages are fetched once each, as they are, and stay")
{
    Pop3Box box("jana@pop.test");
    CHECK(box.poll() == 0);
    box.deliver("first");
    box.deliver("second");
    CHECK(box.poll() == 2);
    CHECK(box.subjects() == Texts{"first", "second"});
    CHECK(box.sink.items().front().raw == "Subject: first\r\n\r\n.Text of first\r\n");
    CHECK(box.poll() == 0);
    box.deliver("third");
    CHECK(box.poll() == 1);
    CHECK(box.sink.taken() == 3);
    CHECK(dovecot().messages(box.user).size() == 3);
}

TEST_CASE("POP3: messages that are gone are forgotten, the others are not fetched again")
{
    Pop3Box box("gone@pop.test");
    for (const char* subject : {"first", "second", "third"})
        box.deliver(subject);
    CHECK(box.poll() == 3);
    const std::size_t length = box.position().size();
    dovecot().doveadm({"expunge", "-u", box.user, "mailbox", "INBOX", "uid", "1:2"});
    box.deliver("fourth");
    CHECK(box.poll() == 1);
    CHECK(box.sink.taken() == 4);
    CHECK(box.position().size() < length);
}

TEST_CASE("POP3: what is kept is removed where that is asked for, and what could not be kept is not")
{
    Pop3Box box("removed@pop.test", {{"delete", "true"}});
    box.deliver("first");
    box.sink.away = true;
    CHECK_THROWS_AS(box.poll(), Error);
    CHECK(dovecot().messages(box.user).size() == 1);
    box.sink.away = false;
    box.deliver("second");
    CHECK(box.poll() == 2);
    CHECK(wait_until([&] { return dovecot().messages(box.user).empty(); }));
    box.deliver("third");
    CHECK(box.poll() == 1);
    CHECK(box.subjects() == Texts{"first", "second", "third"});
}

TEST_CASE("POP3: what was kept but not removed, since the connection broke, is removed by the next poll")
{
    Pop3Box reader("again@pop.test");
    reader.deliver("first");
    CHECK(reader.poll() == 1);
    Pop3Box remover("again@pop.test", {{"delete", "true"}});
    remover.sink.save_position(Box::account_id, reader.sink.position(6));
    CHECK(remover.poll() == 0);
    CHECK(remover.sink.taken() == 0);
    CHECK(wait_until([&] { return dovecot().messages(remover.user).empty(); }));
}

TEST_CASE("POP3: stop is heard between messages and the rest comes with the next poll")
{
    Pop3Box box("stop@pop.test");
    for (int i = 0; i < 5; ++i)
        box.deliver(std::to_string(i));
    CHECK(box.poller->poll(box.sink, [&] { return box.sink.items().size() >= 2; }) == 2);
    CHECK(box.poll() == 3);
    CHECK(box.sink.taken() == 5);
}

TEST_CASE("POP3: a message too big to keep is taken by its beginning and says so")
{
    Pop3Box box("big@pop.test");
    std::string big = "Subject: big\r\n\r\n";
    while (big.size() <= 33 * 1024 * 1024)
        big += std::string(75, 'x') + "\r\n";
    dovecot().deliver(box.user, big);
    box.deliver("small");
    CHECK(box.poll() == 2);
    const channel::InboundItem item = box.sink.items().front();
    CHECK(item.fields.at("truncated") == "true");
    CHECK(item.raw.size() > 200 * 1024);
    CHECK(item.raw.size() <= 256 * 1024);
    CHECK(big.starts_with(item.raw));
}

TEST_CASE("POP3: TLS is checked, by STLS and from the start")
{
    const std::string start = "pop3://127.0.0.1:" + std::to_string(dovecot().pop3_port());
    const std::string implicit = "pop3s://localhost:" + std::to_string(dovecot().pop3s_port());
    const std::string url = GENERATE_COPY(start, implicit);
    Pop3Box box(url == start ? "starttls@pop.test" : "tls@pop.test",
                {{"url", url}, {"tls", "starttls"}, {"verify", dovecot().certificate()}});
    box.deliver("secret");
    CHECK(box.poll() == 1);
    Pop3Box distrustful("tls@pop.test", {{"url", url}, {"tls", "starttls"}});
    CHECK_THROWS_WITH(distrustful.poll(), Contains("not trusted"));
}

TEST_CASE("POP3: a refused login and wrong settings say what to do")
{
    Pop3Box wrong("jana@pop.test", {}, "wrong");
    CHECK_THROWS_WITH(wrong.poll(), Contains("check user and secret password") && !Contains("wrong"));
    CHECK_THROWS_WITH(Pop3Box("u", {{"processed_folder", "X"}}), Contains("POP3 has no folders"));
    CHECK_THROWS_WITH(Pop3Box("u", {{"delete", "yes"}}), Contains("delete"));
    CHECK_THROWS_WITH(Pop3Box("u", {{"url", "imap://127.0.0.1"}, {"delete", "true"}}), Contains("processed_folder"));
}

TEST_CASE("POP3: a list is read line by line, and what is none is passed over")
{
    using connectors::mailbox::entries_from;
    const auto entries = entries_from("1 a\r\n2 b c\r\nx\r\n3\r\n0 z\r\n7 \xFF\r\n", "1 10\r\n7 x\r\n9 5\r\n2 20\r\n");
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].uid == "a");
    CHECK(entries[0].size == 10);
    CHECK(entries[1].uid == "b c");
    CHECK(entries[1].size == 20);
    CHECK(entries[2].number == 7);
    CHECK(entries[2].size == 0);
}
