// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/crypto.h"
#include "channel/message.h"
#include "store/database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::delivery {

/// A lane is what messages can be held back by together: a campaign has one. Closed, nothing of it is claimed or handed
/// over; messages in flight are not called back.
std::int64_t open_lane(store::Session& session, std::int64_t organisation_id, bool open);
void set_lane(store::Session& session, std::int64_t lane_id, bool open);

/// A single message to be planned (confirmation, opt-out acknowledgement, test). Waves are planned by one set-based
/// statement in campaigns/freeze_store.cpp instead.
struct NewMessage
{
    std::int64_t organisation_id = 0;
    std::optional<std::int64_t> lane_id;
    std::int64_t contact_id = 0;
    std::optional<std::int64_t> invitation_id;
    std::int64_t connector_account_id = 0;
    std::string purpose;
    channel::Channel channel = channel::Channel::email;
    std::string address;
    std::string locale;
    std::string dedupe_key; ///< unique for ever: planning twice is planning once
    Instant due_at;
    std::optional<Instant> not_after;
    bool keeps_hours = false; ///< waits for the organisation's sending hours; what answers a person's act does not
};

/// Plans it and writes its first move. Nothing when the dedupe key was there already.
std::optional<std::int64_t> plan(store::Session& session, Random& random, const NewMessage& message, Instant now);

/// planned -> queued for all that are due in open lanes; planned -> skipped(too_late) where not_after has passed.
/// Returns how many were queued.
std::size_t release_due(store::Database& database, Instant now);

/// planned, queued and claimed messages of a lane -> skipped(reason); the guard at hand-over then refuses the claimed
/// ones. Close the lane first. Inside a transaction of the caller's.
std::size_t skip_lane(store::Session& session, std::int64_t lane_id, const std::string& reason, Instant now);

/// planned, queued and claimed messages to an address -> skipped(reason), for an opt-out; its acknowledgement (purpose
/// opt_out) stays. Suppress the address first. Inside a transaction of the caller's.
std::size_t skip_address(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
                         const std::string& address, const std::string& reason, Instant now);

/// Likewise all that waits for a contact, also for addresses it had when they were planned; with an address, only what
/// goes there.
std::size_t skip_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                         const std::string& reason, Instant now, const std::string& address = "");

/// How many messages of a lane stand where, per channel: exact while running.
struct Progress
{
    channel::Channel channel = channel::Channel::email;
    std::map<std::string, std::int64_t> by_state; ///< state word -> count
};
std::vector<Progress> lane_progress(store::Session& session, std::int64_t lane_id);

/// True when every message of the lane is in a state that no dispatcher acts on (in_doubt included).
bool lane_finished(store::Session& session, std::int64_t lane_id);

struct InDoubt
{
    std::int64_t message_id = 0;
    std::int64_t contact_id = 0;
    channel::Channel channel = channel::Channel::email;
    std::string address;
    std::string reason;
    Instant since;
};
std::vector<InDoubt> in_doubt(store::Session& session, std::int64_t organisation_id);

/// A person decides: in_doubt -> queued, or -> assumed_sent, with the audit row. Throws Error(conflict) when it is not
/// in doubt or is to be resent in a closed lane, Error(missing) when the organisation has no such message. Inside a
/// transaction of the caller's.
void resend(store::Session& session, std::int64_t organisation_id, std::int64_t message_id, const std::string& actor,
            Instant now);
void assume_sent(store::Session& session, std::int64_t organisation_id, std::int64_t message_id,
                 const std::string& actor, Instant now);

} // namespace dosah::delivery
