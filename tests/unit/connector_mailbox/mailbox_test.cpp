// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/recording_smtp_server.h"
#include "tests/unit/connector_mailbox/box.h"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace dosah;
using namespace dosah::tests;
using channel::InboundItem;

namespace {

struct ImapBox : Box
{
    explicit ImapBox(const std::string& name, const std::map<std::string, std::string>& extra = {},
                     const std::string& password = DovecotServer::password())
        : Box("imap://127.0.0.1:" + std::to_string(dovecot().imap_port()), name, extra, password)
    {
    }
};

} // namespace

TEST_CASE("new messages are fetched once each, upwards, as they are")
{
    ImapBox box("jana@obec.test");
    CHECK(box.poll() == 0);
    box.deliver("first");
    box.deliver("second");
    CHECK(box.poll() == 2);
    CHECK(box.subjects() == Texts{"first", "second"});
    CHECK(box.sink.items().front().raw == "Subject: first\r\n\r\n.Text of first\r\n");
    CHECK(box.sink.items().front().kind == channel::InboundKind::email);
    CHECK(box.poll() == 0);
    box.deliver("third");
    CHECK(box.poll() == 1);
    CHECK(box.sink.taken() == 3);
    CHECK(box.sink.items().front().fields.at("folder") == "INBOX");
    CHECK(box.sink.items().front().fields.at("uid") == "1");
    CHECK(box.position().ends_with(":3"));
}

TEST_CASE("what another program has read already is fetched all the same")
{
    ImapBox box("seen@obec.test");
    box.deliver("seen before");
    dovecot().doveadm({"flags", "add", "-u", box.user, "\\Seen", "mailbox", "INBOX", "all"});
    CHECK(box.poll() == 1);
}

TEST_CASE("a sink that is away leaves the message for the next poll")
{
    ImapBox box("away@obec.test", {{"processed_folder", "Dosah/Zpracovano"}});
    box.deliver("first");
    box.sink.away = true;
    CHECK_THROWS_AS(box.poll(), Error);
    CHECK(dovecot().messages(box.user).size() == 1);
    CHECK(box.position().empty());
    box.sink.away = false;
    CHECK(box.poll() == 1);
    CHECK(box.sink.items().size() == 1);
}

TEST_CASE("what is kept is moved to the folder for it, which is made when it is missing")
{
    ImapBox box("moved@obec.test", {{"processed_folder", "Dosah/Zpracovano 100%"}});
    box.deliver("first");
    box.deliver("second");
    CHECK(box.poll() == 2);
    CHECK(dovecot().messages(box.user).empty());
    CHECK(dovecot().messages(box.user, "Dosah/Zpracovano 100%").size() == 2);
    box.deliver("third");
    CHECK(box.poll() == 1);
    CHECK(box.subjects() == Texts{"first", "second", "third"});
    CHECK(dovecot().messages(box.user).empty());
}

TEST_CASE("what is kept gets the flag that was asked for, where it stays and where it is moved to")
{
    const std::string flag = GENERATE("$Dosah", "\\Flagged");
    const bool moved = GENERATE(false, true);
    std::map<std::string, std::string> more{{"processed_flag", flag}};
    if (moved) more["processed_folder"] = "Hotovo";
    ImapBox box("flag" + std::to_string(flag.size()) + (moved ? "m" : "") + "@obec.test", more);
    box.deliver("first");
    CHECK(box.poll() == 1);
    const std::string folder = moved ? "Hotovo" : "INBOX";
    CHECK_THAT(dovecot().doveadm({"fetch", "-u", box.user, "flags", "mailbox", folder, "all"}),
               Catch::Matchers::Contains(flag));
    CHECK_THROWS_WITH(ImapBox("u", {{"processed_flag", "\\Deleted"}}), Catch::Matchers::Contains("processed_flag"));
    CHECK_THROWS_WITH(ImapBox("u", {{"processed_flag", "a b"}}), Catch::Matchers::Contains("processed_flag"));
    CHECK_THROWS_WITH(ImapBox("u", {{"processed_flag", "a)\r\nx"}}), Catch::Matchers::Contains("processed_flag"));
}

TEST_CASE("a folder that got a new UIDVALIDITY is read from its beginning, and what is known is dropped")
{
    ImapBox box("anew@obec.test");
    box.deliver("first");
    CHECK(box.poll() == 1);
    box.sink.save_position(Box::account_id, "1:900");
    CHECK(box.poll() == 1);
    CHECK(box.sink.taken() == 2);
    CHECK(box.sink.items().size() == 1);
    box.sink.save_position(Box::account_id, "nonsense");
    CHECK(box.poll() == 1);
    CHECK(box.sink.items().size() == 1);
}

TEST_CASE("a folder that was made anew under its name is read from its beginning")
{
    ImapBox box("remade@obec.test", {{"folder", "Odpovedi"}});
    const auto fill = [&](const std::string& subject) {
        box.deliver(subject);
        dovecot().doveadm({"mailbox", "create", "-u", box.user, "Odpovedi"});
        dovecot().doveadm({"move", "-u", box.user, "Odpovedi", "mailbox", "INBOX", "all"});
    };
    fill("before");
    CHECK(box.poll() == 1);
    const std::string validity = box.position().substr(0, box.position().find(':'));
    dovecot().doveadm({"mailbox", "delete", "-u", box.user, "Odpovedi"});
    fill("after"); // uid 1 again
    CHECK(wait_until([&] { return box.poll() == 1; }));
    CHECK(box.subjects() == Texts{"before", "after"});
    CHECK(box.position().ends_with(":1"));
    CHECK_FALSE(box.position().starts_with(validity + ":"));
}

TEST_CASE("a mailbox that moved to new uids, or came back from a backup, gives nothing twice and loses nothing new")
{
    ImapBox box("renumbered@obec.test", {{"folder", "Odpovedi"}});
    const auto doveadm = [&](std::vector<std::string> words) {
        words.insert(words.begin() + (words[0] == "mailbox" ? 2 : 1), {"-u", box.user});
        dovecot().doveadm(words);
    };
    const auto fill = [&](const std::string& subject) {
        box.deliver(subject);
        doveadm({"move", "Odpovedi", "mailbox", "INBOX", "all"});
    };
    doveadm({"mailbox", "create", "Odpovedi"});
    doveadm({"mailbox", "create", "Jinam"});
    fill("old");
    CHECK(box.poll() == 1);
    const std::string validity = box.position().substr(0, box.position().find(':'));

    doveadm({"move", "Jinam", "mailbox", "Odpovedi", "all"});
    doveadm({"mailbox", "delete", "Odpovedi"});
    doveadm({"mailbox", "create", "Odpovedi"});
    doveadm({"move", "Odpovedi", "mailbox", "Jinam", "all"});
    fill("new");
    CHECK(wait_until([&] { return box.poll() == 2; }));
    CHECK_FALSE(box.position().starts_with(validity + ":"));
    CHECK(box.subjects() == Texts{"old", "new"});

    const std::string now = box.position().substr(0, box.position().find(':'));
    box.sink.save_position(Box::account_id, now + ":900"); // the server knows no more of so many uids
    fill("newest");
    CHECK(box.poll() == 3);
    CHECK(box.subjects() == Texts{"old", "new", "newest"});
    CHECK(box.position() == now + ":3");
}

TEST_CASE("the mailbox says when a message arrived")
{
    ImapBox box("when@obec.test");
    box.deliver("dated");
    CHECK(box.poll() == 1);
    // "23-Nov-2026 08:00:00 +0000"
    CHECK_THAT(box.sink.items().front().fields.at("internaldate"),
               Catch::Matches("[ 0-9][0-9]-[A-Z][a-z]{2}-20[0-9]{2} [0-9:]{8} [+-][0-9]{4}"));
}

TEST_CASE("uids far apart are found, and what was taken away at the end is not asked for again")
{
    ImapBox box("sparse@obec.test");
    box.deliver("first");
    CHECK(box.poll() == 1);
    dovecot().doveadm({"mailbox", "update", "-u", box.user, "--min-next-uid", "3000000", "INBOX"});
    box.deliver("far");
    box.deliver("last");
    CHECK(box.poll() == 2);
    CHECK(box.subjects() == Texts{"first", "far", "last"});
    const auto last = [&] { return std::stoul(box.position().substr(box.position().find(':') + 1)); };
    const std::size_t before = last();
    CHECK(before > 3000000);
    box.deliver("vanishing");
    dovecot().doveadm({"expunge", "-u", box.user, "mailbox", "INBOX", "uid", std::to_string(before + 1)});
    CHECK(box.poll() == 0);
    CHECK(last() == before + 1);
}

TEST_CASE("many messages behind many uids that are gone are read by one poll")
{
    ImapBox box("dense@obec.test");
    dovecot().doveadm({"mailbox", "update", "-u", box.user, "--min-next-uid", "20000", "INBOX"});
    constexpr std::size_t many = 230; // libcurl could not take a list of them all
    for (std::size_t i = 1; i <= many; ++i)
        box.deliver(std::to_string(i));
    CHECK(box.poll() == many);
    CHECK(box.subjects().back() == std::to_string(many));
    CHECK(box.sink.taken() == many);
}

TEST_CASE("a message that vanished is passed over")
{
    ImapBox box("gone@obec.test");
    for (const char* subject : {"first", "second", "third"})
        box.deliver(subject);
    CHECK(box.poll() == 3);
    box.deliver("fourth");
    box.deliver("fifth");
    dovecot().doveadm({"expunge", "-u", box.user, "mailbox", "INBOX", "uid", "4"});
    CHECK(box.poll() == 1);
    CHECK(box.subjects().back() == "fifth");
}

TEST_CASE("stop is heard between messages and the rest comes with the next poll")
{
    ImapBox box("stop@obec.test");
    for (int i = 0; i < 5; ++i)
        box.deliver(std::to_string(i));
    const std::size_t count = box.poller->poll(box.sink, [&] { return box.sink.items().size() >= 2; });
    CHECK(count == 2);
    CHECK(box.poll() == 3);
    CHECK(box.sink.taken() == 5);
}

TEST_CASE("a message too big to keep is taken by its beginning and says so")
{
    ImapBox box("big@obec.test");
    std::string line(75, 'x');
    std::string big = "Subject: big\r\n\r\n";
    while (big.size() <= 33 * 1024 * 1024)
        big += line + "\r\n";
    dovecot().deliver(box.user, big);
    box.deliver("small");
    CHECK(box.poll() == 2);
    const InboundItem item = box.sink.items().front();
    CHECK(item.fields.at("truncated") == "true");
    CHECK(item.raw == big.substr(0, 256 * 1024));
    CHECK_FALSE(box.sink.items().back().fields.contains("truncated"));
}

TEST_CASE("TLS is checked, by STARTTLS and from the start")
{
    const std::string start = "imap://127.0.0.1:" + std::to_string(dovecot().imap_port());
    const std::string implicit = "imaps://localhost:" + std::to_string(dovecot().imaps_port());
    const std::string url = GENERATE_COPY(start, implicit);
    ImapBox box(url == start ? "starttls@obec.test" : "tls@obec.test",
                {{"url", url}, {"tls", "starttls"}, {"verify", dovecot().certificate()}});
    box.deliver("secret");
    CHECK(box.poll() == 1);
    ImapBox distrustful("tls@obec.test", {{"url", url}, {"tls", "starttls"}});
    CHECK_THROWS_WITH(distrustful.poll(), Catch::Matchers::Contains("not trusted"));
    CHECK(distrustful.sink.taken() == 0);
}

TEST_CASE("a certificate for another host is not trusted")
{
    const TemporaryFolder folder;
    const std::string other = make_certificate(folder.path().string(), "DNS:elsewhere.test");
    ImapBox box("tls@obec.test",
                {{"url", "imaps://localhost:" + std::to_string(dovecot().imaps_port())}, {"verify", other}});
    CHECK_THROWS_WITH(box.poll(), Catch::Matchers::Contains("not trusted"));
}

TEST_CASE("a refused login and a server that is away say what to do")
{
    ImapBox wrong("jana@obec.test", {}, "wrong");
    CHECK_THROWS_WITH(wrong.poll(), Catch::Matchers::Contains("check user and secret password") &&
                                        !Catch::Matchers::Contains("wrong"));
    ImapBox away("jana@obec.test", {{"url", "imap://127.0.0.1:" + std::to_string(free_port())}});
    try {
        away.poll();
        FAIL("nobody listens there");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::unavailable);
    }
    ImapBox folder("jana@obec.test", {{"folder", "Nowhere"}});
    CHECK_THROWS_AS(folder.poll(), Error);
}

TEST_CASE("a poll after the server's restart goes on where the last one ended")
{
    ImapBox box("restart@obec.test");
    box.deliver("before");
    CHECK(box.poll() == 1);
    dovecot().stop();
    CHECK_THROWS_AS(box.poll(), Error);
    dovecot().start();
    box.deliver("after");
    CHECK(box.poll() == 1);
    CHECK(box.subjects() == Texts{"before", "after"});
}

TEST_CASE("wrong mailbox settings are named")
{
    CHECK_THROWS_WITH(ImapBox("u", {{"url", "smtp://h"}}), Catch::Matchers::Contains("url"));
    CHECK_THROWS_WITH(ImapBox("u", {{"url", "imaps://user:pw@h"}}), Catch::Matchers::Contains("url"));
    CHECK_THROWS_WITH(ImapBox("u", {{"url", "imap://mail.test"}, {"tls", "none"}}), Catch::Matchers::Contains("clear"));
    CHECK_THROWS_WITH(ImapBox("u", {{"folder", "a\"\r\nb"}}), Catch::Matchers::Contains("folder"));
    CHECK_THROWS_WITH(ImapBox("u", {{"verify", "/nonexistent"}}), Catch::Matchers::Contains("verify"));
    CHECK_THROWS_WITH(ImapBox("u", {}, ""), Catch::Matchers::Contains("password"));
}
