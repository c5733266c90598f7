// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation_store.h"

#include "base/error.h"
#include "campaigns/capacity.h"
#include "campaigns/short_code.h"
#include "campaigns/token.h"
#include "contacts/suppression.h"
#include "delivery/carried.h"

namespace dosah::campaigns {

namespace {

const std::string columns = "SELECT i.id, i.organisation_id, i.campaign_id, i.contact_id, i.arm, i.prior, "
                            "i.token_version, i.answer, i.answer_channel, i.answered_at, i.companions, i.place, "
                            "i.offered_at FROM invitations i ";

Invitation invitation_of(const store::Rows& rows, std::size_t row)
{
    Invitation invitation;
    invitation.id = rows.integer(row, 0);
    invitation.organisation_id = rows.integer(row, 1);
    invitation.campaign_id = rows.integer(row, 2);
    invitation.contact_id = rows.integer(row, 3);
    invitation.arm = rows.text(row, 4);
    invitation.prior = rows.text(row, 5);
    invitation.token_version = rows.integer(row, 6);
    invitation.answer = rows.optional_text(row, 7);
    invitation.answer_channel = rows.optional_text(row, 8).value_or("");
    if (const auto answered = rows.optional_integer(row, 9)) invitation.answered_at = from_micros(*answered);
    invitation.companions = static_cast<int>(rows.integer(row, 10));
    invitation.place = rows.text(row, 11);
    if (const auto offered = rows.optional_integer(row, 12)) invitation.offered_at = from_micros(*offered);
    return invitation;
}

/// Of a person that was merged from several: wherever they were written to, for the mail they answer may have gone to
/// an address that the merged contact does not have.
void opt_out_merged(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                    const std::string& source, Instant now)
{
    const store::Rows rows = session.query(
        "SELECT DISTINCT m.channel, m.address FROM messages m WHERE m.contact_id = $1 AND m.channel IN ('email', "
        "'sms') AND m.address <> '' AND EXISTS (SELECT 1 FROM contacts c WHERE c.merged_into = $1) AND NOT EXISTS "
        "(SELECT 1 FROM not_theirs n WHERE n.contact_id = $1 AND n.channel = m.channel AND n.address = m.address)",
        {contact_id});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto channel = channel::channel_from(rows.text(i, 0));
        contacts::suppress(session, organisation_id, channel, rows.text(i, 1), contacts::SuppressionReason::opt_out,
                           source, now);
        delivery::skip_address(session, organisation_id, channel, rows.text(i, 1), "opt_out", now);
    }
}

} // namespace

Invitation standing_invitation(store::Session& session, Invitation invitation)
{
    const store::Rows merged = session.query(
        "SELECT merged_into FROM contacts WHERE id = $1 AND merged_into IS NOT NULL", {invitation.contact_id});
    if (merged.empty()) return invitation;
    invitation.contact_id = merged.integer(0, 0);
    const store::Rows rows =
        session.query(columns + "WHERE i.contact_id = $1 AND i.campaign_id = $2 AND i.arm = 'invited'",
                      {invitation.contact_id, invitation.campaign_id});
    return rows.empty() ? invitation : invitation_of(rows, 0);
}

std::optional<Invitation> find_invitation(store::Session& session, std::int64_t invitation_id)
{
    const store::Rows rows = session.query(columns + "WHERE i.id = $1", {invitation_id});
    return rows.empty() ? std::nullopt : std::optional(invitation_of(rows, 0));
}

std::optional<Invitation> find_invitation_by_token(store::Session& session, const MasterKey& master,
                                                   std::string_view token)
{
    const auto id = token_id(token);
    auto found = id ? find_invitation(session, *id) : std::nullopt;
    const bool matches =
        found && (token_matches(master, TokenKind::invitation, found->id, found->token_version, token) ||
                  is_code_token(master, *found, token));
    return matches ? std::optional(standing_invitation(session, *found)) : std::nullopt;
}

std::optional<contacts::Contact> find_contact_by_token(store::Session& session, const MasterKey& master,
                                                       std::string_view token, TokenKind kind)
{
    const auto id = token_id(token);
    if (!id) return std::nullopt;
    const store::Rows rows = session.query("SELECT organisation_id, token_version, COALESCE(merged_into, id) FROM "
                                           "contacts WHERE id = $1 AND (erased_at IS NULL OR merged_into IS NOT NULL)",
                                           {*id});
    if (rows.empty() || !token_matches(master, kind, *id, rows.integer(0, 1), token)) return std::nullopt;
    return contacts::find_contact(session, rows.integer(0, 0), rows.integer(0, 2));
}

std::vector<Invitation> open_invitations(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    // What nobody has sent them yet cannot be what they answer.
    const store::Rows rows = session.query(
        columns +
            "JOIN campaigns k ON k.id = i.campaign_id WHERE i.organisation_id = $1 AND i.contact_id = $2 "
            "AND k.state IN ('running', 'paused', 'finished') "
            "ORDER BY CASE WHEN " +
            delivery::wrote_to("i.id", "m.state NOT IN ('planned', 'queued', 'claimed', 'skipped', 'expired')", true) +
            " THEN 0 ELSE 1 END, k.frozen_at DESC, i.id DESC",
        {organisation_id, contact_id});
    std::vector<Invitation> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(invitation_of(rows, row));
    return out;
}

bool record_answer(store::Session& session, std::int64_t invitation_id, const std::string& answer,
                   const std::string& channel, Instant arrived, Instant now)
{
    if (answer != "yes" && answer != "no" && answer != "maybe")
        throw Error(ErrorKind::internal, "an answer is yes, no or maybe, not \"" + answer + "\"");
    // Also locks the campaign: places go to one answer at a time.
    const store::Rows open = session.query(
        "UPDATE campaigns SET updated_at = $1 WHERE id = (SELECT campaign_id FROM invitations WHERE id = $2) "
        "AND state IN ('running', 'paused', 'finished') AND event_cancelled_at IS NULL "
        "RETURNING organisation_id, id, definition",
        {to_micros(now), invitation_id});
    if (open.empty()) return false;
    // Items may be worked off in another order than they arrived in: the later arrival stands.
    const std::size_t changed = session.run("UPDATE invitations SET answer = $1, answer_channel = $2, answered_at = $3 "
                                            "WHERE id = $4 AND (answered_at IS NULL OR answered_at <= $3)",
                                            {answer, channel, to_micros(arrived), invitation_id});
    if (changed > 0) {
        // the canonical text has UTC times
        take_place(session, open.integer(0, 1), read_definition(open.text(0, 2), "UTC").event, invitation_id, answer,
                   arrived, now);
        organisations::audit(session, now,
                             {open.integer(0, 0), "recipient", "invitation.answer", "invitation", invitation_id,
                              answer + " by " + channel});
    }
    return true;
}

void opt_out(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, const std::string& source,
             Instant now)
{
    const auto contact = contacts::find_contact(session, organisation_id, contact_id);
    if (!contact) throw missing_error("there is no contact " + std::to_string(contact_id) + " in this organisation");
    contacts::suppress_contact(session, organisation_id, contact_id, contacts::SuppressionReason::opt_out, source, now);
    const auto skip = [&](channel::Channel channel, const std::string& address) {
        if (!address.empty()) delivery::skip_address(session, organisation_id, channel, address, "opt_out", now);
    };
    skip(channel::Channel::email, contact->email);
    skip(channel::Channel::sms, contact->phone);
    opt_out_merged(session, organisation_id, contact_id, source, now);
    delivery::skip_contact(session, organisation_id, contact_id, "opt_out", now);
    organisations::audit(session, now,
                         {organisation_id, "recipient", "contact.opt_out", "contact", contact_id, "by " + source});
}

} // namespace dosah::campaigns
