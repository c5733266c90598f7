// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "delivery/moves_store.h"
#include "delivery/outbox.h"
#include "organisations/organisation.h"

namespace dosah::delivery {

namespace {

void decide(store::Session& session, std::int64_t organisation_id, std::int64_t message_id, State to,
            const std::string& word, const std::string& actor, Instant now)
{
    const std::string name = "message " + std::to_string(message_id);
    const store::Rows rows = session.query("SELECT state FROM messages WHERE id = $1 AND organisation_id = $2",
                                           {message_id, organisation_id});
    if (rows.empty()) throw missing_error("there is no " + name);
    if (!move_message(session, {message_id, std::nullopt, State::in_doubt, to, word + " by " + actor, ""}, now))
        throw conflict_error(name + " is not in doubt but " + rows.text(0, 0));
    organisations::audit(session, now, {organisation_id, actor, "message." + word, "message", message_id, ""});
}

} // namespace

std::vector<InDoubt> in_doubt(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT messages.id, contact_id, channel, address, state_reason, updated_at FROM queue CROSS JOIN "
        "messages WHERE messages.id = queue.message_id AND queue.stage = 'in_doubt' AND organisation_id = "
        "$1 AND state = 'in_doubt' ORDER BY updated_at, messages.id",
        {organisation_id});
    std::vector<InDoubt> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.push_back({rows.integer(i, 0), rows.integer(i, 1), channel::channel_from(rows.text(i, 2)),
                         rows.text(i, 3), rows.text(i, 4), from_micros(rows.integer(i, 5))});
    return found;
}

void resend(store::Session& session, std::int64_t organisation_id, std::int64_t message_id, const std::string& actor,
            Instant now)
{
    // Queued in the lane of a cancelled campaign it would stay there for ever.
    const store::Rows held = session.query("SELECT 1 FROM messages JOIN lanes ON lanes.id = messages.lane_id WHERE "
                                           "messages.id = $1 AND messages.organisation_id = $2 AND NOT lanes.open",
                                           {message_id, organisation_id});
    if (!held.empty())
        throw conflict_error("message " + std::to_string(message_id) +
                             " is of a campaign that is paused or cancelled; resume it first, or leave the message");
    decide(session, organisation_id, message_id, State::queued, "resend", actor, now);
    session.run("UPDATE messages SET retry_until = NULL WHERE id = $1", {message_id});
    session.run("UPDATE queue SET due_at = $1 WHERE message_id = $2", {to_micros(now), message_id});
}

void assume_sent(store::Session& session, std::int64_t organisation_id, std::int64_t message_id,
                 const std::string& actor, Instant now)
{
    decide(session, organisation_id, message_id, State::assumed_sent, "assume_sent", actor, now);
}

} // namespace dosah::delivery
