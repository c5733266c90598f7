// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/attendance.h"
#include "campaigns/walk_ins.h"

namespace dosah::campaigns {

namespace {

void require_group(store::Session& session, const Campaign& campaign, const std::string& group)
{
    if (group.empty()) return;
    if (session
            .query("SELECT 1 FROM target_groups WHERE organisation_id = $1 AND key = $2",
                   {campaign.organisation_id, group})
            .empty())
        throw input_error("group: the organisation has no target group \"" + group.substr(0, 60) + "\"");
}

void require_first_time(const std::string& word)
{
    if (!word.empty() && word != "yes" && word != "no" && word != "unknown")
        throw input_error("first_time: must be yes, no or unknown");
}

std::string of_group(const std::string& group)
{
    return group.empty() ? "no group" : "group " + group;
}

} // namespace

WalkIns count_walk_ins(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT walk_in_group, first_time, COUNT(*) FROM attendances WHERE "
                                           "campaign_id = $1 AND invitation_id IS NULL GROUP BY walk_in_group, "
                                           "first_time ORDER BY walk_in_group, first_time",
                                           {campaign_id});
    WalkIns counted;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        counted.all += rows.integer(i, 2);
        counted.by_group[rows.text(i, 0)] += rows.integer(i, 2);
        counted.by_first_time[rows.text(i, 1)] += rows.integer(i, 2);
    }
    return counted;
}

bool add_walk_in(store::Session& session, const Campaign& campaign, const WalkIn& walk_in, const std::string& source,
                 const std::string& actor, Instant now)
{
    require_first_time(walk_in.first_time);
    require_group(session, campaign, walk_in.group);
    hold_for_attendance(session, campaign, now);
    const store::Value once = walk_in.once.empty() ? store::Value() : store::Value(walk_in.once);
    const std::size_t made =
        session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source, recorded_at, "
                    "first_time, once) "
                    "VALUES ($1, NULL, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                    {campaign.id, walk_in.group, to_micros(time_there(campaign.definition.event, now)), source,
                     to_micros(now), walk_in.first_time, once});
    if (made == 0) return false;
    organisations::audit(
        session, now,
        {campaign.organisation_id, actor, "campaign.walk_in_added", "campaign", campaign.id, of_group(walk_in.group)});
    return true;
}

bool remove_walk_in(store::Session& session, const Campaign& campaign, const std::string& group,
                    const std::string& actor, Instant now)
{
    hold_for_attendance(session, campaign, now);
    const std::size_t removed =
        session.run("DELETE FROM attendances WHERE id = (SELECT MAX(id) FROM attendances WHERE campaign_id = $1 AND "
                    "invitation_id IS NULL AND walk_in_group = $2)",
                    {campaign.id, group});
    if (removed == 0) return false;
    organisations::audit(
        session, now,
        {campaign.organisation_id, actor, "campaign.walk_in_removed", "campaign", campaign.id, of_group(group)});
    return true;
}

} // namespace dosah::campaigns
