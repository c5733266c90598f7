// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/campaign_store.h"
#include "campaigns/capacity.h"
#include "campaigns/hours.h"

namespace dosah::campaigns {

namespace {

constexpr int page = 100; // people let in by one statement

const std::string not_erased = "EXISTS (SELECT 1 FROM contacts c WHERE c.id = i.contact_id AND c.erased_at IS NULL)";

/// SQLite takes the index of those who have a place or wait only where its condition stands word for word: without it
/// each answer goes through everybody invited.
const std::string taken = "i.place <> '' AND i.place = 'taken'";
const std::string waiting = "i.place <> '' AND i.place = 'waiting'";

/// A way by which the person was written to in this campaign and may still be.
const std::string open_way =
    "FROM messages m JOIN connector_accounts a ON a.id = m.connector_account_id AND a.active "
    "WHERE m.invitation_id = i.id AND m.purpose IN ('wave', 'confirmation') AND NOT EXISTS (SELECT 1 FROM suppressions "
    "s WHERE s.organisation_id = m.organisation_id AND s.channel = m.channel AND s.address = m.address)";

std::int64_t taken_places(store::Session& session, std::int64_t campaign_id)
{
    return session
        .query("SELECT COALESCE(SUM(1 + i.companions), 0) FROM invitations i WHERE i.campaign_id = $1 AND " + taken +
                   " AND " + not_erased,
               {campaign_id})
        .integer(0, 0);
}

/// The first who wait, fit into `free` places and can be told: id and places.
store::Rows next_waiting(store::Session& session, std::int64_t campaign_id, std::int64_t free, int limit)
{
    return session.query("SELECT i.id, 1 + i.companions FROM invitations i WHERE i.campaign_id = $1 AND " + waiting +
                             " AND 1 + i.companions <= $2 AND " + not_erased + " AND EXISTS (SELECT 1 " + open_way +
                             ") ORDER BY i.place_at, i.id LIMIT $3",
                         {campaign_id, free, limit});
}

std::int64_t free_places(store::Session& session, std::int64_t campaign_id, const Event& event)
{
    return event.capacity == 0 ? INT64_MAX : event.capacity - taken_places(session, campaign_id);
}

/// What reports as of a moment read: the invitation's own columns say only how it stands now.
void note_move(store::Session& session, std::int64_t invitation_id, const std::string& place, Instant at)
{
    session.run("INSERT INTO place_moves (invitation_id, place, at) VALUES ($1, $2, $3)",
                {invitation_id, place, to_micros(at)});
}

/// Campaigns with people who wait though somebody of them could have a place.
std::vector<std::int64_t> campaigns_to_fill(store::Session& session, Instant now)
{
    std::vector<std::int64_t> out;
    const store::Rows rows = session.query(
        "SELECT id FROM campaigns WHERE state IN ('running', 'paused', 'finished') AND event_cancelled_at "
        "IS NULL AND EXISTS (SELECT 1 FROM invitations i WHERE i.campaign_id = campaigns.id AND " +
        waiting + ") ORDER BY id");
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto campaign = read_campaign(session, rows.integer(row, 0));
        if (!campaign || campaign->definition.event.starts <= now) continue;
        const std::int64_t free = free_places(session, campaign->id, campaign->definition.event);
        if (free > 0 && !next_waiting(session, campaign->id, free, 1).empty()) out.push_back(campaign->id);
    }
    return out;
}

/// Plans the message that tells of the place. False when it is not due any more.
bool offer(Services& services, std::int64_t invitation_id, Instant now)
{
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    const store::Rows rows =
        session.query("UPDATE invitations SET offer_due = FALSE WHERE id = $1 AND offer_due "
                      "RETURNING campaign_id, contact_id, offered_at, COALESCE(answer_channel, '')",
                      {invitation_id});
    if (rows.empty()) return false;
    const auto campaign = read_campaign(session, rows.integer(0, 0));
    const store::Rows way = session.query(
        "SELECT m.connector_account_id, m.channel, m.address, m.locale, o.country, o.time_zone FROM invitations i JOIN "
        "organisations o ON o.id = i.organisation_id JOIN messages m ON m.id = COALESCE((SELECT MAX(m.id) " +
            open_way + " AND m.channel = $1), (SELECT MAX(m.id) " + open_way + ")) WHERE i.id = $2",
        {rows.text(0, 3), invitation_id});
    if (campaign && !campaign->event_cancelled_at && !way.empty()) {
        delivery::NewMessage message;
        message.organisation_id = campaign->organisation_id;
        message.contact_id = rows.integer(0, 1);
        message.invitation_id = invitation_id;
        message.connector_account_id = way.integer(0, 0);
        message.purpose = "confirmation";
        message.channel = channel::channel_from(way.text(0, 1));
        message.address = way.text(0, 2);
        message.locale = way.text(0, 3);
        message.dedupe_key = "offered/" + std::to_string(invitation_id) + "/" + std::to_string(rows.integer(0, 2));
        message.not_after = campaign->definition.event.starts;
        const Instant allowed =
            next_allowed(organisations::sending_hours(session, campaign->organisation_id, message.channel),
                         {way.text(0, 4), way.text(0, 5)}, now);
        message.keeps_hours = allowed < *message.not_after;
        message.due_at = message.keeps_hours ? allowed : now;
        delivery::plan(session, services.random, message, now);
    }
    transaction.commit();
    return true;
}

} // namespace

bool lock_campaign(store::Session& session, std::int64_t campaign_id, Instant now)
{
    return session.run("UPDATE campaigns SET updated_at = $1 WHERE id = $2", {to_micros(now), campaign_id}) == 1;
}

Places event_places(store::Session& session, const Campaign& campaign)
{
    const store::Rows rows = session.query(
        "SELECT COALESCE(SUM(CASE i.place WHEN 'taken' THEN 1 + i.companions ELSE 0 END), 0), COALESCE(SUM(CASE "
        "i.place "
        "WHEN 'waiting' THEN 1 ELSE 0 END), 0) FROM invitations i WHERE i.campaign_id = $1 AND i.place <> '' AND " +
            not_erased,
        {campaign.id});
    return {campaign.definition.event.capacity, rows.integer(0, 0), rows.integer(0, 1)};
}

void fill_places(store::Session& session, std::int64_t campaign_id, const Event& event, Instant now)
{
    if (event.starts <= now) return;
    std::int64_t free = free_places(session, campaign_id, event);
    while (free > 0) {
        const store::Rows next = next_waiting(session, campaign_id, free, page);
        if (next.empty()) return;
        for (std::size_t row = 0; row < next.size(); ++row) {
            if (next.integer(row, 1) > free) continue; // those before have left too little; somebody later may fit
            free -= next.integer(row, 1);
            session.run("UPDATE invitations SET place = 'taken', offered_at = $1, offer_due = TRUE WHERE id = $2",
                        {to_micros(now), next.integer(row, 0)});
            note_move(session, next.integer(row, 0), "taken", now);
        }
    }
}

void take_place(store::Session& session, std::int64_t campaign_id, const Event& event, std::int64_t invitation_id,
                const std::string& answer, Instant arrived, Instant now)
{
    const store::Rows held =
        session.query("SELECT place, 1 + companions FROM invitations WHERE id = $1", {invitation_id});
    if (answer != "yes") {
        if (!held.text(0, 0).empty()) note_move(session, invitation_id, "", arrived);
        session.run("UPDATE invitations SET place = '', place_at = NULL, offered_at = NULL, offer_due = FALSE "
                    "WHERE id = $1",
                    {invitation_id});
        fill_places(session, campaign_id, event, now);
        return;
    }
    if (held.text(0, 0) == "taken") {
        // They have just said again that they come: what tells them is a confirmation.
        session.run("UPDATE invitations SET offered_at = NULL, offer_due = FALSE WHERE id = $1", {invitation_id});
        return;
    }
    if (held.text(0, 0) == "waiting") return;      // whoever repeats themselves keeps their turn
    fill_places(session, campaign_id, event, now); // those who wait come first
    const bool fits = held.integer(0, 1) <= free_places(session, campaign_id, event);
    session.run("UPDATE invitations SET place = $1, place_at = $2 WHERE id = $3",
                {fits ? "taken" : "waiting", to_micros(arrived), invitation_id});
    note_move(session, invitation_id, fits ? "taken" : "waiting", arrived);
}

std::size_t offer_places(Services& services)
{
    const Instant now = services.clock.now();
    std::vector<std::int64_t> to_fill;
    {
        store::Session session = services.database.session();
        to_fill = campaigns_to_fill(session, now);
    }
    for (const std::int64_t id : to_fill) {
        store::Transaction transaction(services.database);
        lock_campaign(transaction.session(), id, now);
        const auto campaign = read_campaign(transaction.session(), id);
        if (campaign && !campaign->event_cancelled_at)
            fill_places(transaction.session(), id, campaign->definition.event, now);
        transaction.commit();
    }
    std::size_t offered = 0;
    while (true) {
        store::Rows due;
        {
            store::Session session = services.database.session();
            due = session.query("SELECT id FROM invitations WHERE offer_due ORDER BY id LIMIT $1", {page});
        }
        for (std::size_t row = 0; row < due.size(); ++row)
            offered += offer(services, due.integer(row, 0), now) ? 1 : 0;
        if (due.size() < page) return offered;
    }
}

} // namespace dosah::campaigns
