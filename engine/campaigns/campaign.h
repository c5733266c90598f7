// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/config.h"
#include "base/crypto.h"
#include "campaigns/definition.h"
#include "campaigns/state.h"
#include "content/catalog.h"
#include "content/renderer.h"
#include "delivery/outbox.h"
#include "organisations/organisation.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// What the campaign functions work with; references are borrowed for the object's life. Any thread.
struct Services
{
    store::Database& database;
    const Clock& clock;
    Random& random;
    const MasterKey& master;
    const Config& config;
    const content::Catalogs& catalogs;
    const content::Templates& templates;
};

struct Campaign
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::string key;
    State state = State::draft;
    Definition definition; ///< with the waves that were written after the launch and are in force
    std::string definition_hash;
    std::int64_t lane_id = 0;
    std::int64_t waves_version = 0; ///< raised when the text of a wave is written anew after the launch
    std::string calendar_uid;
    int calendar_sequence = 0;
    std::string created_by;
    std::string submitted_by;
    std::string approved_by;
    std::optional<Instant> frozen_at;
    std::optional<Instant> starts_at; ///< when the cancel window ends and sending begins
    std::optional<Instant> finished_at;
    std::optional<Instant> event_cancelled_at; ///< its event will not be: no more waves (campaigns/event_change.h)
};

/// Throws Error(missing).
Campaign find_campaign(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id);
Campaign find_campaign(store::Session& session, std::int64_t organisation_id, const std::string& key);
/// The organisation's campaigns, newest first.
std::vector<Campaign> all_campaigns(store::Session& session, std::int64_t organisation_id);

/// What the check found. A problem stops submission; a warning does not.
struct CheckReport
{
    std::vector<std::string> problems; ///< each names the place and the remedy
    std::vector<std::string> warnings;
    std::int64_t audience = 0;                                 ///< people the query matches
    std::map<std::string, std::int64_t> by_channel_and_locale; ///< "email cs" -> people
    std::map<std::string, std::int64_t> skipped;               ///< why -> people
    /// Definition::one_per_address: channel -> people who get no message of their own, as another one to their address
    /// has their links.
    std::map<std::string, std::int64_t> carried;
    std::int64_t sms_parts = 0; ///< cost of the invitation in parts
    /// message ("invitation", "reminder" ..., "change", "cancellation") -> its cost if everybody gets it whom the
    /// invitation reaches by SMS. The campaign's waves whose content is written, and what would be told of its event.
    std::map<std::string, std::int64_t> sms_parts_by_message;
};

/// Stores a new draft or replaces the draft of that key. submitted and approved campaigns go back to draft by it; later
/// states refuse (Error(conflict)). `edited`, where given, is the hash of the definition that was edited: another one
/// held by now refuses too (Error(conflict)), as what somebody else saved in between would be lost.
Campaign load_campaign(Services& services, const organisations::Organisation& organisation, const std::string& json,
                       const std::string& actor, const std::optional<std::string>& edited = std::nullopt);
CheckReport check_campaign(Services& services, const Campaign& campaign);
/// draft -> submitted; throws Error(input) listing the problems when the check finds any.
Campaign submit_campaign(Services& services, const Campaign& campaign, const std::string& actor);
/// submitted -> approved, bound to the definition's hash; a draft is submitted first. Where the organisation demands
/// approval, nobody approves what they submitted or wrote themselves (Error(conflict)).
Campaign approve_campaign(Services& services, const Campaign& campaign, const std::string& actor);
/// approved -> scheduled (draft or submitted too where the organisation demands no approval): freezes the audience,
/// plans the messages, opens the cancel window. `expected_recipients`, when given, must be the number frozen.
Campaign launch_campaign(Services& services, const Campaign& campaign, const std::string& actor,
                         std::optional<std::int64_t> expected_recipients = std::nullopt);
/// scheduled -> draft; the audience is discarded.
Campaign recall_campaign(Services& services, const Campaign& campaign, const std::string& actor);
Campaign pause_campaign(Services& services, const Campaign& campaign, const std::string& actor);
Campaign resume_campaign(Services& services, const Campaign& campaign, const std::string& actor);
Campaign cancel_campaign(Services& services, const Campaign& campaign, const std::string& actor);

/// The scheduler's step, run again and again on one daemon: scheduled -> running or missed, running -> finished, back
/// when there is something to send again, finished -> closed; begins waves at their time, writes by another channel and
/// settles what is in doubt as the campaign declares. Returns how many campaigns it moved.
std::size_t advance_campaigns(Services& services);

/// How a wave stands.
struct WaveStatus
{
    std::string kind;
    /// to_come, waits_for_content, waits_for_approval (nothing of it is in force yet), begun, missed, withdrawn
    std::string state;
    std::optional<Instant> begins; ///< planned; a reminder's is known once the invitation's is
    std::optional<Instant> not_after;
    std::optional<Instant> begun_at;
    std::string proposed_hash; ///< a text that waits for approval; "" when none does
    std::string proposed_by;
    std::vector<delivery::Progress> progress; ///< per channel, a second channel's messages included
};

struct Places
{
    int capacity = 0;         ///< 0: no limit
    std::int64_t taken = 0;   ///< places, companions included
    std::int64_t waiting = 0; ///< people
};

/// The figures for which every message of the campaign and everybody invited is gone through: about a second where
/// there are a million. Exact, all of one moment, while it runs too.
struct Counts
{
    Instant at;                                                     ///< that moment
    State state = State::draft;                                     ///< the campaign's then
    std::optional<Instant> frozen_at;                               ///< likewise: which audience it had
    std::vector<delivery::Progress> progress;                       ///< per channel
    std::map<std::string, std::vector<delivery::Progress>> by_wave; ///< likewise
    std::map<std::string, std::int64_t> answers;                    ///< yes, no, maybe, none
    std::int64_t recipients = 0;                                    ///< invitations with arm invited
    std::int64_t opt_outs = 0;
    std::int64_t in_doubt = 0;
};
Counts count_campaign(Services& services, const Campaign& campaign);
/// Whether counts of an earlier moment may still be shown of the campaign as it was read now.
bool still_holds(const Counts& counts, const Campaign& campaign);

/// How a campaign stands: its counts, and what is read in no time.
struct Status : Counts
{
    Campaign campaign;
    Places places;
    std::int64_t attended = 0;     ///< people invited who came
    std::vector<WaveStatus> waves; ///< in the order of a campaign's life
    /// Why messages stand where they do: state word -> reason -> how many (delivery/figures.h). Only where all is read
    /// anew.
    std::map<std::string, std::map<std::string, std::int64_t>> reasons;
};
/// All of it read anew, of one moment.
Status campaign_status(Services& services, const Campaign& campaign);
/// With counts of an earlier moment, `counts.at`; the rest is as it stands now.
Status campaign_status(Services& services, const Campaign& campaign, Counts counts);

struct TimelineEntry
{
    Instant at;
    std::string what; ///< state moved to, or a wave and what became of it: "reminder_begun", "feedback_set" ...
    std::string actor;
    std::string reason;
};
std::vector<TimelineEntry> campaign_timeline(store::Session& session, std::int64_t campaign_id);

} // namespace dosah::campaigns
