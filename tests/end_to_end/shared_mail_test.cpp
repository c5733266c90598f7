// SPDX-License-Identifier: EUPL-1.2
// One message for two people of one address, by real mail: out through Postfix, answered by the links in it, and back
// as a delivery report.
#include "mime/parse.h"
#include "tests/end_to_end/mail_back.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;

TEST_CASE("two people of one mailbox get one mail with a link each; when theirs bounces, neither is written to again")
{
    DovecotServer dovecot;
    PostfixServer postfix(dovecot);
    Installation town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.add_town();
    connect_mail(town, postfix, dovecot);
    town.import_contacts("Jméno;Příjmení;E-mail;Rok narození\n"
                         "Žaneta;Vzorová;zaneta@obec.test;1950\n"
                         "Řehoř;Vzorový;zaneta@obec.test;1948\n"
                         "Ota;Pozdní;pozde@obec.test;1980\n"
                         "Eva;Pozdní;pozde@obec.test;1970\n");
    town.load_campaign({{"channels", R"(["email"])"}, {"one_per_address", "true"}});
    town.serve();
    town.done({"campaign", "launch", "forum", "--org", "lipova"});

    const auto logs = [&] { return town.log().substr(0, 20000) + "\n" + postfix.log(); };
    const auto bounced = [&] {
        return json::write(town.status()->getObject("progress")).find("\"bounced\":1") != std::string::npos;
    };
    // The report of a bounce comes last, when all that was to be sent is long there.
    const bool back = wait_until([&] { return bounced() && !dovecot.messages("zaneta@obec.test").empty(); },
                                 std::chrono::seconds(60));
    INFO((back ? std::string() : logs()));
    REQUIRE(back);
    REQUIRE(dovecot.messages("zaneta@obec.test").size() == 1);
    const mime::ParsedMail mail = mime::parse(dovecot.messages("zaneta@obec.test").at(0));
    const auto link_of = [&](const std::string& name) {
        return found_in(found_in(mail.text(), name + R"(:\s+http://[0-9.:]+/i/[0-9A-Za-z-]+)"), "http.*");
    };
    const std::string hers = link_of("Žaneta");
    const std::string his = link_of("Řehoř");
    CHECK(hers != his);

    std::string body;
    const auto answers = [&](const std::string& answer) {
        return town.status()->getObject("answers")->optValue(answer, 0);
    };
    CHECK(http("POST", hers, body, "answer=yes") == 303);
    CHECK(answers("yes") == 1);
    CHECK(answers("no") == 0);
    CHECK(http("POST", his, body, "answer=no") == 303);
    CHECK(answers("yes") == 1);
    CHECK(answers("no") == 1);

    // Nobody of the dead address is written to by the next campaign; the others are, together.
    CHECK(town.done({"suppression", "show", "pozde@obec.test", "--org", "lipova", "--json"}).find("hard_bounce") !=
          std::string::npos);
    town.load_campaign({{"key", R"("second")"}, {"channels", R"(["email"])"}, {"one_per_address", "true"}});
    const json::Object::Ptr check = town.done_json({"campaign", "check", "second", "--org", "lipova", "--json"});
    INFO(json::write(check));
    CHECK(check->getObject("skipped")->optValue("suppressed", 0) == 2);
    CHECK(check->getObject("carried")->optValue("email", 0) == 1);
    CHECK(town.stop() == 0);
    CHECK(town.log().find("zaneta@") == std::string::npos);
}
