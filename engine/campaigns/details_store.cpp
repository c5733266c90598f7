// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign_store.h"
#include "campaigns/capacity.h"
#include "campaigns/details.h"

#include <algorithm>
#include <array>

namespace dosah::campaigns {

namespace {

constexpr std::array<std::string_view, 3> needs{"interpreter", "step_free", "childcare"};

} // namespace

std::span<const std::string_view> known_needs()
{
    return needs;
}

bool set_companions(store::Session& session, std::int64_t invitation_id, int companions, Instant now)
{
    if (companions < 0 || companions > most_companions)
        throw input_error("companions: a number from 0 to " + std::to_string(most_companions));
    const store::Rows found = session.query("SELECT campaign_id FROM invitations WHERE id = $1", {invitation_id});
    if (found.empty()) return false;
    const std::int64_t campaign_id = found.integer(0, 0);
    lock_campaign(session, campaign_id, now);
    const auto campaign = read_campaign(session, campaign_id);
    const store::Rows held = session.query("SELECT place, companions FROM invitations WHERE id = $1", {invitation_id});
    const std::int64_t more = companions - held.integer(0, 1);
    const bool has_place = held.text(0, 0) == "taken";
    if (has_place && more > 0) {
        const Places places = event_places(session, *campaign);
        if (places.capacity > 0 && (places.waiting > 0 || places.taken + more > places.capacity)) return false;
    }
    session.run("UPDATE invitations SET companions = $1 WHERE id = $2", {companions, invitation_id});
    if (more < 0) fill_places(session, campaign_id, campaign->definition.event, now);
    return true;
}

bool record_details(store::Session& session, std::int64_t invitation_id, const Details& details, Instant now)
{
    for (const std::string& need : details.needs)
        if (std::ranges::find(needs, need) == needs.end())
            throw input_error("needs: interpreter, step_free or childcare, not \"" + need + "\"");
    if (details.first && *details.first != "yes" && *details.first != "no" && *details.first != "unknown")
        throw input_error("first: must be yes, no or unknown");
    session.run("DELETE FROM invitation_needs WHERE invitation_id = $1", {invitation_id});
    for (const std::string& need : details.needs)
        session.run("INSERT INTO invitation_needs (invitation_id, need) VALUES ($1, $2)", {invitation_id, need});
    if (details.first)
        session.run("UPDATE invitations SET first_time = $1 WHERE id = $2", {*details.first, invitation_id});
    return !details.companions || set_companions(session, invitation_id, *details.companions, now);
}

} // namespace dosah::campaigns
