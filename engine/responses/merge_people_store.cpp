// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "campaigns/eligibility.h"
#include "contacts/duplicates.h"
#include "organisations/organisation.h"
#include "responses/merge_people.h"

namespace dosah::responses {

namespace {

/// Campaigns to which both were invited: marks the newer one's invitation.
void mark_doubled(store::Session& session, const contacts::PossibleDuplicate& pair, std::int64_t organisation_id,
                  const std::string& actor, Instant now)
{
    const store::Rows rows = session.query(
        "SELECT n.id, n.campaign_id FROM invitations n JOIN invitations o ON o.campaign_id = n.campaign_id AND "
        "o.contact_id = $1 WHERE n.contact_id = $2 ORDER BY n.id",
        {pair.contact_id, pair.other_contact_id});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto campaign = campaigns::find_campaign(session, organisation_id, rows.integer(i, 1));
        if (!campaign.event_cancelled_at && campaign.state != campaigns::State::cancelled &&
            now <= campaign.definition.event.ends)
            throw conflict_error("both are invited to \"" + campaign.key +
                                 "\", whose event is still to come; decide when it is over");
        campaigns::mark_ineligible(session, organisation_id, rows.integer(i, 0), "duplicate", actor, now);
    }
}

} // namespace

void merge_people(store::Database& database, const Clock& clock, std::int64_t organisation_id, std::int64_t pair_id,
                  const std::string& actor)
{
    const Instant now = clock.now();
    store::Transaction transaction(database);
    store::Session& session = transaction.session();
    const auto pair = contacts::find_possible_duplicate(session, organisation_id, pair_id);
    // Locks both rows: neither is merged into a third at the same time.
    session.run("UPDATE contacts SET updated_at = updated_at WHERE id = $1 OR id = $2",
                {pair.contact_id, pair.other_contact_id});
    mark_doubled(session, pair, organisation_id, actor, now);
    if (!session
             .query("SELECT 1 FROM messages m LEFT JOIN carried_messages k ON k.message_id = m.id LEFT JOIN messages c "
                    "ON c.id = k.carrier_id WHERE m.contact_id = $1 AND COALESCE(c.state, m.state) IN ('claimed', "
                    "'handed') LIMIT 1",
                    {pair.other_contact_id})
             .empty())
        throw conflict_error("a message to one of them is being handed over just now; try again in a minute");
    session.run("UPDATE invitations SET contact_id = $1 WHERE contact_id = $2 AND NOT EXISTS (SELECT 1 FROM "
                "invitations o WHERE o.campaign_id = invitations.campaign_id AND o.contact_id = $1)",
                {pair.contact_id, pair.other_contact_id});
    for (const char* table : {"messages", "responses", "data_links"})
        session.run("UPDATE " + std::string(table) + " SET contact_id = $1 WHERE contact_id = $2",
                    {pair.contact_id, pair.other_contact_id});
    session.run("UPDATE inbound_items SET told_contact_id = $1 WHERE told_contact_id = $2",
                {pair.contact_id, pair.other_contact_id});
    contacts::merge_duplicate(session, pair, organisation_id, now);
    organisations::audit(session, now,
                         {organisation_id, actor, "contact.merge", "contact", pair.contact_id,
                          "with contact " + std::to_string(pair.other_contact_id)});
    transaction.commit();
}

} // namespace dosah::responses
