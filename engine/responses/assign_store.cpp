// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact.h"
#include "contacts/hold.h"
#include "organisations/organisation.h"
#include "responses/assign.h"
#include "responses/inbound_store.h"
#include "responses/response_store.h"
#include "responses/understand.h"

namespace dosah::responses {

std::vector<std::int64_t> possible_senders(campaigns::Services& services, std::int64_t organisation_id,
                                           std::int64_t response_id)
{
    const auto organisation = organisations::find_organisation(services.database, organisation_id);
    store::Session session = services.database.session();
    const store::Rows rows =
        session.query("SELECT inbound_id FROM responses WHERE id = $1 AND organisation_id = $2 AND inbound_id IS NOT "
                      "NULL",
                      {response_id, organisation_id});
    const auto item = rows.empty() ? std::nullopt : read_item(session, rows.integer(0, 0));
    if (!item || !item->unreadable.empty()) return {};
    const std::string sender = sender_of(*item, organisation.country);
    if (sender.empty()) return {};
    return item->item.kind == channel::InboundKind::email
               ? contacts::find_contacts_by_email(session, organisation_id, sender)
               : contacts::find_contacts_by_phone(session, organisation_id, sender);
}

std::int64_t assign(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                    std::int64_t contact_id, const std::string& actor)
{
    const std::string name = "response " + std::to_string(response_id);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    const store::Rows rows =
        session.query("SELECT inbound_id, contact_id, handled_at FROM responses WHERE id = $1 AND organisation_id = $2",
                      {response_id, organisation_id});
    if (rows.empty() || rows.is_null(0, 0)) throw missing_error("there is no " + name + " that came by mail or SMS");
    contacts::require_person(session, organisation_id, contact_id);
    const std::int64_t item = rows.integer(0, 0);
    if (!rows.is_null(0, 1) || !rows.is_null(0, 2))
        throw conflict_error(name + " is somebody's already, or was dealt with");
    tell_contact(session, item, contact_id);
    if (!reopen_item(session, item)) throw conflict_error(name + " is being read again just now");
    organisations::audit(
        session, now,
        {organisation_id, actor, "response.assign", "contact", contact_id, "inbound item " + std::to_string(item)});
    transaction.commit();
    return item;
}

void close(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
           const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    handle_response(transaction.session(), organisation_id, response_id, actor, now);
    organisations::audit(transaction.session(), now,
                         {organisation_id, actor, "response.close", "response", response_id, ""});
    transaction.commit();
}

} // namespace dosah::responses
