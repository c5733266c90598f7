// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/invitation.h"
#include "campaigns/plan_store.h"
#include "contacts/erasure.h"
#include "delivery/claim_store.h"
#include "delivery/erasure.h"
#include "delivery/ledger_store.h"
#include "mime/parse.h"
#include "tests/support/every_store.h"
#include "tests/unit/campaigns/fixture.h"

#include <catch2/catch.hpp>

namespace dosah::tests {

using namespace dosah::campaigns;
using channel::OutcomeKind;

inline const std::map<std::string, std::string> together = {{"one_per_address", "true"}};

inline std::map<std::string, std::string> together_with(std::map<std::string, std::string> members)
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

    /// Somebody more of a running campaign, who is not planned yet.
    std::int64_t invite(const Campaign& campaign, const Person& person)
    {
        const std::int64_t contact = add(person);
        database().session().run(
            "INSERT INTO invitations (organisation_id, campaign_id, rule_version, contact_id, frame_id, prior, arm, "
            "token_version, companions, first_time, frozen_gender, frozen_place) VALUES ($1, $2, 'prior/1', $3, $4, "
            "'none', 'invited', 1, 0, '', '', '')",
            {organisation.id, campaign.id, contact, "frame" + std::to_string(contact)});
        return contact;
    }

    /// The invitation of those from that contact on, in a portion of their own. Returns how many messages were made.
    std::int64_t plan_from(const Campaign& campaign, std::int64_t contact)
    {
        const Campaign launched = reread(campaign);
        PlannedWave wave;
        wave.kind = "invitation";
        wave.ways = ways_of(launched.definition, choose_accounts(*services, organisation.id), organisation);
        wave.due_at = clock.now();
        wave.after_contact = contact - 1;
        wave.last_contact = contact + 1000;
        store::Transaction transaction(database());
        const std::int64_t made = plan_wave(transaction.session(), launched, wave, clock.now());
        transaction.commit();
        return made;
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

inline std::string text_of(const std::string& mail)
{
    return mime::parse(mail).text();
}

} // namespace dosah::tests
