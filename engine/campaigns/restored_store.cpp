// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "campaigns/campaign_store.h"
#include "campaigns/restored.h"
#include "delivery/restored.h"
#include "organisations/organisation.h"

namespace dosah::campaigns {

namespace {

void hold(store::Session& session, std::int64_t campaign_id, const std::string& actor, const std::string& reason,
          Instant now)
{
    Campaign campaign = read_campaign(session, campaign_id).value();
    // It may have begun, or gone on with another wave, since the backup was made.
    if (campaign.state == State::scheduled ||
        (campaign.state == State::finished && may_move(campaign.state, State::running)))
        move(session, campaign, State::running, actor, reason, now);
    if (campaign.state == State::running) move(session, campaign, State::paused, actor, reason, now);
    delivery::set_lane(session, campaign.lane_id, false);
}

} // namespace

Restored settle_restored(store::Database& database, Instant made_at, bool nothing_sent_since, const std::string& actor,
                         Instant now)
{
    Restored restored;
    const std::string reason = "restored from a backup of " + to_iso(made_at);
    store::Transaction transaction(database);
    store::Session& session = transaction.session();
    const store::Rows rows = session.query(
        "SELECT campaigns.id, organisations.key, campaigns.key, campaigns.state, campaigns.lane_id FROM "
        "campaigns JOIN organisations ON organisations.id = campaigns.organisation_id WHERE "
        "campaigns.state IN ('draft', 'submitted', 'approved', 'scheduled', 'running', 'paused', 'finished') ORDER BY "
        "organisations.key, campaigns.key");
    std::vector<std::int64_t> not_launched;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const State was = state_from(rows.text(i, 3));
        const bool launched = was != State::draft && was != State::submitted && was != State::approved;
        if (launched) hold(session, rows.integer(i, 0), actor, reason, now);
        if (!launched) not_launched.push_back(rows.integer(i, 4));
        (launched ? restored.held : restored.not_launched).push_back({rows.text(i, 1), rows.text(i, 2), was, 0, 0});
    }
    std::size_t doubted = delivery::doubt_unfinished(session, now);
    if (!nothing_sent_since) doubted += delivery::doubt_waiting(session, not_launched, now);
    restored.in_doubt = static_cast<std::int64_t>(doubted);
    std::size_t held = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (std::find(not_launched.begin(), not_launched.end(), rows.integer(i, 4)) != not_launched.end()) continue;
        RestoredCampaign& campaign = restored.held.at(held++);
        for (const delivery::Progress& progress : delivery::lane_progress(session, rows.integer(i, 4)))
            for (const auto& [state, count] : progress.by_state) {
                if (state == "in_doubt") campaign.in_doubt += count;
                if (state == "planned" || state == "queued") campaign.waiting += count;
            }
    }
    auto detail = json::object();
    detail->set("made_at", to_iso(made_at));
    detail->set("in_doubt", restored.in_doubt);
    organisations::audit(session, now,
                         {std::nullopt, actor, "store.restore", "store", std::nullopt, json::write(detail)});
    transaction.commit();
    return restored;
}

} // namespace dosah::campaigns
