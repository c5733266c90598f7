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
    bool handed = false;    ///< an attempt was handed over
    bool tried = false;     ///< it was attempted
    std::string later = {}; ///< the state it moved to at `later_at`; "" when it did not
    Instant later_at = {};
    Instant tried_at = {}; ///< when it was, and when it was handed over
};

struct Reply
{
    std::string kind;
    std::optional<std::string> answer;
    std::string channel = "email";
    Instant at;
    bool names_campaign = true; ///< false: the contact's, as on the unsubscribe page
};

/// At an event: taken, waiting; "" given up.
struct PlaceMove
{
    std::string place;
    Instant at;
};

/// A call to the person, by hand.
struct PhoneCall
{
    std::string result; ///< of responses::call_results()
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
    std::vector<PlaceMove> place_moves;
    std::optional<Instant> form_at;            ///< an act of involvement: a form submitted
    std::optional<Instant> ineligible_at = {}; ///< found not to be of the audience
    std::string gender = {};                   ///< as frozen
    std::optional<int> birth_year = {};
    std::string place = {};   ///< folded
    std::string stratum = {}; ///< of an audience drawn by lot
    std::optional<Instant> moved_up_at = {};
    std::vector<PhoneCall> calls = {};
};

struct Hosting
{
    std::int64_t organisation = 0;
    std::int64_t campaign = 0;
};

/// An organisation with a frozen, running campaign whose definition is the text given.
Hosting store_campaign(store::Session& session, const std::string& definition, Instant frozen_at,
                       std::optional<Instant> register_start, const std::string& key = "lipova");
/// The number of the invitation.
std::int64_t store_guest(store::Session& session, const Hosting& hosting, const Guest& guest);

/// The moments of the campaign below.
const Instant forum_frozen = from_iso("2026-10-01T08:00:00Z");
const Instant forum_closes = from_iso("2026-11-10T00:00:00Z");
/// The text of a definition: an event on 27 October 2026, one invitation to everybody by email.
std::string park_forum();

Guest random_guest(std::mt19937_64& random, Instant around);

} // namespace dosah::tests
