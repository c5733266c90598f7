// SPDX-License-Identifier: EUPL-1.2
#include "responses/response_store.h"

#include "base/error.h"

#include <algorithm>

namespace dosah::responses {

NewResponse page_response(std::int64_t organisation_id, std::int64_t contact_id, std::string_view kind, Instant now)
{
    NewResponse row;
    row.organisation_id = organisation_id;
    row.contact_id = contact_id;
    row.channel = "web";
    row.kind = kind;
    row.received_at = now;
    return row;
}

void insert_response(store::Session& session, const NewResponse& response)
{
    session.run("INSERT INTO responses (organisation_id, inbound_id, part, contact_id, invitation_id, message_id, "
                "channel, kind, answer, people, text, received_at, needs_person, handled_by) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '') "
                "ON CONFLICT (inbound_id, part) DO NOTHING",
                {response.organisation_id, response.inbound_id, response.part, response.contact_id,
                 response.invitation_id, response.message_id, response.channel, response.kind, response.answer,
                 response.people, response.text, to_micros(response.received_at), response.needs_person});
}

void handle_response(store::Session& session, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor, Instant now)
{
    const std::string name = "response " + std::to_string(response_id);
    const store::Rows rows = session.query("SELECT handled_at FROM responses WHERE id = $1 AND organisation_id = $2",
                                           {response_id, organisation_id});
    if (rows.empty()) throw missing_error("there is no " + name + " in this organisation");
    if (session.run("UPDATE responses SET handled_at = $1, handled_by = $2 WHERE id = $3 AND handled_at IS NULL",
                    {to_micros(now), actor, response_id}) == 0)
        throw conflict_error(name + " was dealt with already");
}

MessageParties read_parties(store::Session& session, std::int64_t message_id)
{
    const store::Rows rows =
        session.query("SELECT contact_id, invitation_id, channel, address FROM messages WHERE id = $1", {message_id});
    MessageParties parties;
    parties.contact_id = rows.integer(0, 0);
    parties.invitation_id = rows.optional_integer(0, 1);
    parties.channel = rows.text(0, 2);
    parties.address = rows.text(0, 3);
    return parties;
}

RecordedReading read_recorded(store::Session& session, std::int64_t inbound_id)
{
    const store::Rows rows = session.query(
        "SELECT kind, answer, text, handled_at FROM responses WHERE inbound_id = $1 ORDER BY part", {inbound_id});
    RecordedReading recorded;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        recorded.kinds.push_back(rows.text(i, 0));
        recorded.answers.push_back(rows.optional_text(i, 1).value_or(""));
        recorded.texts.push_back(rows.text(i, 2));
        recorded.handled = recorded.handled || !rows.is_null(i, 3);
    }
    return recorded;
}

bool said_since(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                const std::vector<std::string>& kinds, Instant since)
{
    const store::Rows rows = session.query(
        "SELECT DISTINCT kind FROM responses WHERE organisation_id = $1 AND contact_id = $2 AND received_at > $3",
        {organisation_id, contact_id, to_micros(since)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (std::find(kinds.begin(), kinds.end(), rows.text(i, 0)) != kinds.end()) return true;
    }
    return false;
}

std::optional<std::int64_t> last_message(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                                         const std::string& channel)
{
    const store::Rows rows = session.query(
        "SELECT id FROM messages WHERE id IN (SELECT id FROM messages WHERE contact_id = $1 UNION ALL SELECT "
        "k.carrier_id FROM messages m JOIN carried_messages k ON k.message_id = m.id WHERE m.contact_id = $1) AND "
        "organisation_id = $2 AND channel = $3 "
        "AND state IN ('handed', 'accepted', 'delivered', 'in_doubt', 'assumed_sent') ORDER BY id DESC LIMIT 1",
        {contact_id, organisation_id, channel});
    return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

bool confirmed_since(store::Session& session, std::int64_t invitation_id, Instant since)
{
    return !session
                .query("SELECT id FROM messages WHERE invitation_id = $1 AND purpose = 'confirmation' AND "
                       "created_at > $2 LIMIT 1",
                       {invitation_id, to_micros(since)})
                .empty();
}

bool bounced_in_a_row(store::Session& session, std::int64_t organisation_id, const std::string& address,
                      std::size_t times)
{
    const store::Rows rows =
        session.query("SELECT state FROM messages WHERE organisation_id = $1 AND channel = 'email' AND address = $2 "
                      "AND state IN ('accepted', 'delivered', 'bounced') ORDER BY id DESC LIMIT $3",
                      {organisation_id, address, times});
    if (rows.size() < times) return false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.text(i, 0) != "bounced") return false;
    }
    return true;
}

} // namespace dosah::responses
