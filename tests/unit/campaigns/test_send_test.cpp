// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/test_send.h"
#include "mime/parse.h"
#include "organisations/user.h"
#include "tests/support/twin_connector.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A town with a coordinator and connectors in memory.
struct Office
{
    Office() : town(GENERATE(StoreKind::sqlite, StoreKind::postgresql))
    {
        organisations::User user;
        user.organisation_id = town.organisation.id;
        user.email = "ema@lipova.test";
        user.name = "Ema Zkušební";
        organisations::add_user(town.database(), town.clock, "cli:test", user, "velmi dlouhé heslo");
        campaign = town.load({{"sms", R"("Přijďte. {{answer_url}}")"}});
    }

    TestSent send(TestRequest request)
    {
        return send_test(
            *town.services, campaign, request,
            [&](std::int64_t account) {
                return town.text("SELECT key FROM connector_accounts WHERE id = $1", {account}) == "sms" ? sms : mail;
            },
            "cli:ema");
    }

    CampaignTown town;
    Campaign campaign;
    std::shared_ptr<TwinConnector> mail = std::make_shared<TwinConnector>();
    std::shared_ptr<TwinConnector> sms =
        std::make_shared<TwinConnector>(channel::Limits{1, 1, 0}, channel::Channel::sms);
};

} // namespace

TEST_CASE("a test mail of a draft goes to a user, marked, with links that open nothing, and is counted nowhere")
{
    Office office;
    const TestSent sent = office.send({.to = "Ema@Lipova.test"});
    CHECK(sent.outcome.kind == channel::OutcomeKind::accepted);
    REQUIRE(office.mail->sent().size() == 1);
    const channel::OutgoingMessage out = office.mail->sent()[0];
    CHECK(out.recipient == "ema@lipova.test");
    CHECK(out.sender == "mesto@lipova.test");
    const mime::ParsedMail mail = mime::parse(out.content);
    CHECK(mail.header("Subject") == "[Zkouška] Pozvánka: Fórum o parku");
    CHECK_THAT(mail.text(), Contains("zkouška") && Contains("https://dosah.lipova.test/i/test?answer=yes"));
    REQUIRE(mail.parts.size() == 3);
    CHECK_THAT(mail.parts[1].content, Contains("Tohle je zkouška"));
    CHECK_THAT(mail.parts[2].content, Contains("UID:test."));
    CHECK(mail.header("List-Unsubscribe").empty());
    CHECK(office.town.number("SELECT COUNT(*) FROM messages") == 0);
    CHECK(office.town.number("SELECT COUNT(*) FROM invitations") == 0);
    CHECK(office.town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'campaign.test' AND actor = 'cli:ema'") ==
          1);
    CHECK(office.town.reread(office.campaign).state == State::draft);
}

TEST_CASE("a test is written as to a contact, in a locale, of a wave")
{
    Office office;
    const auto jan = office.town.add({.given_name = "Ola", .email = "ola@example.test", .locale = "nb"});
    CHECK(office.send({.to = "ema@lipova.test", .contact_id = jan}).subject.substr(0, 9) == "[Prøve] ");
    CHECK_THAT(office.send({.to = "ema@lipova.test", .contact_id = jan}).text, Contains("Ola"));
    CHECK(office.send({.to = "ema@lipova.test", .locale = "en", .contact_id = jan}).subject.substr(0, 6) == "[Test]");
    office.campaign =
        office.town.load({{"waves", R"([{"kind": "invitation"}, {"kind": "reminder", "after": "P5D"}])"}});
    CHECK(office.send({.to = "ema@lipova.test", .wave = "reminder"}).subject !=
          office.send({.to = "ema@lipova.test"}).subject);
}

TEST_CASE("a test SMS goes anywhere only by force, and says first that it is one")
{
    Office office;
    CHECK_THROWS_WITH(office.send({.to = "601 000 001"}), Contains("--force"));
    const TestSent sent = office.send({.to = "601 000 001", .anywhere = true});
    CHECK(sent.channel == channel::Channel::sms);
    CHECK(sent.text == "ZKOUŠKA: Přijďte. https://dosah.lipova.test/i/test");
    CHECK(office.sms->sent().at(0).recipient == "+420601000001");
    CHECK(office.sms->sent().at(0).unicode);
    CHECK(office.mail->sent().empty());
}

TEST_CASE("a refused test says why; what cannot be tested is named")
{
    Office office;
    office.mail->script([](const channel::OutgoingMessage&) {
        return TwinConnector::Reply{
            {channel::OutcomeKind::rejected, "550 5.7.1", "no relaying", "", std::nullopt, true}, true, false};
    });
    CHECK(office.send({.to = "ema@lipova.test"}).outcome.text == "no relaying");
    CHECK_THROWS_WITH(office.send({.to = "cizi@jinde.test"}), Contains("users"));
    CHECK_THROWS_WITH(office.send({.to = "a@b"}), Contains("to:"));
    CHECK_THROWS_WITH(office.send({.to = "xyz"}), Contains("to:"));
    CHECK_THROWS_WITH(office.send({.to = "ema@lipova.test", .locale = "de"}), Contains("locale:"));
    CHECK_THROWS_WITH(office.send({.to = "ema@lipova.test", .wave = "thanks"}), Contains("it has: invitation"));
    CHECK_THROWS_WITH(office.send({.to = "ema@lipova.test", .contact_id = 99}), Contains("no contact 99"));
    office.mail = nullptr;
    CHECK_THROWS_WITH(office.send({.to = "ema@lipova.test"}), Contains("no active account for email"));
}

TEST_CASE("only so many tests go in an hour")
{
    Office office;
    for (int i = 0; i < most_tests_an_hour; ++i)
        office.send({.to = "ema@lipova.test"});
    CHECK_THROWS_WITH(office.send({.to = "ema@lipova.test"}), Contains("wait a while"));
    office.town.clock.advance(std::chrono::minutes(60));
    CHECK_NOTHROW(office.send({.to = "ema@lipova.test"}));
}
