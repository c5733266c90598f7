// SPDX-License-Identifier: EUPL-1.2
#include "responses/preferences.h"

#include "contacts/hold.h"
#include "contacts/suppression.h"
#include "organisations/organisation.h"
#include "responses/classify.h"
#include "responses/response_store.h"

namespace dosah::responses {

void choose_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id,
                    const contacts::Preferences& preferences)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    contacts::require_person(session, organisation_id, contact_id);
    if (contacts::find_preferences(session, contact_id) == preferences) return;
    contacts::save_preferences(session, contact_id, preferences, now);
    organisations::audit(session, now, {organisation_id, "recipient", "contact.prefer", "contact", contact_id, ""});
    transaction.commit();
}

void start_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    contacts::require_person(session, organisation_id, contact_id);
    if (contacts::find_stop(session, contact_id) != contacts::Stop::by_page) return;
    contacts::lift_opt_out(session, organisation_id, contact_id);
    organisations::audit(session, now, {organisation_id, "recipient", "contact.start", "contact", contact_id, ""});
    insert_response(session, page_response(organisation_id, contact_id, to_string(Kind::start), now));
    transaction.commit();
}

} // namespace dosah::responses
