// SPDX-License-Identifier: EUPL-1.2
// The town's own Postfix delivers what comes back straight into the daemon.
#include "mime/parse.h"
#include "store/database.h"
#include "tests/end_to_end/installation.h"
#include "tests/end_to_end/mail_back.h"
#include "tests/support/dovecot_server.h"
#include "tests/support/postgres_server.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using namespace std::chrono_literals;

namespace {

/// A town with a campaign by email; answers and bounces come by LMTP.
class Town
{
public:
    explicit Town(StoreKind kind, const std::map<std::string, std::string>& config = {})
        : port_(free_port()), postfix_(dovecot_, {{"posta@obec.test", "lmtp:inet:127.0.0.1:" + std::to_string(port_)}}),
          town_(kind, config)
    {
        town_.add_town();
        town_.done({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=127.0.0.1", "--set",
                    "port=" + std::to_string(postfix_.port()), "--set", "tls=none"});
        town_.done({"connector", "add", "lmtp", "post", "--org", "lipova", "--set",
                    "listen=127.0.0.1:" + std::to_string(port_), "--set", "address=posta@obec.test"});
        town_.import_contacts("Jméno;Příjmení;E-mail;Rok narození\n"
                              "Žaneta;Vzorová;zaneta@obec.test;1950\n"
                              "Řehoř;Vzorový;rehor@obec.test;1990\n"
                              "Eva;Pozdní;pozde@obec.test;1970\n");
        town_.load_campaign({{"channels", R"(["email"])"}});
        town_.serve();
        town_.done({"campaign", "launch", "forum", "--org", "lipova"});
        wait_for("the invitations", [&] { return mails("zaneta").size() == 1 && mails("rehor").size() == 1; });
    }

    Installation& town() { return town_; }
    const PostfixServer& postfix() const { return postfix_; }
    std::vector<std::string> mails(const std::string& name) const { return dovecot_.messages(name + "@obec.test"); }

    void answer(const std::string& name, const std::string& words)
    {
        const std::string to = found_in(mime::parse(mails(name).at(0)).header("Reply-To"), R"([^<\s]+@obec\.test)");
        mail_back(postfix_, town_.folder(), name + "@obec.test", to,
                  "From: " + name + "@obec.test\r\nTo: " + to + "\r\nSubject: Re: park\r\nMessage-ID: <" + name +
                      "@obec.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words + "\r\n");
    }
    int answers(const std::string& answer) const { return town_.status()->getObject("answers")->optValue(answer, 0); }
    std::int64_t items()
    {
        store::Database store(town_.store_url(), 2);
        return store.session().query("SELECT COUNT(*) FROM inbound_items").integer(0, 0);
    }
    void wait_for(const std::string& what, const std::function<bool()>& condition)
    {
        const bool come = wait_until(condition, 60s);
        INFO("waiting for " << what << "\n" << (come ? "" : town_.log() + postfix_.log()));
        REQUIRE(come);
    }

private:
    DovecotServer dovecot_;
    const int port_;
    PostfixServer postfix_;
    Installation town_;
};

} // namespace

TEST_CASE("replies and bounces come by LMTP, and what is sent while the daemon is down comes when it is back")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Town town(kind);
    town.wait_for("the bounce", [&] {
        return json::write(town.town().status()->getObject("progress")).find("\"bounced\":1") != std::string::npos;
    });
    town.answer("zaneta", "Ano, přijdu.");
    town.wait_for("the answer", [&] { return town.answers("yes") == 1; });
    CHECK(town.town().stop() == 0);

    town.answer("rehor", "Bohužel nemohu.");
    town.wait_for("Postfix's try in vain",
                  [&] { return town.postfix().log().find("status=deferred") != std::string::npos; });
    town.town().serve();
    town.wait_for("the late answer", [&] { return town.answers("no") == 1; });
    CHECK(town.answers("yes") == 1);
    CHECK(town.postfix().wait_until_delivered());
    CHECK(town.items() == 3); // the bounce and two answers, each once
    CHECK(town.town().stop() == 0);
}

TEST_CASE("a mailbox that does not exist gets one mail and never another")
{
    Town town(StoreKind::sqlite);
    town.wait_for("the bounce", [&] {
        const auto told =
            town.town().done_json({"suppression", "show", "pozde@obec.test", "--org", "lipova", "--json"});
        return told->getValue<bool>("suppressed");
    });
    const auto told = town.town().done_json({"suppression", "show", "pozde@obec.test", "--org", "lipova", "--json"});
    CHECK(told->getValue<std::string>("reason") == "hard_bounce");
    town.town().load_campaign({{"key", R"("dalsi")"}, {"channels", R"(["email"])"}});
    town.town().done({"campaign", "launch", "dalsi", "--org", "lipova"});
    town.wait_for("the next invitations", [&] { return town.mails("zaneta").size() == 2; });
    town.wait_for("its end", [&] {
        return town.town()
                   .done_json({"campaign", "status", "dalsi", "--org", "lipova", "--json"})
                   ->getValue<std::string>("state") == "finished";
    });
    CHECK(town.postfix().wait_until_delivered());
    const std::string log = town.postfix().log();
    std::size_t tries = 0;
    for (std::size_t at = log.find("to=<pozde@obec.test>"); at != std::string::npos;
         at = log.find("to=<pozde@obec.test>", at + 1))
        ++tries;
    CHECK(tries == 1);
    CHECK(town.town().stop() == 0);
}

TEST_CASE("an item that cannot be read is set aside with its reason, and those behind it are worked off")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Town town(kind);
    {
        // What nothing that came by a connector should ever be.
        store::Database store(town.town().store_url(), 2);
        store.session().run("INSERT INTO inbound_items (organisation_id, connector_account_id, kind, provider_key, "
                            "raw_base64, fields, received_at, state, problem) "
                            "SELECT organisation_id, id, 'email', 'poison', '%%%', '{}', 0, 'new', '' "
                            "FROM connector_accounts WHERE connector = 'lmtp'");
    }
    town.answer("zaneta", "Ano, přijdu.");
    town.wait_for("the answer", [&] { return town.answers("yes") == 1; });
    const std::string aside = town.town().done({"responses", "aside", "--org", "lipova"});
    CHECK(aside.find("raw: not Base64") != std::string::npos);
    CHECK(town.town().stop() == 0);
}

TEST_CASE("an answer by LMTP while the database is away is kept, and counted once when it is back")
{
    PostgresServer postgres;
    Town town(StoreKind::postgresql, {{"store.url", postgres.new_database()}});
    postgres.stop();
    town.answer("zaneta", "Ano, přijdu.");
    // Taken over: Postfix has nothing left, the spool has it.
    CHECK(town.postfix().wait_until_delivered());
    const auto spooled = [&] {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(town.town().folder().path() / "spool"))
            count += entry.path().extension() == ".item" ? 1 : 0;
        return count;
    };
    CHECK(spooled() >= 1);
    town.town().kill(); // and it survives the daemon
    postgres.start();
    town.town().serve();
    town.wait_for("the answer", [&] { return town.answers("yes") == 1; });
    town.wait_for("the spool to be empty", [&] { return spooled() == 0; });
    CHECK(town.items() <= 2); // the answer once, and the bounce
    CHECK(town.town().stop() == 0);
}

TEST_CASE("where neither store nor spool can keep it, the answer waits with Postfix")
{
    PostgresServer postgres;
    const TemporaryFolder folder;
    const std::string file = folder.write("in_the_way", "a file where the spool's folder should be");
    Town town(StoreKind::postgresql, {{"store.url", postgres.new_database()}, {"spool.folder", file + "/spool"}});
    postgres.stop();
    town.answer("zaneta", "Ano, přijdu.");
    town.wait_for("the refusal for now",
                  [&] { return town.postfix().log().find("451 4.3.0 cannot be kept now") != std::string::npos; });
    postgres.start();
    town.wait_for("the answer", [&] { return town.answers("yes") == 1; });
    CHECK(town.postfix().wait_until_delivered());
    CHECK(town.items() <= 2);
    CHECK(town.town().stop() == 0);
}
