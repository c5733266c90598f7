// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/eligibility.h"
#include "campaigns/invitation.h"
#include "campaigns/plan_store.h"
#include "campaigns/preview.h"
#include "campaigns/wave.h"
#include "contacts/erasure.h"
#include "delivery/carried.h"
#include "delivery/claim_store.h"
#include "delivery/erasure.h"
#include "delivery/ledger_store.h"
#include "mime/parse.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

#include <numeric>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;
using Catch::Matchers::Contains;
using channel::OutcomeKind;

namespace {

StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

const std::map<std::string, std::string> together = {{"one_per_address", "true"}};

std::map<std::string, std::string> together_with(std::map<std::string, std::string> members)
{
    members.insert(together.begin(), together.end());
    return members;
}

/// A town with a family of one mailbox and somebody else.
struct FamilyTown : CampaignTown
{
    explicit FamilyTown(StoreKind kind) : CampaignTown(kind)
    {
        jana = add({.given_name = "Jana", .email = "rodina@mail.test"});
        petr = add({.given_name = "Petr", .family_name = "Vzorový", .email = "rodina@mail.test"});
        eva = add({.given_name = "Eva", .email = "rodina@mail.test"});
        alone = add({.given_name = "Ota", .family_name = "Jiný", .email = "ota@mail.test"});
    }

    /// "planned", "skipped duplicate_address" ... of a person's message of a wave.
    std::string state(std::int64_t contact, const std::string& wave = "invitation")
    {
        const store::Rows rows = database().session().query(
            "SELECT state, state_reason FROM messages WHERE contact_id = $1 AND wave = $2 ORDER BY id",
            {contact, wave});
        std::string out;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const bool says_why = rows.text(row, 0) == "skipped";
            out += (out.empty() ? "" : ", ") + rows.text(row, 0) + (says_why ? " " + rows.text(row, 1) : "");
        }
        return out;
    }

    std::int64_t message(std::int64_t contact, const std::string& wave = "invitation")
    {
        return number("SELECT id FROM messages WHERE contact_id = $1 AND wave = $2", {contact, wave});
    }

    /// Whose message carries theirs; 0 for nobody's.
    std::int64_t carrier(std::int64_t contact, const std::string& wave = "invitation")
    {
        const store::Rows rows =
            database().session().query("SELECT c.contact_id FROM messages m JOIN carried_messages k ON k.message_id = "
                                       "m.id JOIN messages c ON c.id = k.carrier_id WHERE m.contact_id = $1 AND m.wave "
                                       "= $2",
                                       {contact, wave});
        return rows.empty() ? 0 : rows.integer(0, 0);
    }

    std::int64_t invitation(std::int64_t contact)
    {
        return number("SELECT id FROM invitations WHERE contact_id = $1", {contact});
    }

    std::string token(std::int64_t contact, bool brief = false)
    {
        return make_token(master, TokenKind::invitation, invitation(contact), 1, brief);
    }

    std::vector<delivery::Claim> claim_all()
    {
        delivery::release_due(database(), clock.now());
        std::vector<delivery::Claim> all;
        const store::Rows accounts = database().session().query("SELECT id FROM connector_accounts ORDER BY id");
        for (std::size_t row = 0; row < accounts.size(); ++row) {
            store::Transaction transaction(database());
            store::Session& session = transaction.session();
            const std::int64_t account = accounts.integer(row, 0);
            const auto sources = delivery::due_sources(session, account, false, clock.now());
            for (delivery::Claim& claim :
                 delivery::claim_batch(session, sources,
                                       {account, delivery::claim_id_of(std::string(32, 'a'), ++claims_made),
                                        clock.now() + std::chrono::minutes(5), 100, 0},
                                       clock.now(), random))
                all.push_back(std::move(claim));
            transaction.commit();
        }
        return all;
    }

    std::vector<delivery::Composition> compose(const std::vector<delivery::Claim>& claims)
    {
        return InvitationComposer(*services).compose(claims);
    }

    /// What goes out of these claims; contact -> content. The rest is skipped, or was taken back.
    std::map<std::int64_t, std::string> hand_over(const std::vector<delivery::Claim>& claims,
                                                  const std::vector<delivery::Composition>& written,
                                                  OutcomeKind outcome = OutcomeKind::accepted)
    {
        std::vector<delivery::HandMark> marks;
        std::vector<delivery::Ending> endings;
        for (std::size_t i = 0; i < claims.size(); ++i) {
            if (const auto* composed = std::get_if<delivery::Composed>(&written[i]))
                marks.push_back({&claims[i], composed});
            else
                endings.push_back(delivery::ending_of(claims[i], delivery::Ending::What::skip,
                                                      std::get<delivery::Skip>(written[i]).reason));
        }
        std::vector<bool> may;
        {
            store::Transaction transaction(database());
            may = delivery::write_group(transaction.session(), endings, marks, config, random, clock.now());
            transaction.commit();
        }
        std::map<std::int64_t, std::string> sent;
        endings.clear();
        for (std::size_t i = 0; i < marks.size(); ++i) {
            if (!may[i]) continue;
            delivery::Ending ending = delivery::ending_of(*marks[i].claim, delivery::Ending::What::outcome);
            ending.handed = true;
            ending.handed_at = clock.now();
            ending.outcome.kind = outcome;
            endings.push_back(ending);
            sent[marks[i].claim->contact_id] = marks[i].composed->content;
        }
        store::Transaction transaction(database());
        delivery::write_group(transaction.session(), endings, {}, config, random, clock.now());
        transaction.commit();
        return sent;
    }

    /// All that waits, until nothing does.
    std::map<std::int64_t, std::string> send(OutcomeKind outcome = OutcomeKind::accepted)
    {
        std::map<std::int64_t, std::string> sent;
        for (auto claims = claim_all(); !claims.empty(); claims = claim_all())
            sent.merge(hand_over(claims, compose(claims), outcome));
        return sent;
    }

    void erase(std::int64_t contact)
    {
        contacts::ErasureSteps steps;
        steps.push_back(delivery::erasure_step());
        contacts::erase_contact(database(), clock, steps, {organisation.id, contact, false, "cli:test"});
    }

    std::int64_t jana = 0;
    std::int64_t petr = 0;
    std::int64_t eva = 0;
    std::int64_t alone = 0;
    std::uint64_t claims_made = 0;
};

std::string text_of(const std::string& mail)
{
    return mime::parse(mail).text();
}

} // namespace

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
    PlannedWave wave;
    wave.kind = "invitation";
    wave.ways = ways_of(campaign.definition, choose_accounts(*town.services, town.organisation.id), town.organisation);
    wave.due_at = town.clock.now();
    wave.last_contact = town.alone;
    store::Transaction transaction(town.database());
    CHECK(plan_wave(transaction.session(), campaign, wave, town.clock.now()) == 0);
    transaction.commit();
    CHECK(count() == before);
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 2);
}

TEST_CASE("whoever is planned later joins a message that waits, as long as it has room")
{
    FamilyTown town(every_store());
    for (int i = 0; i < 6; ++i)
        town.add({.given_name = "Host" + std::to_string(i), .phone = "+420777000111"});
    const auto last = town.number("SELECT MAX(id) FROM contacts");
    const Campaign campaign = town.load(together_with({{"channels", R"(["sms"])"}}));
    launch_campaign(*town.services, campaign, "cli:ema");
    const auto carriers = "SELECT COUNT(*) FROM messages WHERE channel = 'sms' AND state = 'planned'";
    CHECK(town.number(carriers) == 2); // four and two
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 4);
    // Two more, in a portion of their own: the second message has room for them.
    for (int i = 6; i < 9; ++i) {
        const auto contact = town.add({.given_name = "Host" + std::to_string(i), .phone = "+420777000111"});
        town.database().session().run(
            "INSERT INTO invitations (organisation_id, campaign_id, rule_version, contact_id, "
            "frame_id, prior, arm, token_version, companions, first_time, frozen_gender, "
            "frozen_place) VALUES ($1, $2, 'prior/1', $3, $4, 'none', 'invited', 1, 0, '', "
            "'', '')",
            {town.organisation.id, campaign.id, contact, "frame" + std::to_string(i)});
    }
    const Campaign launched = town.reread(campaign);
    PlannedWave wave;
    wave.kind = "invitation";
    wave.ways = ways_of(launched.definition, choose_accounts(*town.services, town.organisation.id), town.organisation);
    wave.due_at = town.clock.now();
    wave.after_contact = last;
    wave.last_contact = last + 10;
    store::Transaction transaction(town.database());
    CHECK(plan_wave(transaction.session(), launched, wave, town.clock.now()) == 3);
    transaction.commit();
    CHECK(town.number(carriers) == 3); // four, four and one
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 6);
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

TEST_CASE("when the carrier is not to be written to after all, the next one carries the others")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    const bool late = GENERATE(false, true); // found out while it waits, or as it is written
    if (late) {
        store::Session session = town.database().session();
        mark_ineligible(session, town.organisation.id, town.invitation(town.jana), "moved_away", "cli:ema",
                        town.clock.now());
    } else {
        store::Transaction transaction(town.database());
        delivery::skip_contact(transaction.session(), town.organisation.id, town.jana, "ineligible", town.clock.now());
        transaction.commit();
    }
    const auto sent = town.send();
    CHECK(town.state(town.jana) == "skipped ineligible");
    CHECK(town.state(town.petr) == "accepted");
    CHECK(town.state(town.eva) == "skipped duplicate_address");
    CHECK(town.carrier(town.eva) == town.petr);
    REQUIRE(sent.contains(town.petr));
    const std::string text = text_of(sent.at(town.petr));
    CHECK_THAT(text, Contains(town.token(town.petr)) && Contains(town.token(town.eva)));
    CHECK_THAT(text, !Contains(town.token(town.jana)));
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE contact_id = $1", {town.petr}) == 1);
}

TEST_CASE("who is left when the others are gone gets the usual message")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    for (const std::int64_t person : {town.jana, town.eva}) {
        store::Transaction transaction(town.database());
        delivery::skip_contact(transaction.session(), town.organisation.id, person, "ineligible", town.clock.now());
        transaction.commit();
    }
    CHECK(town.state(town.eva) == "skipped ineligible");
    const auto sent = town.send();
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains("?answer=yes"));
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
}

TEST_CASE("an opt-out stops the address they share, for each with that reason")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    const std::int64_t who = GENERATE(0, 1) == 0 ? town.jana : town.petr;
    {
        store::Transaction transaction(town.database());
        opt_out(transaction.session(), town.organisation.id, who, "web", town.clock.now());
        transaction.commit();
    }
    const auto sent = town.send();
    CHECK(sent.size() == 1);
    for (const std::int64_t person : {town.jana, town.petr, town.eva})
        CHECK(town.state(person) == "skipped opt_out");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
}

TEST_CASE("cancelling leaves nobody behind as if somebody still carried them")
{
    FamilyTown town(every_store());
    const Campaign campaign = town.run(town.load(together));
    cancel_campaign(*town.services, campaign, "cli:ema");
    for (const std::int64_t person : {town.jana, town.petr, town.eva})
        CHECK(town.state(person) == "skipped campaign_cancelled");
    CHECK(town.number("SELECT COUNT(*) FROM queue") == 0);
}

TEST_CASE("who is erased is in no message that goes out afterwards, also one that was written already")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    const auto claims = town.claim_all();
    const auto written = town.compose(claims);
    town.erase(town.petr);
    const auto early = town.hand_over(claims, written);
    CHECK_FALSE(early.contains(town.jana));
    const auto sent = town.send();
    REQUIRE(sent.contains(town.jana));
    CHECK_THAT(text_of(sent.at(town.jana)), Contains(town.token(town.eva)) && !Contains("Petr"));
    CHECK(town.text("SELECT state_reason FROM messages WHERE contact_id = $1", {town.petr}) == "erased");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 1);
}

TEST_CASE("when the carrier is erased the others are still written to")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    town.erase(town.jana);
    const auto sent = town.send();
    CHECK(town.state(town.petr) == "accepted");
    CHECK(town.carrier(town.eva) == town.petr);
    REQUIRE(sent.contains(town.petr));
    CHECK_THAT(text_of(sent.at(town.petr)), Contains(town.token(town.eva)) && !Contains("Jana"));
}

TEST_CASE("who is left out of a message as it is written is skipped for the reason there is")
{
    FamilyTown town(every_store());
    town.run(town.load(together));
    town.database().session().run("UPDATE contacts SET legal_basis = '' WHERE id = $1", {town.eva});
    const auto sent = town.send();
    CHECK(town.state(town.petr) == "skipped duplicate_address");
    CHECK(town.state(town.eva) == "skipped no_legal_basis");
    CHECK_THAT(text_of(sent.at(town.jana)), Contains(town.token(town.petr)) && !Contains("Eva"));
    CHECK(town.carrier(town.eva) == 0);
}

TEST_CASE("a reminder goes to those who have not answered, together")
{
    FamilyTown town(every_store());
    const Campaign campaign =
        town.run(town.load(together_with({{"waves", R"([{"kind": "reminder", "after": "P7D"}])"}})));
    town.send();
    const std::int64_t who = GENERATE(0, 1) == 0 ? town.jana : town.petr;
    {
        store::Session session = town.database().session();
        REQUIRE(record_answer(session, town.invitation(who), "yes", "web", town.clock.now(), town.clock.now()));
    }
    town.clock.advance(std::chrono::days(7));
    advance_campaigns(*town.services);
    const auto sent = town.send();
    CHECK(town.state(who, "reminder").empty());
    const std::int64_t first = who == town.jana ? town.petr : town.jana;
    CHECK(town.state(first, "reminder") == "accepted");
    CHECK(town.carrier(town.eva, "reminder") == first);
    REQUIRE(sent.contains(first));
    CHECK_THAT(text_of(sent.at(first)), Contains(town.token(town.eva)) && !Contains(town.token(who)));
}

TEST_CASE("nobody is reminded whose message did not go out")
{
    FamilyTown town(every_store());
    town.run(town.load(together_with({{"waves", R"([{"kind": "reminder", "after": "P7D"}])"}})));
    town.send(OutcomeKind::rejected);
    town.clock.advance(std::chrono::days(7));
    advance_campaigns(*town.services);
    CHECK(town.number("SELECT COUNT(*) FROM messages WHERE wave = 'reminder'") == 0);
}

TEST_CASE("when it bounces, all of them are written to by the next channel they have")
{
    FamilyTown town(every_store());
    town.database().session().run("UPDATE contacts SET phone = '+420777000222' WHERE id = $1", {town.petr});
    town.database().session().run("UPDATE contacts SET phone = '+420777000333' WHERE id = $1", {town.eva});
    town.run(town.load(together_with({{"fallback", R"({"on_bounce": true})"}})));
    town.send(OutcomeKind::address_dead);
    town.clock.advance(std::chrono::minutes(2));
    advance_campaigns(*town.services);
    CHECK(town.state(town.jana) == "bounced");
    CHECK(town.state(town.petr) == "skipped duplicate_address, planned");
    CHECK(town.state(town.eva) == "skipped duplicate_address, planned");
}

TEST_CASE("recalled, nothing is left of who was put together")
{
    FamilyTown town(every_store());
    town.config.campaign_cancel_window = std::chrono::minutes(10);
    const Campaign campaign = launch_campaign(*town.services, town.load(together), "cli:ema");
    recall_campaign(*town.services, campaign, "cli:ema");
    CHECK(town.number("SELECT COUNT(*) FROM carried_messages") == 0);
    CHECK(town.number("SELECT COUNT(*) FROM messages") == 0);
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
