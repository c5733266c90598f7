// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/unit/responses/answered_town.h"

namespace dosah::tests {

/// Eva shares Jana's mailbox, and Jana's message had the links of both. Returns Eva.
inline std::int64_t share_mailbox(AnsweredTown& town)
{
    const std::int64_t eva = town.add({"Eva", "Vzorová", "jana@posta.test"});
    store::Session session = town.database().session();
    const std::int64_t invited = session.insert(
        "INSERT INTO invitations (organisation_id, campaign_id, rule_version, contact_id, frame_id, prior, arm, "
        "token_version, companions, first_time, frozen_gender, frozen_place) VALUES ($1, $2, 'prior/1', $3, "
        "'eva', 'none', 'invited', 1, 0, '', '', '') RETURNING id",
        {town.organisation.id, town.campaign.id, eva});
    const std::int64_t message = session.insert(
        "INSERT INTO messages (organisation_id, lane_id, contact_id, invitation_id, connector_account_id, purpose, "
        "wave, channel, address, domain, locale, dedupe_key, reference, state, state_reason, attempts, "
        "content_version, sms_parts, created_at, updated_at) SELECT organisation_id, lane_id, $1, $2, "
        "connector_account_id, purpose, wave, channel, address, domain, locale, 'eva', 'eva', 'skipped', "
        "'duplicate_address', 0, '', 0, created_at, updated_at FROM messages WHERE contact_id = $3 RETURNING id",
        {eva, invited, town.jana});
    session.run("INSERT INTO carried_messages (message_id, carrier_id, invitation_id) SELECT $1, id, $2 FROM "
                "messages WHERE contact_id = $3",
                {message, invited, town.jana});
    return eva;
}

} // namespace dosah::tests
