// SPDX-License-Identifier: EUPL-1.2
#include "responses/match.h"

#include "base/text.h"
#include "campaigns/invitation.h"
#include "contacts/address.h"
#include "contacts/contact.h"
#include "delivery/carried.h"
#include "delivery/receipt.h"
#include "responses/response_store.h"

#include <set>

namespace dosah::responses {

namespace {

/// "<abc@host>" -> "abc"
std::string left_part(std::string_view message_id)
{
    while (!message_id.empty() && (message_id.front() == '<' || message_id.front() == ' '))
        message_id.remove_prefix(1);
    return std::string(message_id.substr(0, message_id.find('@')));
}

/// Every address in a header's value: what stands around each @.
std::vector<std::string> addresses(const std::string& value)
{
    std::vector<std::string> found;
    static constexpr std::string_view stops = " \t\r\n<>,;:()\"";
    for (std::size_t at = value.find('@'); at != std::string::npos; at = value.find('@', at + 1)) {
        const std::size_t before = value.find_last_of(stops, at);
        const std::size_t start = before == std::string::npos ? 0 : before + 1;
        const std::size_t end = std::min(value.find_first_of(stops, at), value.size());
        found.push_back(value.substr(start, end - start));
    }
    return found;
}

std::vector<std::string> recipients(const mime::ParsedMail& mail)
{
    std::vector<std::string> all;
    for (const char* name : {"Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"})
        for (const std::string& value : mail.all_headers(name))
            for (const std::string& address : addresses(value))
                all.push_back(address);
    return all;
}

void use_message(store::Session& session, std::int64_t organisation_id, const delivery::Receipt& receipt, Match& match)
{
    const auto message_id = delivery::receipt_message(session, organisation_id, receipt);
    if (!message_id) {
        match.erased = match.erased || delivery::names_erased(session, organisation_id, receipt);
        return;
    }
    const delivery::Recipients all = delivery::recipients_of(session, *message_id);
    match.message_id = message_id;
    match.message_address = all.address;
    match.carrier_erased = all.own_erased;
    if (all.several && !match.contact_id) match.sharing_address = all.people;
    if (all.own_erased || !match.sharing_address.empty()) return;
    const MessageParties parties = read_parties(session, *message_id);
    if (!match.contact_id) match.contact_id = parties.contact_id;
    if (!match.invitation_id && match.contact_id == parties.contact_id) match.invitation_id = parties.invitation_id;
}

void use_reference(store::Session& session, std::int64_t organisation_id, const std::string& reference, Match& match)
{
    delivery::Receipt receipt;
    receipt.message_reference = reference;
    use_message(session, organisation_id, receipt, match);
    if (match.message_id && match.sharing_address.empty()) match.proven = true;
}

void use_invitation(const campaigns::Invitation& invitation, std::int64_t organisation_id, Match& match)
{
    if (invitation.organisation_id != organisation_id) return;
    match.contact_id = invitation.contact_id;
    match.invitation_id = invitation.id;
    match.proven = true;
}

/// The one of several people whose open invitation this can only be about.
void use_people(store::Session& session, std::int64_t organisation_id, const std::vector<std::int64_t>& people,
                Match& match)
{
    std::vector<std::int64_t> invited;
    std::optional<std::int64_t> newest;
    for (const std::int64_t person : people) {
        const auto invitations = campaigns::open_invitations(session, organisation_id, person);
        if (invitations.empty()) continue;
        invited.push_back(person);
        newest = invitations.front().id;
    }
    if (people.size() == 1) match.contact_id = people.front();
    if (invited.size() == 1) {
        match.contact_id = invited.front();
        match.invitation_id = newest;
    }
    if (!match.contact_id && !people.empty()) match.sharing_address = people;
}

} // namespace

void match_references(store::Session& session, std::int64_t organisation_id,
                      const std::vector<std::string>& message_ids, Match& match)
{
    for (const std::string& message_id : message_ids)
        if (!match.message_id) use_reference(session, organisation_id, left_part(message_id), match);
}

void match_envelope(store::Session& session, std::int64_t organisation_id, const std::string& envelope_id, Match& match)
{
    if (envelope_id.empty() || match.message_id) return;
    delivery::Receipt receipt;
    receipt.attempt_reference = envelope_id;
    use_message(session, organisation_id, receipt, match);
}

Match match_mail(campaigns::Services& services, store::Session& session, std::int64_t organisation_id,
                 const mime::ParsedMail& mail)
{
    Match match;
    for (const std::string& address : recipients(mail)) {
        if (const auto token = campaigns::reply_token(address)) {
            if (const auto invitation = campaigns::find_invitation_by_token(session, services.master, *token))
                use_invitation(*invitation, organisation_id, match);
            if (const auto contact = campaigns::find_contact_by_token(session, services.master, *token);
                contact && contact->organisation_id == organisation_id) {
                match.contact_id = contact->id;
                match.proven = true;
                match.to_unsubscribe = true; // only the unsubscribe address carries a contact's token
            }
        }
        if (const auto reference = campaigns::bounce_reference(address))
            use_reference(session, organisation_id, *reference, match);
    }
    std::vector<std::string> references = addresses(mail.header("In-Reply-To"));
    for (const std::string& one : addresses(mail.header("References")))
        references.push_back(one);
    match_references(session, organisation_id, references, match);
    if (!match.contact_id && match.sharing_address.empty())
        if (const auto from = contacts::normalise_email(mail.from_address()))
            use_people(session, organisation_id, contacts::find_contacts_by_email(session, organisation_id, *from),
                       match);
    return match;
}

Match match_phone(store::Session& session, std::int64_t organisation_id, const std::string& phone)
{
    Match match;
    match.proven = true;
    use_people(session, organisation_id, contacts::find_contacts_by_phone(session, organisation_id, phone), match);
    return match;
}

void match_told(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Match& match)
{
    const auto invitations = campaigns::open_invitations(session, organisation_id, contact_id);
    if (match.contact_id != contact_id)
        match.invitation_id = invitations.empty() ? std::nullopt : std::optional(invitations.front().id);
    match.contact_id = contact_id;
    match.sharing_address.clear();
    match.proven = true;
}

void match_code(store::Session& session, std::int64_t organisation_id, std::string_view text, Match& match)
{
    if (!match.contact_id) return;
    std::set<std::string> words;
    for (const std::string& word : text::split(text::fold(text), ' '))
        words.insert(word);
    for (const auto& invitation : campaigns::open_invitations(session, organisation_id, *match.contact_id))
        if (words.contains(std::to_string(invitation.campaign_id))) {
            match.invitation_id = invitation.id;
            return;
        }
}

} // namespace dosah::responses
