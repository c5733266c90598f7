// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/claimed_store.h"

#include <unordered_map>

namespace dosah::campaigns {

namespace {

Claimed claimed_of(const store::Rows& rows, std::size_t row)
{
    Claimed claimed;
    claimed.exists = true;
    claimed.given_name = rows.text(row, 1);
    claimed.family_name = rows.text(row, 2);
    claimed.legal_basis = rows.text(row, 3);
    claimed.contact_token_version = rows.integer(row, 4);
    claimed.gender = rows.text(row, 15);
    claimed.greeting = rows.optional_text(row, 16).value_or("");
    claimed.format = rows.text(row, 18);
    if (const auto reason = rows.optional_text(row, 5)) claimed.suppressed = contacts::suppression_reason_from(*reason);
    if (rows.is_null(row, 6)) return claimed;
    Claimed::Invited& invited = claimed.invited.emplace();
    invited.token_version = rows.integer(row, 6);
    invited.answer = rows.optional_text(row, 7).value_or("");
    invited.campaign_id = rows.integer(row, 8);
    invited.campaign = {state_from(rows.text(row, 9)), rows.text(row, 10), static_cast<int>(rows.integer(row, 11)),
                        rows.integer(row, 12)};
    invited.place = rows.text(row, 13);
    invited.offered = rows.boolean(row, 14);
    invited.ineligible = rows.boolean(row, 17);
    return claimed;
}

} // namespace

std::vector<Claimed> read_claimed(store::Session& session, std::span<const delivery::Claim> claims)
{
    store::Given ids({{"id", "BIGINT"}});
    for (const delivery::Claim& claim : claims)
        ids.add({claim.message_id});
    const store::Rows rows = session.query(
        "SELECT m.id, c.given_name, c.family_name, c.legal_basis, c.token_version, s.reason, i.token_version, "
        "i.answer, k.id, k.state, k.definition_hash, k.calendar_sequence, k.waves_version, i.place, i.offered_at IS "
        "NOT NULL, c.gender, (SELECT a.value FROM contact_attributes a WHERE a.contact_id = c.id "
        "AND a.name IN ('greeting', 'osloveni', 'tiltale') ORDER BY a.name LIMIT 1), i.ineligible_at IS NOT NULL, "
        "c.format FROM given g "
        "JOIN messages m ON m.id = g.id "
        "JOIN contacts c ON c.id = m.contact_id AND c.organisation_id = m.organisation_id AND c.erased_at IS NULL "
        "LEFT JOIN suppressions s ON s.organisation_id = m.organisation_id AND s.channel = m.channel "
        "AND s.address = m.address "
        "LEFT JOIN invitations i ON i.id = m.invitation_id "
        "LEFT JOIN campaigns k ON k.id = i.campaign_id",
        {}, ids);
    std::unordered_map<std::int64_t, std::size_t> row_of;
    for (std::size_t row = 0; row < rows.size(); ++row)
        row_of.emplace(rows.integer(row, 0), row);
    std::vector<Claimed> all;
    all.reserve(claims.size());
    for (const delivery::Claim& claim : claims) {
        const auto found = row_of.find(claim.message_id);
        all.push_back(found == row_of.end() ? Claimed() : claimed_of(rows, found->second));
    }
    return all;
}

} // namespace dosah::campaigns
