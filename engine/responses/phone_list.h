// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "responses/by_hand.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::responses {

/// Calls to people of a campaign, by hand. Every try is kept; evaluation counts it as one (channel phone), and an
/// answer like any other.

/// Nobody is called more often about one campaign, unless they asked for it (call_later).
constexpr int most_calls = 3;

/// answered: with an answer; reached: spoken with, no answer given; no_answer: nobody picked up; call_later: asks to be
/// called at another time; wrong_number; do_not_call: no more invitations, by any channel.
const std::vector<std::string>& call_results();

/// Whom to call: invited, neither answered nor opted out, with a number, not called in vain most_calls times, not found
/// under a wrong number. First those whom nothing else reached (no email, SMS or letter went out), then those who were
/// silent after at least `silent_after` waves (0: nobody of these).
struct PhoneListChoice
{
    int silent_after = 1;
    std::size_t limit = 1000;
};

struct PersonToCall
{
    std::int64_t invitation_id = 0;
    std::int64_t contact_id = 0;
    std::string name;
    std::string phone; ///< E.164
    std::string locale;
    bool unreached = false;            ///< nothing else reached them
    std::int64_t calls = 0;            ///< so far
    std::string last_result;           ///< "" before the first
    std::string last_note;             ///< what was noted with it
    std::optional<Instant> call_after; ///< they asked to be called then
};
/// Who asked for a later time comes last until then. Nobody who wants nothing more: an opt-out or complaint of their
/// number, a complaint by mail, an opt-out by mail where it covers all channels; nor a number found to be a wrong one.
std::vector<PersonToCall> phone_list(store::Session& session, const campaigns::Campaign& campaign,
                                     const std::string& locale, const PhoneListChoice& choice, Instant now);
/// Notes in the audit log that somebody took the list of so many people along.
void note_list_taken(campaigns::Services& services, const campaigns::Campaign& campaign, std::size_t people,
                     const std::string& actor);

struct Call
{
    std::string result; ///< of call_results()
    ByHand said = {};   ///< with answered: the answer; its channel is phone
    std::optional<Instant> call_after = {};
    std::string note = {}; ///< for whoever calls next, at most 500 bytes; never in a report
    std::string once;      ///< names the press of a button: the same one twice is one call; "" never
};

/// Keeps the call and does what it says: the answer, an opt-out, or that no SMS goes to a wrong number either. False
/// when that press of the button was kept before. Throws Error(input) naming the field, Error(missing) when the
/// campaign has not invited that person, Error(conflict) when it takes no answers any more.
bool record_call(campaigns::Services& services, const campaigns::Campaign& campaign, std::int64_t contact_id,
                 const Call& call, const std::string& actor);

/// How many calls there were, by result.
std::map<std::string, std::int64_t> count_calls(store::Session& session, std::int64_t campaign_id);

} // namespace dosah::responses
