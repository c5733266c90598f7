// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/corrections.h"
#include "contacts/suppression.h"

namespace dosah::contacts {

namespace {

std::string column_of(channel::Channel channel)
{
    if (channel == channel::Channel::email) return "email";
    if (channel == channel::Channel::sms) return "phone";
    throw Error(ErrorKind::internal, "a letter's address is no column of its own");
}

} // namespace

bool take_out_address(store::Session& session, std::int64_t contact_id, channel::Channel channel,
                      const std::string& address, Instant now)
{
    const std::string column = column_of(channel);
    if (session.run("UPDATE contacts SET " + column + " = NULL, updated_at = $1 WHERE id = $2 AND " + column + " = $3",
                    {to_micros(now), contact_id, address}) == 0)
        return false;
    session.run("INSERT INTO not_theirs (contact_id, channel, address, at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (contact_id, channel, address) DO NOTHING",
                {contact_id, channel::to_string(channel), address, to_micros(now)});
    return true;
}

void put_back_addresses(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Instant now)
{
    const store::Rows rows =
        session.query("DELETE FROM not_theirs WHERE contact_id = $1 RETURNING channel, address, at", {contact_id});
    const auto contact = find_contact(session, organisation_id, contact_id);
    if (!contact) return;
    std::string email;
    std::string phone;
    for (std::size_t i = 0; i < rows.size(); ++i)
        (rows.text(i, 0) == "email" ? email : phone) = rows.text(i, 1);
    set_addresses(session, organisation_id, contact_id, contact->email.empty() ? email : "",
                  contact->phone.empty() ? phone : "", "", now);
}

std::size_t keep_out_addresses(store::Session& session, std::int64_t organisation_id)
{
    std::size_t taken = 0;
    for (const channel::Channel channel : {channel::Channel::email, channel::Channel::sms}) {
        const std::string column = column_of(channel);
        taken += session.run("UPDATE contacts SET " + column +
                                 " = NULL WHERE id IN (SELECT c.id FROM not_theirs n JOIN contacts o ON o.id = "
                                 "n.contact_id JOIN contacts c ON c.organisation_id = o.organisation_id AND c." +
                                 column +
                                 " = n.address AND (c.id = o.id OR (c.folded_name = o.folded_name AND c.folded_name <> "
                                 "'')) WHERE n.channel = $1 AND o.organisation_id = $2)",
                             {channel::to_string(channel), organisation_id});
    }
    return taken;
}

void set_addresses(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                   const std::string& email, const std::string& phone, const std::string& postal_address, Instant now)
{
    session.run("UPDATE contacts SET email = COALESCE(NULLIF($1, ''), email), phone = COALESCE(NULLIF($2, ''), phone), "
                "postal_address = COALESCE(NULLIF($3, ''), postal_address), updated_at = $4 WHERE id = $5 AND "
                "organisation_id = $6",
                {email, phone, postal_address, to_micros(now), contact_id, organisation_id});
    session.run("DELETE FROM not_theirs WHERE contact_id = $1 AND ((channel = 'email' AND address = $2) OR (channel = "
                "'sms' AND address = $3))",
                {contact_id, email, phone});
    const store::Rows stop =
        session.query("SELECT opted_out_at FROM contacts WHERE id = $1 AND opted_out_at IS NOT NULL", {contact_id});
    if (!stop.empty()) // the person said stop, not the old address alone
        suppress_contact(session, organisation_id, contact_id, SuppressionReason::opt_out, "earlier opt-out",
                         from_micros(stop.integer(0, 0)));
}

void revoke_contact_links(store::Session& session, std::int64_t contact_id)
{
    session.run("UPDATE contacts SET token_version = token_version + 1 WHERE id = $1 OR merged_into = $1",
                {contact_id});
}

} // namespace dosah::contacts
