// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

/// Made-up histories of a campaign, and the rows they leave in the store.
namespace dosah::tests {

struct SentMessage
{
    std::string purpose = "wave";
    std::string state;
    bool handed = false; ///< an attempt was handed over
};

struct Reply
{
    std::string kind;
    std::optional<std::string> answer;
    std::string channel = "email";
    Instant at;
};

struct Guest
{
    std::string arm = "invited";
    std::string prior = "none";
    std::set<std::string> groups;
    std::vector<SentMessage> messages;
    std::vector<Reply> replies;
    std::optional<std::string> answer;
    std::optional<Instant> answered_at;
    std::optional<Instant> attended_at;
};

struct Hosting
{
    std::int64_t organisation = 0;
    std::int64_t campaign = 0;
};

/// An organisation with a frozen, running campaign whose definition is the text given.
Hosting store_campaign(store::Session& session, const std::string& definition, Instant frozen_at,
                       std::optional<Instant> register_start, const std::string& key = "lipova");
void store_guest(store::Session& session, const Hosting& hosting, const Guest& guest);

Guest random_guest(std::mt19937_64& random, Instant around);

} // namespace dosah::tests
