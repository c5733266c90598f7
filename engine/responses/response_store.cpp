// SPDX-License-Identifier: EUPL-1.2
#include "responses/response_store.h"

#include "responses/interpret.h"

namespace dosah::responses {

void insert_response(store::Session& session, const NewResponse& response)
{
    session.run("INSERT INTO responses (organisation_id, inbound_id, part, contact_id, invitation_id, message_id, "
                "channel, kind, answer, text, received_at, needs_person, handled_by) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '') "
                "ON CONFLICT (inbound_id, part) DO NOTHING",
                {response.organisation_id, response.inbound_id, response.part, response.contact_id,
                 response.invitation_id, response.message_id, response.channel, response.kind, response.answer,
                 response.text, to_micros(response.received_at), response.needs_person});
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

std::string read_reference(store::Session& session, std::int64_t message_id)
{
    return session.query("SELECT reference FROM messages WHERE id = $1", {message_id}).text(0, 0);
}

std::vector<InboxItem> inbox(store::Session& session, std::int64_t organisation_id, std::size_t limit)
{
    const store::Rows rows = session.query("SELECT id, contact_id, channel, kind, text, received_at FROM responses "
                                           "WHERE organisation_id = $1 AND needs_person = $2 AND handled_at IS NULL "
                                           "ORDER BY received_at DESC, id DESC LIMIT $3",
                                           {organisation_id, true, limit});
    std::vector<InboxItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back({rows.integer(i, 0), rows.optional_integer(i, 1), rows.text(i, 2), rows.text(i, 3),
                         rows.text(i, 4), from_micros(rows.integer(i, 5))});
    return items;
}

} // namespace dosah::responses
