// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "content/catalog.h"
#include "evaluation/statistics.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Whom a campaign reached. The unit is the person: an invitation of arm `invited` in the frozen audience. Each rung of
/// the ladder lies within the one before it; a confirmed act implies all below it, because email seldom reports
/// delivery.
///
/// - sent: a message of a wave is accepted, delivered or assumed_sent; or it ended bounced or failed after an attempt
/// that
///   was handed over (what the other side refused beforehand was not sent); or the person acted.
/// - delivered: a message of a wave is reported delivered; or the person acted. "Accepted" alone is not.
/// - reached: the person acted: has a current answer (yes, no, maybe), gave one that was replaced since, wrote or said
///   something in own words (response of kind answer, calendar_reply with an answer, text; any channel), or was checked
///   in. Not an act: automatic and delivery reports, a click, STOP and other opt-outs in whatever form when that is all
///   that came, START, HELP.
/// - attended: checked in.
/// - in_doubt: a message of a wave is in_doubt, none is known to be sent, and the person gave no sign.
///
/// Acts after the campaign's as-of time do not count once it has passed. Only messages of purpose `wave` count.
namespace dosah::evaluation {

/// ReachRow::group of the people in none of the target groups; no group can have this key.
inline constexpr const char* without_group = "(none)";

/// A share with everything needed to print it: 0/0 is undefined, never 0.
struct Share
{
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    std::optional<double> estimate;
    std::optional<Interval> interval;
};

Share share(std::int64_t numerator, std::int64_t denominator);

/// One line of the report: everybody, or the members of one target group (groups overlap).
struct ReachRow
{
    std::string group;          ///< key; "" for everybody, without_group for those in none
    std::string name;           ///< as people read it; "" for everybody and for those in none
    std::int64_t audience = 0;  ///< persons frozen, arm invited
    std::int64_t sent = 0;      ///< a wave message was handed over (accepted or beyond, or assumed sent)
    std::int64_t delivered = 0; ///< delivered, or a confirmed act implies it
    std::int64_t reached = 0; ///< reply, answer yes or no (maybe too), form, check-in; a one-click opt-out alone is not
    std::int64_t attended = 0;
    std::int64_t in_doubt = 0;             ///< no sure sign either way
    std::int64_t reached_prior = 0;        ///< reached with prior involvement
    std::int64_t reached_none = 0;         ///< reached without: new reach
    std::int64_t reached_unobservable = 0; ///< the register does not cover the window
    std::int64_t audience_none = 0;
    Share reach_share;     ///< reached / audience
    Share new_share;       ///< reached_none / (reached_none + reached_prior); no estimate unless register_covers
    Share new_reach_share; ///< reached_none / audience_none; likewise
};

struct ReachReport
{
    std::int64_t campaign_id = 0;
    std::string campaign_key;
    std::string campaign_name;
    std::string organisation_name;
    std::string state;
    std::string time_zone; ///< the organisation's
    Instant as_of;         ///< now, at most the declared as-of time (definition's closes)
    std::optional<Instant> frozen_at;
    int look_back_months = 0;
    std::optional<Instant> register_start;
    bool register_covers = false; ///< false: say "no earlier record since ...", not "new"
    bool interim = true;          ///< before the declared as-of time
    ReachRow all;
    std::vector<ReachRow> groups; ///< by name; last those without any group, when there are any
};

/// Whose campaign it is. Throws Error(missing).
std::int64_t organisation_of_campaign(store::Session& session, std::int64_t campaign_id);

/// Throws Error(missing) when the organisation has no such campaign, Error(conflict) before its audience is frozen.
ReachReport reach_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale);

/// For a terminal: an aligned table and what must be said beside it; a catalog key is "report.reach. ...".
std::string reach_text(const ReachReport& report, const content::Catalogs& catalogs, const std::string& locale,
                       const std::string& time_zone);
/// One fact per row: group, measure, numerator, denominator, estimate, low, high, status (RFC 4180). A count has a
/// numerator only. status: ok, interim, unobservable (a figure about who is new while the register does not cover the
/// window) or undefined (0 of 0); the last that holds.
std::string reach_csv(const ReachReport& report);
/// The same facts by row, with what makes them reproducible: definition, times, look-back, register, interval method.
std::string reach_json(const ReachReport& report);

} // namespace dosah::evaluation
