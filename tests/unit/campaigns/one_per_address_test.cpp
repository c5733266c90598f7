// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/preview.h"
#include "tests/support/lock_waits.h"
#include "tests/unit/campaigns/family_town.h"

#include <future>
#include <numeric>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

TEST_CASE("who shares an address gets a message of their own, unless the campaign puts them together")
{
    FamilyTown town(every_store());
    SECTION("by default")
    {
        town.run(town.load());
        for (const std::int64_t person : {town.jana, town.petr, town.eva, town.alone})
            CHECK(town.state(person) == "queued");
        CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
    }
    SECTION("together")
    {
        const Campaign campaign = town.run(town.load(together));
        CHECK(town.state(town.jana) == "queued");
        CHECK(town.state(town.petr) == "skipped duplicate_address");
        CHECK(town.state(town.eva) == "skipped duplicate_address");
        CHECK(town.state(town.alone) == "queued");
        CHECK(town.carrier(town.petr) == town.jana);
        CHECK(town.carrier(town.eva) == town.jana);
        CHECK(town.number("SELECT COUNT(*) FROM queue") == 2);
        const Status status = campaign_status(*town.services, campaign);
        CHECK(status.recipients == 4);
        CHECK(status.reasons.at("skipped").at("duplicate_address") == 2);
    }
}

TEST_CASE("planning a wave again puts nobody together twice")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    const auto count = [&] {
        return std::pair(town.number("SELECT COUNT(*) FROM messages"),
                         town.number("SELECT COUNT(*) FROM message_moves"));
    };
    const auto before = count();
    CHECK(town.plan_from(campaign, town.jana) == 0);
    CHECK(count() == before);
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 2);
}

TEST_CASE("whoever is planned later joins a message that waits, as long as it has room")
{
    FamilyTown town(every_store());
    for (int i = 0; i < 6; ++i)
        town.add({.given_name = "Host" + std::to_string(i), .phone = "+420777000111"});
    const Campaign campaign = town.load(together_with({{"channels", R"(["sms"])"}}));
    launch_campaign(*town.services, campaign, "cli:ema");
    const auto carriers = "SELECT COUNT(*) FROM messages WHERE channel = 'sms' AND state = 'planned'";
    CHECK(town.number(carriers) == 2); // four and two
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 4);
    // Two more, in a portion of their own: the second message has room for them.
    const auto first = town.invite(campaign, {.given_name = "Host6", .phone = "+420777000111"});
    for (int i = 7; i < 9; ++i)
        town.invite(campaign, {.given_name = "Host" + std::to_string(i), .phone = "+420777000111"});
    CHECK(town.plan_from(campaign, first) == 3);
    CHECK(town.number(carriers) == 3); // four, four and one
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 6);
}

TEST_CASE("nobody joins a message that was tried already: a late receipt would say it arrived without their links")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    auto claims = town.claim_all();
    town.hand_over(claims, town.compose(claims), OutcomeKind::later);
    REQUIRE(town.state(town.jana) == "queued");
    const auto late = town.invite(campaign, {.given_name = "Iva", .email = "rodina@mail.test"});
    CHECK(town.plan_from(campaign, late) == 1);
    CHECK(town.state(late) == "planned");
    CHECK(town.carrier(late) == 0);
}

TEST_CASE("who is planned while the message at their address passes to another carrier joins none that is not held")
{
    FamilyTown town(StoreKind::postgresql); // SQLite has one writer
    const Campaign campaign = town.run(town.load(together));
    const auto late = town.invite(campaign, {.given_name = "Iva", .email = "rodina@mail.test"});
    std::future<std::int64_t> planning;
    {
        store::Transaction transaction(town.database());
        delivery::skip_contact(transaction.session(), town.organisation.id, town.jana, "ineligible", town.clock.now());
        planning = std::async(std::launch::async, [&] { return town.plan_from(campaign, late); });
        while (!somebody_waits(transaction.session()) &&
               planning.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
        }
        transaction.commit();
    }
    CHECK(planning.get() == 1);
    CHECK(town.state(town.petr) == "planned");
    CHECK(town.carrier(late) == 0);
    CHECK(town.state(late) == "planned");
}

TEST_CASE("the message has everybody's own links by their names, and nothing that is one person's alone")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    const auto sent = town.send();
    REQUIRE(sent.size() == 2);
    const mime::ParsedMail mail = mime::parse(sent.at(town.jana));
    const std::string text = mail.text();
    for (const auto& [person, name] :
         {std::pair(town.jana, "Jana"), std::pair(town.petr, "Petr"), std::pair(town.eva, "Eva")})
        CHECK_THAT(text, Contains(std::string(name) + ":\nhttps://dosah.lipova.test/i/" + town.token(person)) &&
                             Contains(std::string(name) + ": https://dosah.lipova.test/u/"));
    CHECK_THAT(text, Contains("Dobrý den,") && !Contains("Vážená") && !Contains("?answer="));
    CHECK(mail.header("To").find("Vzorová") == std::string::npos);
    const std::string reply_to = mail.header("Reply-To");
    CHECK_FALSE(reply_token(reply_to.substr(0, reply_to.find('>'))));
    CHECK_THAT(mail.header("List-Unsubscribe"), Contains("<https://dosah.lipova.test/u/"));
    for (const mime::Part& part : mail.parts)
        if (part.type == "text/calendar")
            for (const std::int64_t person : {town.jana, town.petr, town.eva})
                CHECK_THAT(part.content, !Contains(town.token(person)));
    // What is kept has neither tokens nor names: who is erased is not in it.
    store::Session session = town.database().session();
    const auto kept = delivery::sent_text(session, town.message(town.jana));
    REQUIRE(kept);
    CHECK_THAT(kept->text, !Contains("Jana") && !Contains("Petr") && !Contains(town.token(town.petr)));
    CHECK_THAT(text_of(sent.at(town.alone)), Contains("?answer=yes") && !Contains("společnou adresu"));
}

TEST_CASE("an SMS for several has a link each")
{
    FamilyTown town(every_store());
    const auto mother = town.add({.given_name = "Marie", .family_name = "Nová", .phone = "+420777000111"});
    const auto son = town.add({.given_name = "Marie", .family_name = "Nová ml.", .phone = "+420777000111"});
    town.run(town.load(together_with({{"channels", R"(["sms"])"}})));
    const auto sent = town.send();
    REQUIRE(sent.size() == 1);
    CHECK_THAT(sent.at(mother), Contains("Marie Nová: https://dosah.lipova.test/i/" + town.token(mother, true)) &&
                                    Contains("Marie Nová ml.: https://dosah.lipova.test/i/" + town.token(son, true)) &&
                                    Contains("STOP"));
}

TEST_CASE("the preview shows the message that a person would be in with others, and the check counts them")
{
    FamilyTown town(every_store());
    for (int i = 0; i < 5; ++i)
        town.add({.given_name = "Host" + std::to_string(i), .phone = "+420777000111"});
    const Campaign campaign = town.load(together);
    PreviewRequest request;
    request.contact_id = town.eva;
    const Preview shared = preview_message(*town.services, campaign, request);
    CHECK_THAT(shared.text, Contains("Jana:") && Contains("Petr:") && Contains("Eva:") && Contains("Dobrý den,"));
    request.contact_id = town.alone;
    CHECK_THAT(preview_message(*town.services, campaign, request).text, Contains("?answer="));
    request.contact_id = town.number("SELECT MIN(id) FROM contacts WHERE phone <> ''");
    const Preview sms = preview_message(*town.services, campaign, request);
    CHECK_THAT(sms.text, Contains("Host0: ") && Contains("Host3: ") && !Contains("Host4"));

    const CheckReport report = check_campaign(*town.services, campaign);
    CHECK(report.carried == std::map<std::string, std::int64_t>{{"email", 2}, {"sms", 3}});
    const std::string warnings = std::accumulate(report.warnings.begin(), report.warnings.end(), std::string());
    CHECK_THAT(warnings, Contains("1 address(es) for sms are shared by more than 4 people") &&
                             Contains("an SMS for 4 people has about"));
    CHECK(check_campaign(*town.services, town.load()).carried.empty());
}

TEST_CASE("the policy is part of what is approved, and of the file")
{
    const Definition off = read_definition(CampaignTown::file(), "Europe/Prague");
    const Definition on = read_definition(CampaignTown::file(together), "Europe/Prague");
    CHECK_FALSE(off.one_per_address);
    CHECK(on.one_per_address);
    CHECK(write_definition(off).find("one_per_address") == std::string::npos);
    CHECK_THAT(write_definition(on), Contains(R"("one_per_address":true)"));
    CHECK(read_definition(write_definition(on), "UTC").one_per_address);
}
