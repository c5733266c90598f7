// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "campaigns/data_link.h"
#include "campaigns/eligibility.h"
#include "contacts/address.h"
#include "contacts/corrections.h"
#include "contacts/hold.h"
#include "delivery/outbox.h"
#include "organisations/organisation.h"
#include "responses/corrections.h"
#include "responses/response_store.h"

#include <algorithm>

namespace dosah::responses {

namespace {

constexpr std::size_t longest_words = 2000;
constexpr std::size_t longest_address = 500;

AddressProposal checked(const AddressProposal& said, const std::string& country)
{
    AddressProposal proposal;
    if (const std::string email = text::trim(said.email); !email.empty()) {
        const auto normal = contacts::normalise_email(email);
        if (!normal) throw input_error("email: not an email address");
        proposal.email = *normal;
    }
    if (const std::string phone = text::trim(said.phone); !phone.empty()) {
        const auto normal = contacts::normalise_phone(phone, country);
        if (!normal) throw input_error("phone: not a telephone number");
        proposal.phone = normal->e164;
    }
    proposal.postal_address = text::trim(text::repair_utf8(said.postal_address.substr(0, longest_address)));
    return proposal;
}

/// Where the invitation was sent, by the channel of the link that was opened, if it was sent by that one.
std::vector<std::pair<channel::Channel, std::string>> addresses_of(store::Session& session, std::int64_t invitation_id,
                                                                   channel::Channel way)
{
    if (way == channel::Channel::letter) return {};
    const store::Rows rows = session.query(
        // One that was carried went where it says itself, and when its carrier did.
        "SELECT DISTINCT m.channel, m.address FROM messages m LEFT JOIN carried_messages k ON k.message_id = m.id "
        "LEFT JOIN messages c ON c.id = k.carrier_id WHERE m.invitation_id = $1 AND m.channel = $2 AND "
        "COALESCE(c.state, m.state) NOT IN ('planned', 'queued', 'claimed', 'skipped', 'expired')",
        {invitation_id, to_string(way)});
    std::vector<std::pair<channel::Channel, std::string>> addresses;
    for (std::size_t i = 0; i < rows.size(); ++i)
        addresses.emplace_back(channel::channel_from(rows.text(i, 0)), rows.text(i, 1));
    return addresses;
}

/// Makes room for a row; false when the open one is as good.
bool replaces_open_row(store::Session& session, const campaigns::Invitation& invitation, const std::string& reason,
                       const AddressProposal& proposal)
{
    const store::Rows open = session.query("SELECT id FROM responses WHERE invitation_id = $1 AND kind = $2 AND "
                                           "needs_person = $3 AND handled_at IS NULL",
                                           {invitation.id, reason, true});
    if (open.empty()) return true;
    if (proposal.empty()) return false;
    for (std::size_t i = 0; i < open.size(); ++i)
        if (find_proposal(session, open.integer(i, 0)) == proposal) return false;
    for (std::size_t i = 0; i < open.size(); ++i) {
        session.run("DELETE FROM address_proposals WHERE response_id = $1", {open.integer(i, 0)});
        session.run("DELETE FROM responses WHERE id = $1", {open.integer(i, 0)});
    }
    return true;
}

void write_row(store::Session& session, const campaigns::Invitation& invitation, const std::string& reason,
               const AddressProposal& proposal, Instant now)
{
    NewResponse row = page_response(invitation.organisation_id, invitation.contact_id, reason, now);
    row.invitation_id = invitation.id;
    row.needs_person = true;
    insert_response(session, row);
    if (proposal.empty()) return;
    session.run("INSERT INTO address_proposals (response_id, email, phone, postal_address) SELECT MAX(id), CAST($1 AS "
                "TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT) FROM responses WHERE invitation_id = $4 AND kind = $5",
                {proposal.email, proposal.phone, proposal.postal_address, invitation.id, reason});
}

struct OpenRow
{
    std::int64_t contact_id = 0;
    std::int64_t invitation_id = 0;
};

/// Handles an inbox row of not_me or moved_away; whoever comes second is refused.
OpenRow settle(store::Session& session, std::int64_t organisation_id, std::int64_t response_id,
               const std::string& actor, Instant now)
{
    const store::Rows rows =
        session.query("SELECT contact_id, invitation_id FROM responses WHERE id = $1 AND organisation_id = $2 AND kind "
                      "IN ('not_me', 'moved_away')",
                      {response_id, organisation_id});
    if (rows.empty())
        throw missing_error("response " + std::to_string(response_id) + " says nothing of a wrong address");
    // While they are held nobody puts another proposal in its place.
    contacts::require_person(session, organisation_id, rows.integer(0, 0));
    handle_response(session, organisation_id, response_id, actor, now);
    return {rows.integer(0, 0), rows.integer(0, 1)};
}

void note(store::Session& session, std::int64_t organisation_id, const std::string& actor, const std::string& action,
          std::int64_t contact_id, Instant now)
{
    organisations::audit(session, now, {organisation_id, actor, action, "contact", contact_id, ""});
}

/// Handles the inbox row, does what was decided about it and notes that.
template <class Act>
void decide(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
            const std::string& actor, const std::string& action, const Act& act)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    const OpenRow row = settle(transaction.session(), organisation_id, response_id, actor, now);
    act(transaction.session(), row, now);
    note(transaction.session(), organisation_id, actor, action, row.contact_id, now);
    transaction.commit();
}

} // namespace

bool ask_correction(campaigns::Services& services, const contacts::Contact& contact, const std::string& words)
{
    const std::string said = text::trim(text::repair_utf8(words.substr(0, longest_words)));
    if (said.empty()) throw input_error("words: say what is to be corrected");
    NewResponse row = page_response(contact.organisation_id, contact.id, "correction", services.clock.now());
    row.text = said;
    row.needs_person = true;
    store::Transaction transaction(services.database);
    contacts::require_person(transaction.session(), contact.organisation_id, contact.id);
    const store::Rows waiting = transaction->query("SELECT COUNT(*) FROM responses WHERE contact_id = $1 AND kind = "
                                                   "'correction' AND handled_at IS NULL",
                                                   {contact.id});
    if (waiting.integer(0, 0) >= corrections_waiting) return false;
    insert_response(transaction.session(), row);
    transaction.commit();
    return true;
}

void disown_on_page(campaigns::Services& services, const campaigns::Invitation& invitation, const std::string& reason,
                    const AddressProposal& said, channel::Channel way)
{
    if (reason != "not_me" && reason != "moved_away") throw input_error("reason: must be not_me or moved_away");
    const auto organisation = organisations::find_organisation(services.database, invitation.organisation_id);
    const AddressProposal proposal = checked(said, organisation.country);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    contacts::require_person(session, invitation.organisation_id, invitation.contact_id);
    for (const auto& [channel, address] : addresses_of(session, invitation.id, way))
        if (contacts::take_out_address(session, invitation.contact_id, channel, address, now))
            delivery::skip_contact(session, invitation.organisation_id, invitation.contact_id, "not_theirs", now,
                                   address);
    const bool marked =
        campaigns::mark_ineligible(session, invitation.organisation_id, invitation.id, reason, "recipient", now);
    if ((marked || !proposal.empty()) && replaces_open_row(session, invitation, reason, proposal))
        write_row(session, invitation, reason, proposal, now);
    note(session, invitation.organisation_id, "recipient", "contact.disown", invitation.contact_id, now);
    transaction.commit();
}

std::optional<AddressProposal> find_proposal(store::Session& session, std::int64_t response_id)
{
    const store::Rows rows = session.query(
        "SELECT email, phone, postal_address FROM address_proposals WHERE response_id = $1", {response_id});
    if (rows.empty()) return std::nullopt;
    return AddressProposal{rows.text(0, 0), rows.text(0, 1), rows.text(0, 2)};
}

void accept_proposal(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor)
{
    decide(services, organisation_id, response_id, actor, "contact.correct",
           [&](store::Session& session, const OpenRow& row, Instant now) {
               const auto proposal = find_proposal(session, response_id);
               if (!proposal) throw missing_error("response " + std::to_string(response_id) + " proposes no address");
               contacts::set_addresses(session, organisation_id, row.contact_id, proposal->email, proposal->phone,
                                       proposal->postal_address, now);
               session.run("UPDATE address_proposals SET accepted_at = $1 WHERE response_id = $2",
                           {to_micros(now), response_id});
               campaigns::revoke_links(session, row.contact_id, now);
           });
}

void restore_address(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor)
{
    decide(services, organisation_id, response_id, actor, "contact.restore",
           [&](store::Session& session, const OpenRow& row, Instant now) {
               contacts::put_back_addresses(session, organisation_id, row.contact_id, now);
               campaigns::withdraw_ineligible(session, organisation_id, row.invitation_id, actor, now);
           });
}

} // namespace dosah::responses
