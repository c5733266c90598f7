// SPDX-License-Identifier: EUPL-1.2
// What people answer comes by IMAP, through the whole daemon: a mailbox that is full, and one while the store goes
// away.
#include "tests/end_to_end/mailing.h"
#include "tests/support/dovecot_server.h"
#include "tests/support/postgres_server.h"

#include <catch2/catch.hpp>

#include <iostream>

using namespace dosah;
using namespace dosah::tests;
using namespace std::chrono_literals;

namespace {

/// People who were invited by mail and write back into the town's mailbox.
class Answering
{
public:
    Answering(StoreKind kind, int people, const std::map<std::string, std::string>& config = {})
        : mailing(kind, people, config)
    {
        mailing.town().done(
            {"connector", "add", "mailbox", "post", "--org", "lipova", "--set",
             "url=imap://127.0.0.1:" + std::to_string(dovecot.imap_port()), "--set", "tls=none", "--set",
             "user=posta@obec.test", "--set", "address=posta@obec.test", "--secret-file",
             "password=" + mailing.town().folder().write("password", DovecotServer::password() + "\n")});
        mailing.town().serve();
        mailing.launch();
        mailing.wait_until_finished();
    }

    /// From one of them; `more` bytes behind it, as an attachment has.
    void write(int person, const std::string& words, std::size_t more = 0)
    {
        std::string mail = "From: <" + Mailing::address_of(person) +
                           ">\r\nTo: <posta@obec.test>\r\nSubject: Re: park\r\nMessage-ID: <" + std::to_string(person) +
                           "@obec.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                           "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
                           words + "\r\n\r\n> Tři návrhy jsou na stole.\r\n--b\r\nContent-Type: image/png\r\n\r\n";
        static const std::string line(76, 'A');
        for (std::size_t size = 0; size < more; size += line.size())
            mail += line + "\r\n";
        dovecot.deliver("posta@obec.test", mail + "--b--\r\n");
    }

    /// How many rows there are; nothing while the store is away.
    std::int64_t count(const std::string& what)
    {
        try {
            return mailing.store().query("SELECT COUNT(*) FROM " + what).integer(0, 0);
        } catch (const Error& problem) {
            if (problem.kind() != ErrorKind::unavailable) throw;
            return -1;
        }
    }
    std::int64_t read() { return count("inbound_items WHERE state <> 'new'"); }

    /// Each mail is there once and was read once, and each yes and no is its person's.
    void check_all(std::int64_t mails, std::int64_t yes, std::int64_t no)
    {
        CHECK(count("inbound_items") == mails);
        CHECK(count("inbound_items WHERE state = 'done'") == mails);
        CHECK(count("responses") == mails);
        CHECK(count("(SELECT DISTINCT inbound_id FROM responses) one") == mails);
        CHECK(count("(SELECT DISTINCT contact_id FROM responses) one") == mails);
        CHECK(count("invitations WHERE answer = 'yes'") == yes);
        CHECK(count("invitations WHERE answer = 'no'") == no);
        CHECK(count("(SELECT DISTINCT invitation_id FROM messages WHERE purpose = 'confirmation') one") == yes);
        CHECK(count("messages WHERE purpose = 'confirmation'") == yes);
    }

    DovecotServer dovecot;
    Mailing mailing;
};

int mails_to_read()
{
    const char* told = std::getenv("MAILBOX_MAILS");
    return told != nullptr ? std::stoi(told) : 1000;
}

} // namespace

TEST_CASE("a full mailbox is read whole, each mail once, in memory that does not grow")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    const int mails = mails_to_read();
    Answering town(kind, mails);
    REQUIRE(town.mailing.town().stop() == 0); // what the campaign needed is not counted
    for (int person = 1; person <= mails; ++person) {
        const int kind_of_mail = person % 4;
        const std::string words = kind_of_mail == 0   ? "Ano, přijdu."
                                  : kind_of_mail == 1 ? "Bohužel nemohu."
                                                      : "Bude tam výtah? Ptám se už po" + std::to_string(person) + ".";
        town.write(person, words, person % 100 == 0 ? 1'000'000 : 5'000);
    }
    const auto begin = std::chrono::steady_clock::now();
    town.mailing.town().serve();
    town.mailing.wait_for(
        "a tenth", [&] { return town.read() >= mails / 10; }, 120s);
    const std::int64_t early = town.mailing.town().peak_memory();
    town.mailing.wait_for(
        "the last mail", [&] { return town.read() >= mails; }, 600s);
    const std::int64_t late = town.mailing.town().peak_memory();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << (kind == StoreKind::sqlite ? "SQLite: " : "PostgreSQL: ") << mails << " mails read in " << seconds
              << " s, at most " << early / 1024 << " MiB after a tenth, " << late / 1024 << " MiB in all\n";
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    CHECK(late < early + 512 * 1024); // freed memory is held back for a while
#else
    CHECK(late < early + 64 * 1024);
#endif
    town.check_all(mails, mails / 4, mails / 4);
    CHECK(town.mailing.town().stop() == 0);
}

TEST_CASE("no reply in the mailbox is lost or doubled by a store that goes away and daemons that end meanwhile")
{
    PostgresServer postgres;
    constexpr int people = 400;
    Answering town(StoreKind::postgresql, people, {{"store.url", postgres.new_database()}});
    int person = 0;
    const auto write = [&](int mails) {
        for (int i = 0; i < mails; ++i, ++person)
            town.write(person + 1, person % 2 == 0 ? "Ano, přijdu." : "Bohužel nemohu.");
    };
    // The store goes away while mails are being read.
    write(150);
    town.mailing.wait_for("the first mails", [&] { return town.count("inbound_items") >= 10; });
    postgres.stop();
    write(50);
    std::string body;
    town.mailing.wait_for("the daemon to say so",
                          [&] { return http("GET", town.mailing.town().url() + "/health", body) == 503; });
    // It ends meanwhile and is started when the store is back.
    CHECK(town.mailing.town().stop() == 0);
    write(50);
    postgres.start();
    town.mailing.town().serve();
    town.mailing.wait_for("these", [&] { return town.read() >= 250; });
    // It is killed in the middle, and again while the store is away.
    write(100);
    town.mailing.wait_for("some", [&] { return town.count("inbound_items") >= 255; });
    town.mailing.kill();
    town.mailing.town().serve();
    town.mailing.wait_for("some more", [&] { return town.count("inbound_items") >= 260; });
    postgres.stop();
    write(50);
    town.mailing.town().kill();
    postgres.start();
    town.mailing.town().serve();
    town.mailing.wait_for("the rest", [&] { return town.read() >= people; });
    town.check_all(people, people / 2, people / 2);
    CHECK(town.mailing.town().stop() == 0);
}
