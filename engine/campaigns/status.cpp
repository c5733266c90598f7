// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/attendance.h"
#include "campaigns/campaign.h"
#include "campaigns/campaign_store.h"
#include "campaigns/capacity.h"
#include "campaigns/wave_advance.h"
#include "campaigns/wave_store.h"
#include "delivery/figures.h"

namespace dosah::campaigns {

namespace {

Counts count(store::Session& session, const Campaign& campaign, Instant at)
{
    LaneCounts lane = count_lane(session, campaign.lane_id);
    Counts counts;
    counts.at = at;
    counts.state = campaign.state;
    counts.frozen_at = campaign.frozen_at;
    counts.progress = std::move(lane.lane);
    counts.by_wave = std::move(lane.waves);
    counts.answers = count_answers(session, campaign.id);
    for (const auto& [answer, people] : counts.answers)
        counts.recipients += people;
    counts.opt_outs = count_opt_outs(session, campaign);
    for (const delivery::Progress& one : counts.progress)
        if (const auto found = one.by_state.find("in_doubt"); found != one.by_state.end())
            counts.in_doubt += found->second;
    return counts;
}

Status status_of(store::Session& session, Services& services, const Campaign& campaign, const std::string& time_zone,
                 Counts counts)
{
    Status status;
    static_cast<Counts&>(status) = std::move(counts);
    status.campaign = campaign;
    if (campaign.definition.event.capacity > 0) status.places = event_places(session, campaign);
    status.attended = count_attendances(session, campaign.id);
    status.waves = wave_states(session, services.config, campaign, time_zone, status.by_wave);
    return status;
}

/// It is looked up with a connection of its own, so before another is borrowed.
std::string zone_of(Services& services, const Campaign& campaign)
{
    return organisations::find_organisation(services.database, campaign.organisation_id).time_zone;
}

} // namespace

Counts count_campaign(Services& services, const Campaign& campaign)
{
    store::Snapshot snapshot(services.database);
    store::Session& session = snapshot.session();
    const Campaign now = find_campaign(session, campaign.organisation_id, campaign.id); // the snapshot begins
    return count(session, now, services.clock.now());
}

bool still_holds(const Counts& counts, const Campaign& campaign)
{
    return counts.state == campaign.state && counts.frozen_at == campaign.frozen_at;
}

Status campaign_status(Services& services, const Campaign& campaign)
{
    const std::string zone = zone_of(services, campaign);
    store::Snapshot snapshot(services.database);
    store::Session& session = snapshot.session();
    const Campaign now = find_campaign(session, campaign.organisation_id, campaign.id);
    Status status = status_of(session, services, now, zone, count(session, now, services.clock.now()));
    status.reasons = delivery::lane_reasons(session, now.lane_id);
    return status;
}

Status campaign_status(Services& services, const Campaign& campaign, Counts counts)
{
    const std::string zone = zone_of(services, campaign);
    store::Snapshot snapshot(services.database);
    store::Session& session = snapshot.session();
    return status_of(session, services, find_campaign(session, campaign.organisation_id, campaign.id), zone,
                     std::move(counts));
}

} // namespace dosah::campaigns
