// SPDX-License-Identifier: EUPL-1.2
#include "responses/understand.h"

#include "base/error.h"
#include "base/text.h"
#include "contacts/address.h"
#include "contacts/contact.h"
#include "delivery/receipt.h"
#include "delivery/sent.h"
#include "responses/arrival.h"
#include "responses/response_store.h"

namespace dosah::responses {

namespace {

using channel::InboundKind;

std::string field(const channel::InboundItem& item, const std::string& name)
{
    const auto found = item.fields.find(name);
    return found == item.fields.end() ? std::string() : found->second;
}

/// The language to read a person by: theirs, else the organisation's.
std::string locale_of(store::Session& session, const organisations::Organisation& organisation, const Match& match)
{
    if (match.contact_id) {
        const auto contact = contacts::find_contact(session, organisation.id, *match.contact_id);
        if (contact && !contact->locale.empty()) return contact->locale;
    }
    return organisation.locale;
}

/// Whether what the person was last sent there, or what they answer, offered numbers.
Choices choices_of(store::Session& session, const Lexicons& lexicons, const Match& match, const std::string& channel,
                   std::int64_t organisation_id)
{
    auto message = match.message_id;
    if (!message && match.contact_id) message = last_message(session, organisation_id, *match.contact_id, channel);
    const auto sent = message ? delivery::sent_text(session, *message) : std::nullopt;
    return sent && lexicons.offers_numbers(sent->text) ? Choices::offered : Choices::not_offered;
}

std::string phone_of(const channel::InboundItem& item, const std::string& country)
{
    const std::string from = field(item, "from");
    // An SMSC may give the international number without its plus; a national one begins otherwise.
    auto phone = contacts::normalise_phone(from, country);
    if (!phone && !from.empty() && from.front() != '+') phone = contacts::normalise_phone("+" + from, country);
    return phone ? phone->e164 : "";
}

void apply_receipt_item(store::Session& session, const Understood& one, Instant now)
{
    const channel::InboundItem& item = one.item.item;
    const std::string status = field(item, "status");
    const std::string attempt = field(item, "attempt");
    if (attempt.empty()) return; // was applied before, or its person erased (forget_receipt)
    delivery::Receipt receipt;
    receipt.attempt_reference = attempt;
    receipt.code = field(item, "code");
    receipt.text = item.raw;
    receipt.status = status == "delivered"                        ? delivery::ReceiptStatus::delivered
                     : status == "failed" || status == "rejected" ? delivery::ReceiptStatus::failed
                                                                  : delivery::ReceiptStatus::delayed;
    const bool ours = delivery::receipt_message(session, one.organisation.id, receipt).has_value();
    if (!ours && !delivery::names_erased(session, one.organisation.id, receipt))
        throw missing_error("the receipt names no attempt of ours");
    delivery::apply_receipt(session, one.organisation.id, receipt, now);
    forget_receipt(session, one.item);
}

std::optional<std::int64_t> contact_of_receipt(store::Session& session, const StoredItem& item)
{
    delivery::Receipt receipt;
    receipt.attempt_reference = field(item.item, "attempt");
    const auto message = delivery::receipt_message(session, item.organisation_id, receipt);
    return message ? std::optional(read_parties(session, *message).contact_id) : std::nullopt;
}

} // namespace

std::string sender_of(const StoredItem& item, const std::string& country)
{
    if (item.item.kind == InboundKind::receipt) return "";
    if (item.item.kind != InboundKind::email) return phone_of(item.item, country);
    return contacts::normalise_email(mime::parse(item.item.raw).from_address()).value_or("");
}

Understood understand(campaigns::Services& services, const Lexicons& lexicons, const StoredItem& item)
{
    Understood one{item,         organisations::find_organisation(services.database, item.organisation_id),
                   std::nullopt, {},
                   "",           item.received_at,
                   std::nullopt};
    if (item.item.kind == InboundKind::receipt) {
        store::Session session = services.database.session();
        one.contact_id = contact_of_receipt(session, item);
        return one;
    }
    if (item.item.kind == InboundKind::email) {
        one.mail = mime::parse(item.item.raw);
        one.sender = contacts::normalise_email(one.mail->from_address()).value_or("");
        one.arrived = arrival_of(item.item, *one.mail, item.received_at);
    } else {
        one.sender = phone_of(item.item, one.organisation.country);
    }
    std::string locale;
    Choices choices = Choices::not_offered;
    Match match;
    {
        store::Session session = services.database.session();
        match = match_item(services, session, one);
        one.contact_id = match.contact_id;
        locale = locale_of(session, one.organisation, match);
        choices = choices_of(session, lexicons, match, one.mail ? "email" : "sms", one.organisation.id);
    }
    one.what = one.mail ? classify_mail(*one.mail, locale, lexicons, choices)
                        : classify_text(text::repair_utf8(item.item.raw), locale, lexicons, choices);
    if (!one.contact_id) {
        store::Session session = services.database.session();
        match_notice(session, one.organisation.id, one.what, match);
        one.contact_id = match.contact_id;
    }
    return one;
}

Match match_item(campaigns::Services& services, store::Session& session, const Understood& one)
{
    Match match;
    if (one.mail)
        match = match_mail(services, session, one.organisation.id, *one.mail);
    else if (!one.sender.empty())
        match = match_phone(session, one.organisation.id, one.sender);
    if (one.item.told_contact_id) match_told(session, one.organisation.id, *one.item.told_contact_id, match);
    if (one.mail) return match;
    match_code(session, one.organisation.id, text::repair_utf8(one.item.item.raw), match);
    return match;
}

void act(campaigns::Services& services, store::Session& session, const Understood& one, Instant now)
{
    if (one.item.item.kind == InboundKind::receipt) return apply_receipt_item(session, one, now);
    NewResponse row;
    row.organisation_id = one.organisation.id;
    row.inbound_id = one.item.id;
    row.received_at = one.arrived;
    row.channel = one.mail ? "email" : "sms";
    Case work{services,
              session,
              one.organisation,
              one.mail ? channel::Channel::email : channel::Channel::sms,
              one.sender,
              match_item(services, session, one),
              row,
              now};
    apply(work, one.what);
}

} // namespace dosah::responses
