// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/reach_days.h"

namespace dosah::evaluation {

namespace {

constexpr std::string_view acts = R"(
  SELECT i.id AS person, i.answered_at AS at FROM invitations i
  WHERE i.campaign_id = $1 AND i.arm = 'invited' AND i.answer IS NOT NULL AND i.answered_at <= $2
  UNION ALL
  SELECT i.id, r.received_at FROM invitations i JOIN responses r ON r.invitation_id = i.id
  WHERE i.campaign_id = $1 AND i.arm = 'invited' AND r.received_at <= $2
    AND (r.kind IN ('text', 'answer') OR (r.kind = 'calendar_reply' AND r.answer IS NOT NULL))
  UNION ALL
  SELECT i.id, t.at FROM invitations i JOIN attendances t ON t.invitation_id = i.id
  WHERE i.campaign_id = $1 AND i.arm = 'invited' AND t.at <= $2)";

constexpr std::string_view forms = R"(
  UNION ALL
  SELECT i.id, v.occurred_at FROM campaigns k CROSS JOIN invitations i
  JOIN involvements v ON v.contact_id = i.contact_id AND v.kind = 'form'
    AND v.occurred_at >= k.frozen_at AND v.occurred_at <= $2
  WHERE k.id = $1 AND i.campaign_id = k.id AND i.arm = 'invited')";

constexpr std::int64_t hour = 3'600'000'000; // microseconds

} // namespace

std::vector<ReachedHour> reached_by_hour(store::Session& session, std::int64_t campaign_id,
                                         const std::string& target_act, Instant until)
{
    const store::Rows rows = session.query(
        "SELECT first / " + std::to_string(hour) + " AS hour, COUNT(*) FROM (SELECT MIN(at) AS first FROM (" +
            std::string(acts) + (target_act == "form" ? std::string(forms) : std::string()) +
            ") AS acts GROUP BY person) AS firsts GROUP BY first / " + std::to_string(hour) + " ORDER BY hour",
        {campaign_id, to_micros(until)});
    std::vector<ReachedHour> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back({from_micros(rows.integer(i, 0) * hour), rows.integer(i, 1)});
    return out;
}

} // namespace dosah::evaluation
