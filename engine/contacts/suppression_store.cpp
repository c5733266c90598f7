// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact.h"
#include "contacts/suppression.h"

#include <array>

namespace dosah::contacts {

namespace {

constexpr std::array<std::pair<SuppressionReason, std::string_view>, 5> reasons = {{
    {SuppressionReason::opt_out, "opt_out"},
    {SuppressionReason::complaint, "complaint"},
    {SuppressionReason::hard_bounce, "hard_bounce"},
    {SuppressionReason::soft_bounces, "soft_bounces"},
    {SuppressionReason::by_hand, "by_hand"},
}};

} // namespace

std::string_view to_string(SuppressionReason reason)
{
    for (const auto& [known, word] : reasons)
        if (known == reason) return word;
    throw Error(ErrorKind::internal, "an unknown reason of suppression");
}

SuppressionReason suppression_reason_from(std::string_view word)
{
    for (const auto& [known, name] : reasons)
        if (name == word) return known;
    throw input_error(
        "\"" + std::string(word) +
        "\" is no reason of a suppression; there are opt_out, complaint, hard_bounce, soft_bounces, by_hand");
}

void suppress(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
              const std::string& address, SuppressionReason reason, const std::string& source, Instant now)
{
    // A person's own word stands above what a machine or a clerk says, and the first such word keeps its date; a
    // clerk's stands above a machine's, or a bounce would make a wrong number one to call again.
    session.run("INSERT INTO suppressions (organisation_id, channel, address, reason, source, since) "
                "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organisation_id, channel, address) DO UPDATE "
                "SET reason = excluded.reason, source = excluded.source, since = excluded.since "
                "WHERE suppressions.reason NOT IN ('opt_out', 'complaint') AND suppressions.reason <> excluded.reason "
                "AND excluded.reason <> 'soft_bounces' AND (suppressions.reason <> 'by_hand' OR excluded.reason IN "
                "('opt_out', 'complaint'))",
                {organisation_id, channel::to_string(channel), address, to_string(reason), source, to_micros(now)});
}

void lift_suppression(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
                      const std::string& address)
{
    session.run("DELETE FROM suppressions WHERE organisation_id = $1 AND channel = $2 AND address = $3",
                {organisation_id, channel::to_string(channel), address});
}

std::optional<Suppression> find_suppression(store::Session& session, std::int64_t organisation_id,
                                            channel::Channel channel, const std::string& address)
{
    const store::Rows rows = session.query("SELECT reason, source, since FROM suppressions WHERE organisation_id = $1 "
                                           "AND channel = $2 AND address = $3",
                                           {organisation_id, channel::to_string(channel), address});
    if (rows.empty()) return std::nullopt;
    return Suppression{suppression_reason_from(rows.text(0, 0)), rows.text(0, 1), from_micros(rows.integer(0, 2))};
}

void suppress_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                      SuppressionReason reason, const std::string& source, Instant now)
{
    const auto contact = find_contact(session, organisation_id, contact_id);
    if (!contact) throw missing_error("there is no contact " + std::to_string(contact_id) + " in this organisation");
    if (!contact->email.empty())
        suppress(session, organisation_id, channel::Channel::email, contact->email, reason, source, now);
    if (!contact->phone.empty())
        suppress(session, organisation_id, channel::Channel::sms, contact->phone, reason, source, now);
    if (reason == SuppressionReason::opt_out || reason == SuppressionReason::complaint)
        session.run("UPDATE contacts SET opted_out_at = $1 WHERE id = $2 AND organisation_id = $3 AND opted_out_at IS "
                    "NULL",
                    {to_micros(now), contact_id, organisation_id});
}

void lift_opt_out(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    session.run("UPDATE contacts SET opted_out_at = NULL WHERE id = $1 AND organisation_id = $2",
                {contact_id, organisation_id});
    session.run("DELETE FROM suppressions WHERE organisation_id = $1 AND reason = 'opt_out' AND EXISTS (SELECT 1 FROM "
                "contacts c WHERE c.id = $2 AND c.organisation_id = suppressions.organisation_id AND "
                "((suppressions.channel = 'email' AND suppressions.address = c.email) OR "
                "(suppressions.channel = 'sms' AND suppressions.address = c.phone)))",
                {organisation_id, contact_id});
}

} // namespace dosah::contacts
