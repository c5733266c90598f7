// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach_store.h"

#include "base/error.h"
#include "evaluation/reach.h"

namespace dosah::evaluation {

namespace {

/// A row per person with what happened: acted, attended, handed over, delivered, in doubt (0 or 1 each). $1 is the
/// last moment at which an act counts, $2 the campaign.
const std::string people = R"(
SELECT i.id, i.prior,
  CASE WHEN (i.answer IS NOT NULL AND COALESCE(i.answered_at, 0) <= $1)
         OR EXISTS (SELECT 1 FROM responses r WHERE r.invitation_id = i.id AND r.received_at <= $1
                    AND (r.kind IN ('answer', 'text') OR (r.kind = 'calendar_reply' AND r.answer IS NOT NULL)))
         OR EXISTS (SELECT 1 FROM attendances t WHERE t.invitation_id = i.id AND t.at <= $1)
       THEN 1 ELSE 0 END AS acted,
  CASE WHEN EXISTS (SELECT 1 FROM attendances t WHERE t.invitation_id = i.id AND t.at <= $1)
       THEN 1 ELSE 0 END AS attended,
  CASE WHEN EXISTS (SELECT 1 FROM messages m WHERE m.invitation_id = i.id AND m.purpose = 'wave'
                    AND (m.state IN ('accepted', 'delivered', 'assumed_sent')
                         OR (m.state IN ('bounced', 'failed')
                             AND EXISTS (SELECT 1 FROM attempts a
                                         WHERE a.message_id = m.id AND a.handed_at IS NOT NULL))))
       THEN 1 ELSE 0 END AS handed,
  CASE WHEN EXISTS (SELECT 1 FROM messages m WHERE m.invitation_id = i.id AND m.purpose = 'wave'
                    AND m.state = 'delivered')
       THEN 1 ELSE 0 END AS delivered,
  CASE WHEN EXISTS (SELECT 1 FROM messages m WHERE m.invitation_id = i.id AND m.purpose = 'wave'
                    AND m.state = 'in_doubt')
       THEN 1 ELSE 0 END AS doubtful
FROM invitations i WHERE i.campaign_id = $2 AND i.arm = 'invited')";

const std::string sums = "COUNT(*), SUM(CASE WHEN p.acted + p.handed > 0 THEN 1 ELSE 0 END), "
                         "SUM(CASE WHEN p.acted + p.delivered > 0 THEN 1 ELSE 0 END), SUM(p.acted), SUM(p.attended), "
                         "SUM(CASE WHEN p.doubtful = 1 AND p.acted + p.handed = 0 THEN 1 ELSE 0 END)";

void read(const store::Rows& rows, std::vector<ReachCount>& out)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.text(i, 0), rows.text(i, 1), rows.integer(i, 2), rows.integer(i, 3), rows.integer(i, 4),
                       rows.integer(i, 5), rows.integer(i, 6), rows.integer(i, 7)});
}

} // namespace

std::vector<ReachCount> count_reach(store::Session& session, std::int64_t campaign_id, Instant until)
{
    const std::string person = "(" + people + ") p";
    const std::vector<store::Value> values = {to_micros(until), campaign_id};
    std::vector<ReachCount> out;
    read(session.query("SELECT '', p.prior, " + sums + " FROM " + person + " GROUP BY p.prior", values), out);
    read(session.query("SELECT g.group_key, p.prior, " + sums + " FROM " + person +
                           " JOIN invitation_groups g ON g.invitation_id = p.id GROUP BY g.group_key, p.prior",
                       values),
         out);
    read(session.query("SELECT '" + std::string(without_group) + "', p.prior, " + sums + " FROM " + person +
                           " WHERE NOT EXISTS (SELECT 1 FROM invitation_groups g WHERE g.invitation_id = p.id) "
                           "GROUP BY p.prior",
                       values),
         out);
    return out;
}

OrganisationFacts organisation_facts(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query(
        "SELECT name, locale, time_zone, look_back_months, register_start FROM organisations WHERE id = $1",
        {organisation_id});
    if (rows.empty()) throw missing_error("there is no such organisation");
    OrganisationFacts out{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2), static_cast<int>(rows.integer(0, 3)), {}};
    if (const auto start = rows.optional_integer(0, 4)) out.register_start = from_micros(*start);
    return out;
}

std::string group_name(store::Session& session, std::int64_t organisation_id, const std::string& key)
{
    const store::Rows rows =
        session.query("SELECT name FROM target_groups WHERE organisation_id = $1 AND key = $2", {organisation_id, key});
    return rows.empty() ? key : rows.text(0, 0);
}

std::int64_t organisation_of_campaign(store::Session& session, std::int64_t campaign_id)
{
    const store::Rows rows = session.query("SELECT organisation_id FROM campaigns WHERE id = $1", {campaign_id});
    if (rows.empty())
        throw missing_error("there is no campaign " + std::to_string(campaign_id) +
                            " (dosah campaign list --org KEY names them)");
    return rows.integer(0, 0);
}

} // namespace dosah::evaluation
