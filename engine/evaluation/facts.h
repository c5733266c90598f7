// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "evaluation/rates.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

/// What became of the people of a campaign's frozen audience, counted from the history of messages, answers and
/// attendance: of people who are in the store, and of erased ones as far as it was counted before. Reads only.
///
/// The unit is the person: an invitation of arm `invited`. Everything is as of a moment `until`: later answers, acts
/// and receipts do not count.
///
/// Rungs, each within the one before it; an act implies all below, because email seldom reports delivery:
/// - attempted: a message of a wave was tried, whatever came of it; or the person was called (responses/phone_list.h),
///   whatever came of it; or the person acted.
/// - sent: a message of a wave is accepted, delivered or assumed_sent; or it ended bounced or failed after an attempt
///   that was handed over (what the other side refused beforehand was not sent); or the person was spoken with; or the
///   person acted.
/// - delivered: a message of a wave is reported delivered; or the person was spoken with: a call of any result but
///   no_answer and wrong_number; or the person acted. "Accepted" alone is not.
/// - reached: the person acted (being spoken with alone is not an act): has an answer (yes, no, maybe), wrote or said
///   something in own words (response of kind answer, calendar_reply with an answer, text; any channel), was checked
///   in, or submitted the form that was asked for. Not an act: automatic and delivery reports, a click, opening, STOP
///   and other opt-outs in whatever form when that is all that came, START, HELP.
/// - participated: disposition I.
///
/// Final disposition, the first that holds, over all channels (AAPOR Standard Definitions, for named persons):
/// - NE: not eligible after all: recorded so by then (campaigns/eligibility.h). Overrides all that was done; the rungs
///   above still say how far such a person came, but nobody of them participated.
/// - I: the campaign's target act is done. attend: checked in. register: answered yes and has a place, or was checked
///   in. answer: answered yes, no or maybe. form: an act of kind `form` is recorded of the person since the freeze.
/// - P: the answer is yes or maybe, own words came, or an act other than the one asked for.
/// - R: the answer is no; or an opt-out or complaint that names this campaign, or names none and this was the newest
///   campaign that invited the person (not held them out) and was frozen before it.
/// - O: the person was erased before the as-of time and had not earned one of those above; or was spoken with on the
///   phone and gave no answer (in contact, so not NC); or the event was cancelled and the person would be NC.
/// - NC: a message of a wave is accepted, delivered or assumed_sent. AAPOR's list for web surveys counts silence as
///   unknown eligibility; here it is non-contact, because everybody is a known person who was frozen as eligible. RR1,
///   RR2, REF1 and CON1 are the same either way.
/// - UO: all that was tried failed or bounced, or is in doubt, or was a call that nobody answered or to a wrong number.
/// - UH: nothing was sent, and nobody called: no channel, suppressed, skipped, expired, or it still waits.
/// The current answer counts, not those it replaced. Of messages only those of purpose `wave` count.
namespace dosah::evaluation {

/// People of one group and prior involvement.
struct PeopleCount
{
    std::string group; ///< key; "" for everybody, without_group for those in none
    std::string prior; ///< prior, none, unobservable
    std::int64_t audience = 0;
    std::int64_t attempted = 0;
    std::int64_t sent = 0;
    std::int64_t delivered = 0;
    std::int64_t reached = 0;
    std::int64_t attended = 0;
    std::int64_t in_doubt =
        0; ///< a message of a wave is in doubt, none is known to be sent, and the person gave no sign
    Dispositions dispositions; ///< add up to the audience
};

/// A group's key of the people in none of the target groups; no group can have this key.
inline constexpr const char* without_group = "(none)";

/// Those who are in the store: everybody, each group of the frozen audience, and those in none. What reports show of a
/// campaign has the erased too, and is closed at the as-of time (evaluation/figures.h). `target_act` is the campaign's.
std::vector<PeopleCount> count_people(store::Session& session, std::int64_t campaign_id, const std::string& target_act,
                                      Instant until);

/// People of all arms: who was eligible at the freeze.
struct FrameCount
{
    std::string group; ///< likewise
    std::int64_t people = 0;
};

} // namespace dosah::evaluation
