// SPDX-License-Identifier: EUPL-1.2
// A campaign by real mail: out through Postfix, into a Dovecot mailbox, a reply mailed back and read by IMAP.
#include "mime/parse.h"
#include "tests/end_to_end/installation.h"
#include "tests/end_to_end/mail_back.h"
#include "tests/support/dovecot_server.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;

namespace {

/// A key that signs the town's mails from now on; its DNS record as NAME=RECORD.
std::string sign_by(const Installation& town, const std::string& selector, const std::string& kind)
{
    const json::Object::Ptr key =
        town.done_json({"dkim", "make", "--org", "lipova", "--selector", selector, "--kind", kind, "--json"});
    town.done({"dkim", "use", selector, "--org", "lipova"});
    return key->getValue<std::string>("record_name") + "=" + key->getValue<std::string>("record");
}

} // namespace

TEST_CASE("a campaign goes out by SMTP, the mailbox holds it, a reply comes back by IMAP, the report shows it")
{
    DovecotServer dovecot;
    PostfixServer postfix(dovecot);
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Installation town(kind);
    town.add_town();
    connect_mail(town, postfix, dovecot);
    const json::Object::Ptr imported = town.import_contacts("Jméno;Příjmení;E-mail;Rok narození\n"
                                                            "Žaneta;Vzorová;zaneta@obec.test;1950\n"
                                                            "Řehoř;Vzorový;rehor@obec.test;1990\n"
                                                            "Ota;Mrtvý;mrtvy@obec.test;1980\n"
                                                            "Eva;Pozdní;pozde@obec.test;1970\n");
    CHECK(imported->getValue<int>("added") == 4);
    town.load_campaign({{"channels", R"(["email"])"}});
    const std::vector<std::string> records = {sign_by(town, "r2026", "rsa"), sign_by(town, "e2026", "ed25519")};
    town.serve();
    town.done({"campaign", "launch", "forum", "--org", "lipova"});

    const auto logs = [&] { return town.log().substr(0, 20000) + "\n" + postfix.log(); };
    const bool arrived = wait_until(
        [&] {
            return dovecot.messages("zaneta@obec.test").size() == 1 && dovecot.messages("rehor@obec.test").size() == 1;
        },
        std::chrono::seconds(60));
    INFO((arrived ? std::string() : logs()));
    REQUIRE(arrived);
    const mime::ParsedMail mail = mime::parse(dovecot.messages("zaneta@obec.test").at(0));
    CHECK(mail.header("Subject").find("Jaký má být nový park?") != std::string::npos);
    CHECK(mail.header("From").find("Město Lipová") != std::string::npos);
    CHECK(mail.from_address() == "mesto@obec.test");
    CHECK(mail.header("Auto-Submitted") == "auto-generated");
    CHECK_FALSE(mail.header("List-Id").empty());
    CHECK(mail.header("List-Unsubscribe").find(town.url() + "/u/") != std::string::npos);
    CHECK(mail.header("Content-Language") == "cs");
    REQUIRE(mail.parts.size() == 3);
    CHECK(mail.parts[0].type == "text/plain");
    CHECK(mail.parts[1].type == "text/html");
    CHECK(mail.parts[1].content.find("lang=\"cs\"") != std::string::npos);
    CHECK(mail.parts[2].type == "text/calendar");
    CHECK(mail.parts[2].content.find("BEGIN:VTIMEZONE") != std::string::npos);
    CHECK(mail.parts[0].content.find("Sokolovna, Nádražní 12") != std::string::npos);
    const std::string reply_to = found_in(mail.header("Reply-To"), R"([^<\s]+@obec\.test)");
    CHECK(reply_to.starts_with("posta+"));

    // Both signatures hold after Postfix and the delivery by LMTP, says dkimpy; neither does for another text.
    const auto verify = [&](const std::string& delivered) {
        const Finished done = run({{"tests/oracle/dkim_verify.py", records[0], records[1]}, {}, delivered, "", ""});
        INFO(done.errors);
        CHECK(done.status == 0);
        return done.output;
    };
    for (const char* person : {"zaneta@obec.test", "rehor@obec.test"}) {
        std::string delivered = dovecot.messages(person).at(0);
        CHECK_THAT(delivered, Catch::Contains("\nReceived: ") && Catch::Contains("\nDKIM-Signature: "));
        CHECK(verify(delivered) == "pass\npass\n");
        CHECK(verify(delivered.insert(delivered.find("\nSubject: ") + 10, "x")) == "fail\nfail\n");
    }

    // Žaneta replies by mail, Řehoř answers on the page.
    mail_back(postfix, town.folder(), "zaneta@obec.test", reply_to,
              "From: zaneta@obec.test\r\nTo: " + reply_to + "\r\nSubject: Re: park\r\nMessage-ID: <1@obec.test>\r\n" +
                  "Content-Type: text/plain; charset=windows-1250\r\n\r\n" + "Ano, p\xF8ijdu ur\xE8it\xEC.\r\n\r\n> " +
                  "Tři návrhy\r\n");
    const std::string page =
        found_in(mime::parse(dovecot.messages("rehor@obec.test").at(0)).text(), R"(http://[0-9.:]+/i/[0-9A-Za-z-]+)");
    std::string body;
    CHECK(http("GET", page + "?answer=no", body) == 200);
    CHECK(town.status()->getObject("answers")->optValue("no", 0) == 0); // looking changes nothing
    CHECK(http("POST", page, body, "answer=no") == 303);

    const auto answered = [&] {
        const auto answers = town.status()->getObject("answers");
        return answers->optValue("yes", 0) == 1 && answers->optValue("no", 0) == 1;
    };
    CHECK(wait_until(answered, std::chrono::seconds(60)));
    CHECK(wait_until([&] { return dovecot.messages("posta@obec.test", "Zpracovano").size() >= 1; }));
    // The confirmation of the yes reaches Žaneta; the refused and the bounced address are known.
    CHECK(wait_until([&] { return dovecot.messages("zaneta@obec.test").size() == 2; }, std::chrono::seconds(60)));
    const auto bounced = [&] {
        const json::Object::Ptr progress = town.status()->getObject("progress");
        return json::write(progress).find("\"bounced\":2") != std::string::npos;
    };
    CHECK(wait_until(bounced, std::chrono::seconds(60)));

    const json::Object::Ptr report =
        town.done_json({"report", "reach", "--campaign", "forum", "--org", "lipova", "--format", "json"});
    CHECK(report->getObject("all")->getValue<int>("audience") == 4);
    CHECK(report->getObject("all")->getValue<int>("reached") == 2);
    CHECK(town.stop() == 0);
    INFO(town.log());
    CHECK(town.log().find("zaneta@") == std::string::npos);
}
