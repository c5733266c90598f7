// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/wave_people_store.h"

#include "base/error.h"

#include <array>

namespace dosah::campaigns {

namespace {

#define CAME "EXISTS (SELECT 1 FROM attendances came WHERE came.invitation_id = i.id)"

/// Of which invitations i a wave is. A row of the table is the whole rule; that nobody gets it who opted out or was
/// erased holds for all of them.
struct Rule
{
    std::string_view kind;
    std::string_view is_for;
    std::string_view else_skipped; ///< why a message is skipped for which that ceased to be true
    bool by_invitation_only;       ///< only people whose invitation was sent and did not bounce
    bool asks;                     ///< wants an answer
};
constexpr std::array rules = {
    Rule{"invitation", "i.answer IS NULL", "answered", false, true}, // by a second channel
    Rule{"reminder", "i.answer IS NULL", "answered", true, true},
    Rule{"thanks", CAME, "not_attended", false, false},
    Rule{"feedback", "(i.answer IS NOT NULL OR " CAME ")", "not_attended", false, false},
};

#undef CAME

constexpr const char* reachable = "c.opted_out_at IS NULL AND c.erased_at IS NULL";
constexpr const char* sent = "('accepted', 'delivered', 'assumed_sent')";
constexpr const char* came_back =
    "(w.state IN ('bounced', 'failed', 'expired') OR (w.state = 'skipped' AND w.state_reason = 'suppressed'))";
constexpr const char* under_way = "('planned', 'queued', 'claimed', 'handed', 'in_doubt')";

const Rule& rule_of(const std::string& kind)
{
    for (const Rule& rule : rules)
        if (rule.kind == kind) return rule;
    throw Error(ErrorKind::internal, "there is no wave \"" + kind + "\"");
}

std::string sql_word(std::string_view word)
{
    return "'" + std::string(word) + "'";
}

/// "EXISTS (a message of the wave of this invitation that ...)"
std::string has_message(const std::string& kind, const std::string& that)
{
    return "EXISTS (SELECT 1 FROM messages w WHERE w.invitation_id = i.id AND w.purpose = 'wave' AND w.wave = " +
           sql_word(kind) + " AND " + that + ")";
}

/// Likewise what became of it: of the one that carried it, where another one did.
std::string has_fate(const Campaign& campaign, const std::string& kind, const std::string& that)
{
    const std::string own = has_message(kind, that);
    if (!campaign.definition.one_per_address) return own;
    return "(" + own +
           " OR EXISTS (SELECT 1 FROM carried_messages k JOIN messages w ON w.id = k.carrier_id WHERE k.invitation_id "
           "= i.id AND w.purpose = 'wave' AND w.wave = " +
           sql_word(kind) + " AND " + that + "))";
}

/// SQL for the rows (message_id, invitation_id) of messages and whom they were written to.
std::string recipients(const Campaign& campaign)
{
    const std::string own = "SELECT id AS message_id, invitation_id FROM messages WHERE lane_id = $1";
    if (!campaign.definition.one_per_address) return own;
    return own + " UNION ALL SELECT k.carrier_id, k.invitation_id FROM carried_messages k JOIN messages c ON c.id = "
                 "k.carrier_id WHERE c.lane_id = $1";
}

std::string on(channel::Channel channel)
{
    return "w.channel = " + sql_word(channel::to_string(channel));
}

std::string base(const std::string& kind)
{
    return std::string(reachable) + " AND " + std::string(rule_of(kind).is_for);
}

/// The person has the channel and its address is not suppressed.
std::string open_channel(channel::Channel channel)
{
    const std::string address = address_column(channel);
    const std::string has = address + " IS NOT NULL AND " + address + " <> ''";
    if (channel == channel::Channel::letter) return has; // nobody who opted out gets a wave
    return has +
           " AND NOT EXISTS (SELECT 1 FROM suppressions s WHERE s.organisation_id = c.organisation_id AND "
           "s.channel = " +
           sql_word(channel::to_string(channel)) + " AND s.address = " + address + ")";
}

PlannedWave planned(const WavePlan& plan, std::vector<channel::Channel> channels, std::string condition)
{
    PlannedWave wave;
    wave.kind = plan.kind;
    wave.ways = plan.ways;
    wave.ways.channels = std::move(channels);
    wave.due_at = plan.due_at;
    wave.not_after = plan.not_after;
    wave.condition = std::move(condition);
    wave.after_contact = plan.after_contact;
    wave.last_contact = plan.last_contact;
    return wave;
}

/// This channel is still to be tried.
std::string untried(const std::string& kind, channel::Channel channel)
{
    return base(kind) + " AND " + open_channel(channel) + " AND NOT " + has_message(kind, on(channel));
}

std::string in(const char* states)
{
    return std::string("w.state IN ") + states;
}

} // namespace

std::int64_t plan_wave_people(store::Session& session, const Campaign& campaign, const WavePlan& plan, Instant now)
{
    const std::string still = base(plan.kind) + " AND NOT " + has_message(plan.kind, "TRUE");
    std::int64_t count = 0;
    for (const channel::Channel channel : plan.ways.channels) {
        const std::string this_way =
            still + " AND " + has_fate(campaign, "invitation", on(channel) + " AND w.state IN " + sent);
        count += plan_wave(session, campaign, planned(plan, {channel}, this_way), now);
    }
    if (!rule_of(plan.kind).by_invitation_only)
        count += plan_wave(session, campaign, planned(plan, plan.ways.channels, still), now);
    return count;
}

std::int64_t plan_fallback(store::Session& session, const Campaign& campaign, const FallbackPlan& plan, Instant now)
{
    const std::string& kind = plan.wave.kind;
    std::vector<std::string> reasons;
    std::vector<store::Value> values;
    if (plan.on_bounce)
        reasons.push_back(has_fate(campaign, kind, came_back) + " AND NOT " + has_fate(campaign, kind, in(sent)));
    if (plan.unanswered_since && rule_of(kind).asks) {
        const std::string since = "$" + std::to_string(first_wave_parameter);
        reasons.push_back(has_fate(campaign, kind, in(sent)) + " AND NOT " +
                          has_fate(campaign, kind, in(sent) + " AND w.updated_at > " + since));
        values.emplace_back(to_micros(*plan.unanswered_since));
    }
    if (reasons.empty()) return 0;
    std::string why;
    for (const std::string& reason : reasons)
        why += (why.empty() ? "(" : " OR (") + reason + ")";
    std::int64_t count = 0;
    for (const channel::Channel channel : plan.wave.ways.channels) {
        PlannedWave wave = planned(plan.wave, {channel},
                                   untried(kind, channel) + " AND NOT " + has_fate(campaign, kind, in(under_way)) +
                                       " AND (" + why + ")");
        wave.values = values;
        count += plan_wave(session, campaign, wave, now);
    }
    return count;
}

std::vector<std::int64_t> bounced_people(store::Session& session, const Campaign& campaign, const WavePlan& wave,
                                         std::int64_t after_contact, std::int64_t limit)
{
    std::string any;
    for (const channel::Channel channel : wave.ways.channels)
        if (wave.ways.accounts.out.contains(channel))
            any += (any.empty() ? "(" : " OR (") + untried(wave.kind, channel) + ")";
    if (any.empty()) return {};
    const std::string which = "m.lane_id = $1 AND m.state IN ('bounced', 'failed', 'expired', 'skipped') AND (m.state "
                              "<> 'skipped' OR m.state_reason = 'suppressed') AND m.purpose = 'wave' AND m.wave = $2 "
                              "AND i.id = ";
    const std::string whom = " AND i.contact_id > $3 AND i.arm = 'invited' AND i.ineligible_at IS NULL AND c.id = "
                             "i.contact_id AND NOT " +
                             has_fate(campaign, wave.kind, in(sent)) + " AND NOT " +
                             has_fate(campaign, wave.kind, in(under_way)) + " AND (" + any + ")";
    // From the few messages that came back to their people, not the other way round.
    std::string people = "SELECT i.contact_id AS contact_id FROM messages m CROSS JOIN invitations i CROSS JOIN "
                         "contacts c WHERE " +
                         which + "m.invitation_id" + whom;
    if (campaign.definition.one_per_address)
        people += " UNION SELECT i.contact_id FROM messages m CROSS JOIN carried_messages k CROSS JOIN invitations i "
                  "CROSS JOIN contacts c WHERE k.carrier_id = m.id AND " +
                  which + "k.invitation_id" + whom;
    const store::Rows rows =
        session.query("SELECT DISTINCT contact_id FROM (" + people + ") people ORDER BY contact_id LIMIT $4",
                      {campaign.lane_id, wave.kind, after_contact, limit});
    std::vector<std::int64_t> out;
    for (std::size_t at = 0; at < rows.size(); ++at)
        out.push_back(rows.integer(at, 0));
    return out;
}

Unanswered find_unanswered(store::Session& session, const Campaign& campaign, const WavePlan& wave)
{
    if (!rule_of(wave.kind).asks) return {};
    std::string any;
    for (const channel::Channel channel : wave.ways.channels)
        if (wave.ways.accounts.out.contains(channel))
            any += (any.empty() ? "(" : " OR (") + untried(wave.kind, channel) + ")";
    if (any.empty()) return {};
    const store::Rows rows = session.query(
        "SELECT COUNT(*), MIN(CASE under_way WHEN 0 THEN latest END) FROM (SELECT MAX(m.updated_at) AS latest, "
        "MAX(CASE WHEN m.state IN " +
            std::string(under_way) + " THEN 1 ELSE 0 END) AS under_way FROM (" + recipients(campaign) +
            ") r JOIN messages m ON m.id = r.message_id JOIN invitations i ON i.id = r.invitation_id JOIN "
            "contacts c ON c.id = i.contact_id WHERE m.purpose = 'wave' AND m.wave = $2 AND (m.state IN " +
            sent + " OR m.state IN " + under_way +
            ") AND i.arm = 'invited' AND i.ineligible_at IS NULL AND i.answer IS NULL AND (" + any +
            ") GROUP BY r.invitation_id) unanswered",
        {campaign.lane_id, wave.kind});
    Unanswered found;
    found.any = rows.integer(0, 0) > 0;
    if (const auto micros = rows.optional_integer(0, 1)) found.oldest = from_micros(*micros);
    return found;
}

std::map<std::int64_t, std::string> no_longer_for(store::Session& session, std::span<const delivery::Claim> claims)
{
    std::map<std::int64_t, std::string> out;
    for (const Rule& rule : rules) {
        store::Given given{{"message_id", "BIGINT"}, {"invitation_id", "BIGINT"}};
        for (const delivery::Claim& claim : claims)
            if (claim.purpose == "wave" && claim.wave == rule.kind && claim.invitation_id)
                given.add({claim.message_id, *claim.invitation_id});
        if (given.empty()) continue;
        // A first invitation is worth sending whatever was said meanwhile; one that follows another is not.
        const std::string follows =
            rule.kind == "invitation" ? " AND " + has_message("invitation", "w.id <> given.message_id") : "";
        const store::Rows rows = session.query("SELECT given.message_id FROM given JOIN invitations i ON i.id = "
                                               "given.invitation_id WHERE NOT " +
                                                   std::string(rule.is_for) + follows,
                                               {}, given);
        for (std::size_t at = 0; at < rows.size(); ++at)
            out[rows.integer(at, 0)] = rule.else_skipped;
    }
    return out;
}

} // namespace dosah::campaigns
