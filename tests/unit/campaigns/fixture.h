// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/invitation_composer.h"
#include "contacts/contact.h"
#include "organisations/organisation.h"
#include "tests/support/test_store.h"

#include <optional>
#include <string>

namespace dosah::tests {

/// A town with accounts for email, SMS and a mailbox, no contacts yet, and everything campaigns work with.
struct CampaignTown
{
    struct Person
    {
        std::string given_name = "Jana";
        std::string family_name = "Vzorová";
        std::string email = {};
        std::string phone = {};
        std::string locale = "cs";
        std::string place = "Lipová";
        std::string legal_basis = "public_task";
    };

    explicit CampaignTown(StoreKind kind, bool approval_required = false, bool accounts = true);

    store::Database& database() { return test_store.database(); }
    std::int64_t add(const Person& person);
    void add_account(const std::string& key, const std::string& connector,
                     const std::map<std::string, std::string>& settings);
    void involve(std::int64_t contact_id, const std::string& at);
    /// A definition whose event is on 10 December; `members` are laid over it ("" removes nothing).
    static std::string file(const std::map<std::string, std::string>& members = {});
    campaigns::Campaign load(const std::map<std::string, std::string>& members = {},
                             const std::string& actor = "cli:ema");
    campaigns::Campaign reread(const campaigns::Campaign& campaign);
    /// From launch to running, messages released.
    campaigns::Campaign run(const campaigns::Campaign& campaign);

    std::string text(const std::string& sql, const std::vector<store::Value>& values = {});
    std::int64_t number(const std::string& sql, const std::vector<store::Value>& values = {});
    /// The person's wave message as a dispatcher would claim it.
    delivery::Claim claim(std::int64_t contact_id, const std::string& purpose = "wave");

    TestStore test_store;
    ManualClock clock{from_iso("2026-11-20T09:00:00Z")};
    SystemRandom random;
    MasterKey master{std::string(32, 'k')};
    Config config;
    std::optional<campaigns::Services> services;
    organisations::Organisation organisation;
};

} // namespace dosah::tests
