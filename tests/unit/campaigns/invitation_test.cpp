// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation.h"
#include "campaigns/token.h"
#include "contacts/suppression.h"
#include "tests/support/every_store.h"
#include "tests/support/queue.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::campaigns;
using namespace dosah::tests;

namespace {

Instant at(const char* text)
{
    return from_iso(text);
}

} // namespace

TEST_CASE("the later arrival is the current answer, whichever is worked off last")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "a@mail.test"});
    const Campaign campaign = town.run(town.load());
    store::Session session = town.database().session();
    const std::int64_t id = open_invitations(session, town.organisation.id, person).at(0).id;
    const auto say = [&](const char* answer, const char* arrived) {
        return record_answer(session, id, answer, "sms", at(arrived), town.clock.now());
    };
    CHECK(say("no", "2026-11-21T10:00:00Z"));
    CHECK(say("yes", "2026-11-21T09:00:00Z")); // arrived earlier, read later: history only
    CHECK(find_invitation(session, id)->answer == "no");
    CHECK(say("maybe", "2026-11-21T10:00:00Z"));
    CHECK(find_invitation(session, id)->answer == "maybe");
    CHECK(find_invitation(session, id)->answered_at == at("2026-11-21T10:00:00Z"));
    CHECK(campaign_status(*town.services, campaign).answers ==
          std::map<std::string, std::int64_t>{{"yes", 0}, {"no", 0}, {"maybe", 1}, {"none", 0}});
    cancel_campaign(*town.services, campaign, "cli:ema");
    CHECK_FALSE(say("yes", "2026-11-22T10:00:00Z"));
    CHECK(find_invitation(session, id)->answer == "maybe");
    CHECK(open_invitations(session, town.organisation.id, person).empty());
}

TEST_CASE("an answer is first taken to be about what the person was sent, newest first")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "a@mail.test"});
    std::vector<std::int64_t> campaigns;
    for (const char* key : {"\"a\"", "\"b\"", "\"c\""}) {
        campaigns.push_back(town.run(town.load({{"key", key}})).id);
        town.clock.advance(std::chrono::hours(1));
    }
    store::Session session = town.database().session();
    const auto order = [&] {
        std::vector<std::int64_t> ids;
        for (const Invitation& one : open_invitations(session, town.organisation.id, person))
            ids.push_back(one.campaign_id);
        return ids;
    };
    CHECK(order() == std::vector{campaigns[2], campaigns[1], campaigns[0]});
    session.run("UPDATE messages SET state = 'accepted' WHERE invitation_id IN "
                "(SELECT id FROM invitations WHERE campaign_id < $1)",
                {campaigns[2]});
    tests::follow_states(session);
    CHECK(order() == std::vector{campaigns[1], campaigns[0], campaigns[2]});
    CHECK(open_invitations(session, town.organisation.id + 1, person).empty());
}

TEST_CASE("links open their own rows and are revoked by the version")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "a@mail.test"});
    town.run(town.load());
    store::Session session = town.database().session();
    const Invitation invitation = open_invitations(session, town.organisation.id, person).at(0);
    const auto contact = contacts::find_contact(session, town.organisation.id, person);
    const std::string url = invitation_url(town.master, "https://x.test/", invitation, false);
    CHECK(url.starts_with("https://x.test/i/"));
    const std::string stop = unsubscribe_url(town.master, "https://x.test", *contact, true);
    const std::string i_token = url.substr(url.rfind('/') + 1);
    const std::string u_token = stop.substr(stop.rfind('/') + 1);
    CHECK(find_invitation_by_token(session, town.master, i_token)->id == invitation.id);
    CHECK(find_contact_by_token(session, town.master, u_token)->id == person);
    CHECK_FALSE(find_contact_by_token(session, town.master, i_token));
    CHECK_FALSE(find_invitation_by_token(session, town.master, u_token));
    CHECK_FALSE(find_invitation_by_token(session, town.master, "nothing"));
    session.run("UPDATE invitations SET token_version = 2");
    session.run("UPDATE contacts SET token_version = 2");
    CHECK_FALSE(find_invitation_by_token(session, town.master, i_token));
    CHECK_FALSE(find_contact_by_token(session, town.master, u_token));
}

TEST_CASE("an opt-out suppresses every address and skips what is queued to them")
{
    CampaignTown town(every_store());
    const auto person = town.add({.email = "a@mail.test", .phone = "+420601000001"});
    const auto sharing = town.add({.email = "a@mail.test"});
    const Campaign campaign = town.run(town.load());
    store::Session session = town.database().session();
    opt_out(session, town.organisation.id, person, "web", town.clock.now());
    opt_out(session, town.organisation.id, person, "web", town.clock.now());
    CHECK(contacts::find_suppression(session, town.organisation.id, channel::Channel::email, "a@mail.test"));
    CHECK(contacts::find_suppression(session, town.organisation.id, channel::Channel::sms, "+420601000001"));
    for (const std::int64_t one : {person, sharing})
        CHECK(town.text("SELECT state_reason FROM messages WHERE contact_id = $1", {one}) == "opt_out");
    CHECK(campaign_status(*town.services, campaign).opt_outs == 2); // the address belongs to both
    CHECK(town.number("SELECT COUNT(*) FROM audit_log WHERE action = 'contact.opt_out'") == 2);
}

TEST_CASE("reply and bounce addresses carry their detail and give it back")
{
    const MasterKey key(std::string(32, 'k'));
    Invitation invitation;
    invitation.id = 4711;
    const std::string reference = "0123456789abcdef0123456789abcdef";
    const std::string reply = reply_address(key, "posta@mesto.test", invitation);
    CHECK(reply.starts_with("posta+"));
    REQUIRE(reply_token(reply));
    CHECK(token_matches(key, TokenKind::invitation, 4711, 1, *reply_token(reply)));
    CHECK_FALSE(bounce_reference(reply));
    const std::string bounce = bounce_address("posta@mesto.test", reference);
    CHECK(bounce == "posta+b." + reference + "@mesto.test");
    CHECK(bounce_reference(bounce) == reference);
    CHECK(bounce_reference("POSTA+B.0123456789ABCDEF0123456789ABCDEF@MESTO.TEST") == reference);
    CHECK_FALSE(reply_token(bounce));
    const std::string endless = std::string(40, 'x') + "@mesto.test";
    CHECK(reply_address(key, endless, invitation).find('@') <= 64);
    CHECK(bounce_address(endless, reference) == endless);
    for (const char* address : {"posta@mesto.test", "posta+@mesto.test", "posta+rodina@mesto.test", "", "@", "+@x"}) {
        CHECK_FALSE(reply_token(address));
        CHECK_FALSE(bounce_reference(address));
    }
}
