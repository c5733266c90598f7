// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/fatigue_store.h"

#include "organisations/sending_hours.h"
#include "segments/segment.h"

namespace dosah::campaigns {

namespace {

const std::string sent = "('handed', 'accepted', 'delivered', 'in_doubt', 'assumed_sent')";
constexpr std::int64_t day = 86'400'000'000;

} // namespace

std::set<std::int64_t> over_fatigue_cap(store::Session& session, std::span<const delivery::Claim> claims, Instant now)
{
    store::Given given{{"message", "BIGINT"}, {"contact", "BIGINT"}};
    for (const delivery::Claim& claim : claims)
        if (claim.purpose == "wave") given.add({claim.message_id, claim.contact_id});
    std::set<std::int64_t> over;
    if (given.empty()) return over;
    const std::string lately =
        "EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id AND a.handed_at > CAST($1 AS "
        "BIGINT) - o.fatigue_days * 86400000000)";
    const store::Rows rows = session.query(
        "SELECT given.message FROM given JOIN contacts c ON c.id = given.contact JOIN organisations o ON o.id = "
        "c.organisation_id WHERE o.fatigue_messages > 0 AND (SELECT COUNT(*) FROM messages m WHERE m.contact_id = "
        "given.contact AND m.purpose = 'wave' AND m.id <> given.message AND ((m.state = 'claimed' AND m.id < "
        "given.message) OR (m.state IN " +
            sent + " AND " + lately +
            "))) + CASE WHEN EXISTS (SELECT 1 FROM carried_messages) THEN (SELECT COUNT(*) FROM messages own JOIN "
            "carried_messages k ON k.message_id = own.id JOIN messages m ON m.id = k.carrier_id WHERE own.contact_id = "
            "given.contact AND m.contact_id <> given.contact AND own.purpose = 'wave' AND own.id <> given.message AND "
            "((m.state = 'claimed' AND own.id < given.message) OR (m.state IN " +
            sent + " AND " + lately + "))) ELSE 0 END >= o.fatigue_messages",
        {to_micros(now)}, given);
    for (std::size_t row = 0; row < rows.size(); ++row)
        over.insert(rows.integer(row, 0));
    return over;
}

std::int64_t count_over_fatigue_cap(store::Session& session, const organisations::Organisation& organisation,
                                    const std::string& audience, Instant now, Instant at)
{
    const organisations::FatigueCap cap = organisations::fatigue_cap(session, organisation.id);
    const std::int64_t since = to_micros(at) - cap.days * day;
    if (cap.messages == 0) return 0;
    const segments::Condition condition = segments::compile(session, organisation.id, audience, now, 4);
    const std::string lately = "m.purpose = 'wave' AND m.state IN " + sent +
                               " AND EXISTS (SELECT 1 FROM attempts a WHERE a.message_id = m.id AND a.handed_at > $2)";
    std::vector<store::Value> values{organisation.id, since, cap.messages};
    values.insert(values.end(), condition.values.begin(), condition.values.end());
    return session
        .query_once("SELECT COUNT(*) FROM contacts c WHERE c.id IN (SELECT contact_id FROM (SELECT m.contact_id AS "
                    "contact_id FROM messages m WHERE m.organisation_id = $1 AND " +
                        lately +
                        " UNION ALL SELECT own.contact_id FROM carried_messages k JOIN messages own ON own.id = "
                        "k.message_id JOIN messages m ON m.id = k.carrier_id AND m.contact_id <> own.contact_id WHERE "
                        "m.organisation_id = $1 AND " +
                        lately + ") written GROUP BY contact_id HAVING COUNT(*) >= $3) AND (" + condition.sql + ")",
                    values)
        .integer(0, 0);
}

} // namespace dosah::campaigns
