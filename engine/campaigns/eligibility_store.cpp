// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/eligibility.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_note = 200;

void require_invitation(store::Session& session, std::int64_t organisation_id, std::int64_t invitation_id)
{
    const store::Rows rows = session.query("SELECT id FROM invitations WHERE id = $1 AND organisation_id = $2",
                                           {invitation_id, organisation_id});
    if (rows.empty()) throw missing_error("the organisation has no invitation " + std::to_string(invitation_id));
}

} // namespace

const std::vector<std::string>& ineligible_reasons()
{
    static const std::vector<std::string> words = {"not_me", "moved_away", "duplicate", "under_age", "died", "other"};
    return words;
}

std::optional<std::int64_t> find_invitation_of(store::Session& session, std::int64_t campaign_id,
                                               std::int64_t contact_id)
{
    const store::Rows rows = session.query("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2",
                                           {campaign_id, contact_id});
    return rows.empty() ? std::nullopt : std::optional(rows.integer(0, 0));
}

bool mark_ineligible(store::Session& session, std::int64_t organisation_id, std::int64_t invitation_id,
                     const std::string& reason, const std::string& actor, Instant now, const std::string& note)
{
    const auto& known = ineligible_reasons();
    if (std::find(known.begin(), known.end(), reason) == known.end()) {
        const std::string near = nearest_name(reason, known);
        throw input_error("reason: expected not_me, moved_away, duplicate, under_age, died or other, found \"" +
                          reason + "\"" + (near.empty() ? "" : " (did you mean " + near + "?)"));
    }
    if (note.size() > longest_note) throw input_error("note: at most " + std::to_string(longest_note) + " bytes");
    require_invitation(session, organisation_id, invitation_id);
    const std::size_t changed =
        session.run("UPDATE invitations SET ineligible_reason = $1, ineligible_at = COALESCE(ineligible_at, $2) "
                    "WHERE id = $3 AND ineligible_reason <> $1",
                    {reason, to_micros(now), invitation_id});
    if (changed == 0) return false;
    organisations::audit(session, now,
                         {organisation_id, actor, "invitation.ineligible", "invitation", invitation_id,
                          reason + (note.empty() ? "" : ": " + note)});
    return true;
}

bool withdraw_ineligible(store::Session& session, std::int64_t organisation_id, std::int64_t invitation_id,
                         const std::string& actor, Instant now)
{
    require_invitation(session, organisation_id, invitation_id);
    const std::size_t changed = session.run("UPDATE invitations SET ineligible_reason = '', ineligible_at = NULL "
                                            "WHERE id = $1 AND ineligible_at IS NOT NULL",
                                            {invitation_id});
    if (changed == 0) return false;
    organisations::audit(session, now,
                         {organisation_id, actor, "invitation.ineligible_withdrawn", "invitation", invitation_id, ""});
    return true;
}

} // namespace dosah::campaigns
