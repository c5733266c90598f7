// SPDX-License-Identifier: EUPL-1.2
// A campaign by SMS through a real Kannel to its simulated operator; answers, receipts and STOP come back.
#include "delivery/sent.h"
#include "organisations/connector_account.h"
#include "tests/end_to_end/installation.h"
#include "tests/support/kannel_servers.h"
#include "tests/support/recording_smtp_server.h"

#include <catch2/catch.hpp>

#include <regex>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using Catch::EndsWith;
using Catch::Matches;
using namespace std::chrono_literals;

namespace {

const std::string our_number = "+420900111222";
const std::vector<std::string> people{"+420601000111", "+420601000112", "+420601000113"};

/// Links' tokens are kept nowhere, so the ledger's copy of a text has … in their place.
std::string without_tokens(const std::string& text)
{
    return std::regex_replace(text, std::regex("(https?://[^ ]+/)[0-9A-Za-z-]+"), "$1…");
}

/// A town whose SMS go out by Kannel.
class Texting
{
public:
    explicit Texting(StoreKind kind) : town_(kind), kannel_(webhook() + "reply")
    {
        town_.add_town();
        const json::Object::Ptr added = town_.done_json(
            {"connector", "add", "kannel", "sms", "--org", "lipova", "--set", "url=" + kannel_.sendsms_url(), "--set",
             "user=" + KannelServers::user(), "--set", "sender=" + our_number, "--secret-file",
             "password=" + town_.folder().write("password", KannelServers::password() + "\n"), "--json"});
        REQUIRE(added->getValue<std::string>("webhook_url") == webhook());
        town_.done({"connector", "check", "sms", "--org", "lipova"});
        store_ = std::make_unique<store::Database>(town_.store_url(), 2);
    }

    Installation& town() { return town_; }
    KannelServers& kannel() { return kannel_; }
    store::Session store() { return store_->session(); }

    void wait_for(const std::string& what, const std::function<bool()>& condition)
    {
        const bool come = wait_until(condition, 60s);
        INFO("waiting for " << what << "\n" << (come ? "" : town_.log() + kannel_.log()));
        REQUIRE(come);
    }

    /// What a person's telephone shows: the parts of one message follow one another.
    std::string read_by(const std::string& recipient) const
    {
        std::string text;
        for (const DeliveredSms& sms : kannel_.delivered())
            if (sms.recipient == recipient) text += sms.text;
        return text;
    }

    /// The operator writes its log in its own time; then it holds what the ledger says was sent to the person.
    void wait_for_operator(const std::string& recipient)
    {
        std::string sent;
        store::Session session = store();
        const store::Rows rows = session.query("SELECT id FROM messages WHERE address = $1 ORDER BY id", {recipient});
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (const auto kept = delivery::sent_text(session, rows.integer(i, 0))) sent += kept->text;
        wait_for("the operator to have: " + sent, [&] { return without_tokens(read_by(recipient)) == sent; });
    }

    std::int64_t count(const std::string& purpose, const std::string& state)
    {
        return store()
            .query("SELECT COUNT(*) FROM messages WHERE purpose = $1 AND state = $2", {purpose, state})
            .integer(0, 0);
    }

private:
    /// Kannel's configuration needs it before there is an account; it will be the first one.
    std::string webhook() const
    {
        SystemRandom random;
        const MasterKey key = MasterKey::read_or_create((town_.folder().path() / "key").string(), random);
        return town_.url() + "/hooks/1/" + organisations::webhook_token(key, 1) + "/";
    }

    Installation town_;
    KannelServers kannel_;
    std::unique_ptr<store::Database> store_;
};

} // namespace

TEST_CASE("a campaign goes by SMS, answers and STOP come back, receipts make it delivered, the report shows it")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    const bool strip = GENERATE(false, true);
    Texting texting(kind);
    Installation& town = texting.town();
    CHECK(town.import_contacts("Jméno;Příjmení;Telefon;Rok narození\n"
                               "Žaneta;Vzorová;601 000 111;1950\n"
                               "Řehoř;Vzorový;+420 601 000 112;1990\n"
                               "Eva;Mlčící;00420601000113;1970\n")
              ->getValue<int>("added") == 3);
    std::map<std::string, std::string> campaign{{"channels", R"(["sms"])"}, {"strip_sms", strip ? "true" : "false"}};
    if (!strip) campaign["sms"] = R"({"cs": "{{organisation.name}}: {{event.title}} Přijďte & řekněte. ANO či NE?"})";
    town.load_campaign(campaign);
    town.serve();
    town.done({"campaign", "launch", "forum", "--org", "lipova"});

    // Out: the operator has what the ledger says was sent, and reports it delivered.
    texting.wait_for("three receipts", [&] { return texting.count("wave", "delivered") == 3; });
    for (const std::string& person : people) {
        texting.wait_for_operator(person);
        const std::string text = texting.read_by(person);
        if (strip)
            CHECK_THAT(text, Matches("Mesto Lipova zve: Jaky ma byt novy park\\?, [ -~]+ Odpovezte ANO[ 0-9]* nebo "
                                     "NE[ 0-9]*: http://[0-9.:]+/i/[0-9A-Za-z-]+ Odhlaseni: STOP"));
        else
            CHECK(text == "Město Lipová: Jaký má být nový park? Přijďte & řekněte. ANO či NE?");
    }
    for (const DeliveredSms& sms : texting.kannel().delivered())
        CHECK(sms.sender == our_number);

    // Back: one says yes, one wants no more.
    texting.kannel().inject(people[0].substr(1), our_number.substr(1), "ANO přijdu");
    texting.wait_for("the answer", [&] { return town.status()->getObject("answers")->optValue("yes", 0) == 1; });
    texting.wait_for("the confirmation", [&] { return texting.count("confirmation", "delivered") == 1; });
    texting.wait_for_operator(people[0]);
    CHECK_THAT(texting.read_by(people[0]), Contains(strip ? "Mesto Lipova: Dekujeme, pocitame s Vami."
                                                          : "Město Lipová: Děkujeme, počítáme s Vámi."));
    texting.kannel().inject(people[1].substr(1), our_number.substr(1), "Stop.");
    texting.wait_for("the acknowledgement", [&] { return texting.count("opt_out", "delivered") == 1; });
    texting.wait_for_operator(people[1]);
    CHECK_THAT(texting.read_by(people[1]), EndsWith("Město Lipová: Odhlásili jsme Vás, na toto číslo už pozvánky "
                                                    "nepošleme. Omyl? Zavolejte +420 300 000 000."));

    // What is written while the daemon is away comes later.
    CHECK(town.stop() == 0);
    texting.kannel().inject(people[2].substr(1), our_number.substr(1), "Bohužel nemůžu");
    texting.wait_for("Kannel's try in vain", [&] {
        const std::string log = texting.kannel().log();
        const std::size_t at = log.find("Couldn't fetch");
        return at != std::string::npos && log.find(people[2].substr(1), at) != std::string::npos;
    });
    town.serve();
    texting.wait_for("the late answer", [&] { return town.status()->getObject("answers")->optValue("no", 0) == 1; });

    const json::Object::Ptr status = town.status();
    CHECK(status->getValue<std::string>("state") == "finished");
    CHECK(status->getObject("progress")->getObject("sms")->optValue("delivered", 0) == 3);
    CHECK(status->getValue<int>("opt_outs") == 1);
    const json::Object::Ptr reach =
        town.done_json({"report", "reach", "--campaign", "forum", "--org", "lipova", "--format", "json"})
            ->getObject("all");
    CHECK(reach->getValue<int>("audience") == 3);
    CHECK(reach->getValue<int>("sent") == 3);
    CHECK(reach->getValue<int>("delivered") == 3);
    CHECK(reach->getValue<int>("reached") == 2);

    // The next campaign leaves out whoever said STOP.
    campaign["key"] = R"("dalsi")";
    town.load_campaign(campaign);
    const json::Object::Ptr check = town.done_json({"campaign", "check", "dalsi", "--org", "lipova", "--json"});
    CHECK(check->getObject("skipped")->optValue("suppressed", 0) == 1);
    CHECK(town.stop() == 0);
    CHECK_THAT(town.log(), !Contains("601000"));
}

TEST_CASE("STOP by SMS stops the emails too, and not where the organisation narrowed it to the channel")
{
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    const bool narrowed = GENERATE(false, true);
    Texting texting(kind);
    Installation& town = texting.town();
    RecordingSmtpServer mail;
    town.done({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=127.0.0.1", "--set",
               "port=" + std::to_string(mail.port()), "--set", "tls=none"});
    if (narrowed) town.done({"org", "opt-out", "lipova", "--covers", "channel"});
    town.import_contacts("Jméno;Příjmení;Telefon;E-mail;Rok narození\n"
                         "Žaneta;Vzorová;601 000 111;zaneta@obec.test;1950\n"
                         "Řehoř;Vzorový;601 000 112;rehor@obec.test;1990\n");
    town.load_campaign({{"channels", R"(["sms"])"}});
    town.serve();
    town.done({"campaign", "launch", "forum", "--org", "lipova"});
    texting.wait_for("two receipts", [&] { return texting.count("wave", "delivered") == 2; });
    texting.kannel().inject(people[0].substr(1), our_number.substr(1), "STOP");
    texting.wait_for("the acknowledgement", [&] { return texting.count("opt_out", "delivered") == 1; });
    for (const std::size_t person : {0U, 1U})
        texting.wait_for_operator(people[person]);
    const std::size_t texts = texting.kannel().delivered().size();

    // The next campaign goes by email where it can, else by SMS.
    const std::map<std::string, std::string> next{{"key", R"("dalsi")"}, {"channels", R"(["email", "sms"])"}};
    town.load_campaign(next);
    town.done({"campaign", "launch", "dalsi", "--org", "lipova"});
    texting.wait_for("the mails", [&] { return mail.count() == (narrowed ? 2U : 1U); });
    texting.wait_for("its end", [&] {
        return town.done_json({"campaign", "status", "dalsi", "--org", "lipova", "--json"})
                   ->getValue<std::string>("state") == "finished";
    });
    const std::map<std::string, int> sent = mail.per_recipient();
    CHECK(sent.contains("rehor@obec.test"));
    CHECK(sent.contains("zaneta@obec.test") == narrowed);
    CHECK(texting.kannel().delivered().size() == texts); // and to the number nothing ever again
    CHECK(town.stop() == 0);
}
