// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/confirmation.h"
#include "campaigns/invitation.h"
#include "campaigns/invitation_composer.h"
#include "contacts/suppression.h"
#include "mime/parse.h"
#include "tests/support/every_store.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;

namespace {

delivery::Composed composed(CampaignTown& town, const delivery::Claim& claim)
{
    auto result = std::move(InvitationComposer(*town.services).compose({&claim, 1}).at(0));
    if (const auto* skip = std::get_if<delivery::Skip>(&result)) FAIL("skipped: " << skip->reason);
    return std::get<delivery::Composed>(result);
}

std::string skipped(CampaignTown& town, const delivery::Claim& claim)
{
    const auto result = InvitationComposer(*town.services).compose({&claim, 1}).at(0);
    const auto* skip = std::get_if<delivery::Skip>(&result);
    return skip ? skip->reason : "composed";
}

Invitation invitation_of(CampaignTown& town, std::int64_t contact)
{
    store::Session session = town.database().session();
    return open_invitations(session, town.organisation.id, contact).at(0);
}

void answer(CampaignTown& town, std::int64_t invitation, const std::string& what)
{
    store::Session session = town.database().session();
    REQUIRE(record_answer(session, invitation, what, "email", town.clock.now(), town.clock.now()));
}

} // namespace

TEST_CASE("an invitation by email is a whole mail with the headers mail programs and replies need")
{
    CampaignTown town(every_store());
    const auto person = town.add({.given_name = "Žofie", .email = "zofie@mail.test"});
    town.run(town.load());
    const delivery::Claim claim = town.claim(person);
    const delivery::Composed out = composed(town, claim);
    const mime::ParsedMail mail = mime::parse(out.content);
    const Invitation invitation = invitation_of(town, person);

    CHECK(out.sender == "posta+b." + claim.reference + "@lipova.test");
    CHECK(bounce_reference(out.sender) == claim.reference);
    CHECK(mail.from_address() == "mesto@lipova.test");
    CHECK_THAT(mail.header("From"), Contains("Město Lipová"));
    CHECK(mail.to_address() == "zofie@mail.test");
    CHECK_THAT(mail.header("To"), Contains("Žofie Vzorová"));
    CHECK(mail.header("Message-ID") == "<" + claim.reference + "@lipova.test>");
    CHECK_THAT(mail.header("Subject"), Contains("Fórum o parku"));
    CHECK(mail.header("Auto-Submitted") == "auto-generated");
    CHECK(mail.header("Content-Language") == "cs");
    CHECK(mail.header("List-Id") == "<lipova.lipova.test>");
    CHECK_THAT(mail.header("List-Unsubscribe"), Contains("<https://dosah.lipova.test/u/") &&
                                                    Contains("<mailto:posta+") && Contains("?subject=unsubscribe>"));
    CHECK(mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
    CHECK_FALSE(mail.header("Feedback-ID").empty());
    const std::string reply_to = mail.header("Reply-To");
    const auto token = reply_token(reply_to.substr(0, reply_to.find('>')));
    REQUIRE(token);
    {
        store::Session session = town.database().session();
        const auto found = find_invitation_by_token(session, town.master, *token);
        REQUIRE(found);
        CHECK(found->id == invitation.id);
    }
    REQUIRE(mail.parts.size() == 3);
    CHECK(mail.parts[0].type == "text/plain");
    CHECK(mail.parts[1].type == "text/html");
    CHECK(mail.parts[2].type == "text/calendar");
    CHECK(mail.parts[2].method == "publish");
    CHECK_THAT(mail.parts[2].content, Contains("Fórum o parku"));
    const std::string url = invitation_url(town.master, town.config.http_public_url, invitation, false);
    CHECK_THAT(mail.text(), Contains(url) && Contains("Sokolovna, Nádražní 12"));
    CHECK_THAT(mail.parts[1].content, Contains("Sokolovna, Nádražní 12"));
    CHECK(out.sent.text().subject == mail.header("Subject"));
    // What is kept opens nothing.
    CHECK_THAT(out.sent.text().text, Contains("Fórum o parku") && !Contains(url.substr(url.rfind('/') + 1)));
    CHECK(out.content_version.size() == 16);
}

TEST_CASE("without a mailbox replies go to the contact address, and without https one-click is left out")
{
    CampaignTown town(every_store(), false, false);
    town.add_account("mail", "capture", {{"channel", "email"}});
    town.config.http_public_url = "http://127.0.0.1:8080";
    const auto person = town.add({.email = "osoba@mail.test"});
    town.run(town.load({{"channels", R"(["email"])"}}));
    const delivery::Composed out = composed(town, town.claim(person));
    const mime::ParsedMail mail = mime::parse(out.content);
    CHECK(out.sender == "mesto@lipova.test");
    CHECK_THAT(mail.header("Reply-To"), Contains("kontakt@lipova.test"));
    CHECK_THAT(mail.header("List-Unsubscribe"), Contains("<http://127.0.0.1:8080/u/") && !Contains("mailto"));
    CHECK(mail.header("List-Unsubscribe-Post").empty());
}

TEST_CASE("a campaign's own text is used, in each person's locale")
{
    CampaignTown town(every_store());
    const auto czech = town.add({.given_name = "Jan", .email = "jan@mail.test"});
    const auto english = town.add({.given_name = "Ann", .email = "ann@mail.test", .locale = "en"});
    town.run(town.load(
        {{"email", R"({"cs": {"subject": "Přijďte, {{given_name}}", "body": "Čeká Vás {{event.title}} & káva."}})"}}));
    const mime::ParsedMail own = mime::parse(composed(town, town.claim(czech)).content);
    CHECK(own.header("Subject") == "Přijďte, Jan");
    CHECK_THAT(own.text(), Contains("Čeká Vás Fórum o parku & káva."));
    CHECK_THAT(own.parts.at(1).content, Contains("&amp; káva"));
    const mime::ParsedMail shipped = mime::parse(composed(town, town.claim(english)).content);
    CHECK_THAT(shipped.header("Subject"), Contains("The park forum"));
    CHECK(shipped.header("Content-Language") == "en");
}

TEST_CASE("each person's mail is as they want to read it, from one composer, own easy texts included")
{
    CampaignTown town(every_store());
    std::map<std::string, std::int64_t> people;
    for (const char* format : {"", "usual", "easy_to_read", "large_print"}) {
        people[format] = town.add({.email = std::string("x") + format + "@mail.test"});
        town.database().session().run("UPDATE contacts SET format = $1 WHERE id = $2", {format, people[format]});
    }
    const bool own = GENERATE(false, true);
    std::map<std::string, std::string> members = {{"wording", R"("youth")"}};
    if (own) members["email"] = R"({"cs": {"body": "Obvyklá slova.", "easy_body": "Snadná slova."}})";
    town.run(town.load(members));
    InvitationComposer composer(*town.services);
    const auto mail = [&](const std::string& format) {
        const auto claim = town.claim(people.at(format));
        return mime::parse(std::get<delivery::Composed>(composer.compose({&claim, 1}).at(0)).content);
    };
    const std::string usual = own ? "Obvyklá slova." : "Klidně s sebou vezměte kamarády.";
    const std::string easy = own ? "Snadná slova." : "Můžete vzít s sebou kamarády.";
    for (const char* format : {"", "usual", "large_print"})
        CHECK_THAT(mail(format).text(), Contains(usual) && !Contains(easy));
    CHECK_THAT(mail("easy_to_read").text(), Contains(easy) && !Contains(usual));
    const auto larger = composer.compose(std::vector{town.claim(people.at("large_print"))}).at(0);
    CHECK_THAT(std::get<delivery::Composed>(larger).content, Contains("font-size:24px"));
    const auto ordinary = composer.compose(std::vector{town.claim(people.at("usual"))}).at(0);
    CHECK_THAT(std::get<delivery::Composed>(ordinary).content, !Contains("font-size:24px"));
}

TEST_CASE("people are greeted by their family names, as the campaign's tone and their own wish say")
{
    CampaignTown town(every_store());
    const auto jana = town.add({.given_name = "Jana", .family_name = "Vzorová", .email = "jana@mail.test"});
    const auto petr = town.add({.given_name = "Petr", .family_name = "Ukázka", .email = "petr@mail.test"});
    const auto wish = town.add({.given_name = "Jana", .family_name = "Přáníčková", .email = "wish@mail.test"});
    const auto mike = town.add({.given_name = "Mike", .family_name = "Doležel", .email = "mike@mail.test"});
    town.database().session().run(
        "INSERT INTO contact_attributes (contact_id, name, value, folded_value) VALUES ($1, 'osloveni', $2, '')",
        {wish, "Vážená paní doktorko"});
    const std::string tone = GENERATE("", "informal");
    town.run(tone.empty() ? town.load() : town.load({{"tone", "\"" + tone + "\""}}));
    const auto begins = [&](std::int64_t person) {
        const std::string text = mime::parse(composed(town, town.claim(person)).content).text();
        return text.substr(0, text.find(','));
    };
    CHECK(begins(jana) == (tone.empty() ? "Vážená paní Vzorová" : "Milá Jano"));
    CHECK(begins(petr) == (tone.empty() ? "Vážený pane Ukázko" : "Milý Petře"));
    CHECK(begins(wish) == "Vážená paní doktorko");
    CHECK(begins(mike) == "Dobrý den");
}

TEST_CASE("an SMS carries the brief link and is counted; stripped where the campaign asks for it")
{
    CampaignTown town(every_store());
    const auto person = town.add({.phone = "+420601000001"});
    town.run(town.load({{"sms", R"({"cs": "Přijďte na fórum: {{answer_url}}"})"},
                        {"strip_sms", "true"},
                        {"sms_sender", R"("+420555000222")"}}));
    const delivery::Composed out = composed(town, town.claim(person));
    const std::string url = invitation_url(town.master, town.config.http_public_url, invitation_of(town, person), true);
    CHECK(out.content == "Prijdte na forum: " + url);
    CHECK_FALSE(out.unicode);
    CHECK(out.parts == 1);
    CHECK(out.sender == "+420555000222");
    CHECK(out.sent.text().text == "Prijdte na forum: https://dosah.lipova.test/i/…");
}

TEST_CASE("what may not be sent any more is skipped with its reason")
{
    CampaignTown town(every_store());
    const auto stopped = town.add({.email = "a@mail.test"});
    const auto bounced = town.add({.email = "b@mail.test"});
    const auto erased = town.add({.email = "c@mail.test"});
    const auto baseless = town.add({.email = "d@mail.test"});
    const auto moved = town.add({.given_name = "Eva\nBcc: x", .email = "e@mail.test"});
    const Campaign campaign = town.run(town.load());
    {
        store::Session session = town.database().session();
        contacts::suppress(session, town.organisation.id, channel::Channel::email, "a@mail.test",
                           contacts::SuppressionReason::opt_out, "test", town.clock.now());
        contacts::suppress(session, town.organisation.id, channel::Channel::email, "b@mail.test",
                           contacts::SuppressionReason::hard_bounce, "test", town.clock.now());
        session.run("UPDATE contacts SET erased_at = 1 WHERE id = $1", {erased});
        session.run("UPDATE contacts SET legal_basis = '' WHERE id = $1", {baseless});
        session.run("UPDATE contacts SET email = 'nova@mail.test' WHERE id = $1", {moved});
    }
    CHECK(skipped(town, town.claim(stopped)) == "opt_out");
    CHECK(skipped(town, town.claim(bounced)) == "suppressed");
    CHECK(skipped(town, town.claim(erased)) == "erased");
    CHECK(skipped(town, town.claim(baseless)) == "no_legal_basis");
    CHECK(mime::parse(composed(town, town.claim(moved)).content).to_address() == "e@mail.test");
    const delivery::Claim claimed = town.claim(moved);
    cancel_campaign(*town.services, campaign, "cli:ema");
    CHECK(skipped(town, claimed) == "campaign_cancelled");
}

TEST_CASE("a yes is confirmed on its channel once an hour, unless the answer has changed")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "osoba@mail.test"});
    town.run(town.load());
    const Invitation invitation = invitation_of(town, person);
    const auto plan = [&] {
        store::Transaction transaction(town.database());
        const auto id = plan_confirmation(*town.services, transaction.session(), invitation.id, channel::Channel::email,
                                          town.clock.now());
        transaction.commit();
        return id.has_value();
    };
    CHECK_FALSE(plan());
    answer(town, invitation.id, "yes");
    CHECK(plan());
    CHECK_FALSE(plan());
    const delivery::Claim claim = town.claim(person, "confirmation");
    CHECK(claim.address == "osoba@mail.test");
    const mime::ParsedMail mail = mime::parse(composed(town, claim).content);
    CHECK(mail.header("Auto-Submitted") == "auto-replied");
    CHECK_THAT(mail.header("Subject"), Contains("Fórum o parku"));
    town.clock.advance(std::chrono::hours(1));
    CHECK(plan());
    answer(town, invitation.id, "no");
    CHECK(skipped(town, claim) == "answered");
    CHECK_FALSE(plan());
}

TEST_CASE("an opt-out is acknowledged once, though the address is suppressed, and says nothing of the event")
{
    CampaignTown town(every_store());
    const auto person = town.add({.phone = "+420601000001"});
    town.run(town.load());
    store::Session session = town.database().session();
    opt_out(session, town.organisation.id, person, "sms", town.clock.now());
    const auto plan = [&] {
        return plan_opt_out_acknowledgement(*town.services, session, town.organisation.id, person,
                                            channel::Channel::sms, "+420601000001", town.clock.now())
            .has_value();
    };
    CHECK(plan());
    CHECK_FALSE(plan());
    const delivery::Composed out = composed(town, town.claim(person, "opt_out"));
    CHECK_THAT(out.content, Contains("Město Lipová") && !Contains("Fórum"));
    CHECK(skipped(town, town.claim(person)) == "opt_out");
}

TEST_CASE("a batch is answered claim by claim, in its order, whatever each needs")
{
    CampaignTown town(every_store());
    std::vector<std::int64_t> people;
    for (int i = 0; i < 150; ++i) {
        const std::string number = std::to_string(i);
        CampaignTown::Person person;
        person.given_name = i % 3 == 0 ? "" : i % 3 == 1 ? "Osoba" + number : "O'Neill " + number;
        person.family_name = "Vzorová" + number;
        person.locale = i % 2 == 0 ? "cs" : "en";
        if (i % 5 == 0)
            person.phone = "+420601000" + std::to_string(100 + i);
        else
            person.email = "osoba" + number + "@mail.test";
        people.push_back(town.add(person));
    }
    town.run(town.load());
    {
        store::Session session = town.database().session();
        session.run("UPDATE contacts SET erased_at = 1 WHERE id = $1", {people[7]});
        contacts::suppress(session, town.organisation.id, channel::Channel::email, "osoba8@mail.test",
                           contacts::SuppressionReason::hard_bounce, "test", town.clock.now());
    }
    std::vector<delivery::Claim> claims;
    for (const std::int64_t person : people)
        claims.push_back(town.claim(person));
    InvitationComposer composer(*town.services);
    const std::vector<delivery::Composition> all = composer.compose(claims);
    REQUIRE(all.size() == claims.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        INFO(i);
        if (i == 7 || i == 8) {
            CHECK(std::get<delivery::Skip>(all[i]).reason == (i == 7 ? "erased" : "suppressed"));
            continue;
        }
        const auto& out = std::get<delivery::Composed>(all[i]);
        const Invitation invitation = invitation_of(town, people[i]);
        const bool brief = claims[i].channel == channel::Channel::sms;
        const std::string url = invitation_url(town.master, town.config.http_public_url, invitation, brief);
        if (brief) {
            CHECK_THAT(out.content, Contains(url));
            continue;
        }
        const mime::ParsedMail mail = mime::parse(out.content);
        CHECK(mail.to_address() == claims[i].address);
        CHECK_THAT(mail.header("To"), Contains("Vzorová" + std::to_string(i) + " <"));
        CHECK_THAT(mail.text(), Contains(url + "?answer=yes"));
        CHECK_THAT(mail.parts.at(1).content, Contains(url + "?answer=no"));
        if (i % 2 == 1 && i % 3 == 1) CHECK_THAT(mail.text(), Contains("Hello"));
    }
    CHECK(composer.compose({}).empty());
    // Nobody claims a message twice, but an answer belongs to each claim.
    const std::vector<delivery::Claim> twice = {claims[1], claims[2], claims[1]};
    const auto again = composer.compose(twice);
    REQUIRE(again.size() == 3);
    CHECK(std::get<delivery::Composed>(again[0]).sent.own == std::get<delivery::Composed>(again[2]).sent.own);
    CHECK(std::get<delivery::Composed>(again[0]).sent.form == std::get<delivery::Composed>(again[2]).sent.form);
}

TEST_CASE("a composer that has written sees an edited campaign, a moved event and a changed organisation")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "osoba@mail.test"});
    const Campaign first = town.run(town.load({{"channels", R"(["email"])"}}));
    InvitationComposer composer(*town.services);
    const auto mail = [&] {
        const delivery::Claim claim = town.claim(person);
        auto answers = composer.compose({&claim, 1});
        return mime::parse(std::get<delivery::Composed>(answers.at(0)).content);
    };
    CHECK_THAT(mail().header("Subject"), Contains("Fórum o parku"));

    store::Session session = town.database().session();
    Campaign edited = town.reread(first);
    edited.definition.event.title["cs"] = "Fórum o řece";
    const std::string text = write_definition(edited.definition);
    session.run("UPDATE campaigns SET definition = $1, definition_hash = $2 WHERE id = $3",
                {text, sha256_hex(text), edited.id});
    CHECK_THAT(mail().header("Subject"), Contains("Fórum o řece"));
    CHECK_THAT(mail().parts.at(2).content, Contains("Fórum o řece") && Contains("SEQUENCE:0"));

    session.run("UPDATE campaigns SET calendar_sequence = 1 WHERE id = $1", {edited.id});
    CHECK_THAT(mail().parts.at(2).content, Contains("SEQUENCE:1"));

    session.run("UPDATE organisations SET name = 'Město Dubová' WHERE id = $1", {town.organisation.id});
    town.clock.advance(std::chrono::seconds(11));
    CHECK_THAT(mail().header("From"), Contains("Město Dubová"));
    CHECK_THAT(mail().text(), Contains("Město Dubová") && !Contains("Lipová,"));

    session.run("UPDATE contacts SET given_name = 'Nové', token_version = 2 WHERE id = $1", {person});
    CHECK_THAT(mail().header("To"), Contains("Nové Vzorová"));
}

TEST_CASE("several threads compose with one composer")
{
    CampaignTown town(every_store());
    std::vector<std::int64_t> people;
    for (int i = 0; i < 40; ++i)
        people.push_back(town.add({.given_name = "Osoba" + std::to_string(i),
                                   .email = "osoba" + std::to_string(i) + "@mail.test",
                                   .locale = i % 2 == 0 ? "cs" : "nb"}));
    town.run(town.load());
    std::vector<delivery::Claim> claims;
    for (const std::int64_t person : people)
        claims.push_back(town.claim(person));
    InvitationComposer composer(*town.services);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                const auto all = composer.compose(claims);
                for (std::size_t k = 0; k < all.size(); ++k) {
                    const auto* out = std::get_if<delivery::Composed>(&all[k]);
                    if (out != nullptr && out->content.find("To: Osoba" + std::to_string(k)) != std::string::npos)
                        ++right;
                }
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(right == 3 * 5 * 40);
}
