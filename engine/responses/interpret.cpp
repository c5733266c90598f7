// SPDX-License-Identifier: EUPL-1.2
#include "responses/interpret.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "contacts/address.h"
#include "contacts/contact.h"
#include "delivery/receipt.h"
#include "mime/parse.h"
#include "responses/consequences.h"
#include "responses/inbound_store.h"

namespace dosah::responses {

namespace {

std::string field(const channel::InboundItem& item, const std::string& name)
{
    const auto found = item.fields.find(name);
    return found == item.fields.end() ? std::string() : found->second;
}

/// The language to read a person by: theirs, else the organisation's.
std::string locale_of(Case& one)
{
    if (one.match.contact_id) {
        const auto contact = contacts::find_contact(one.session, one.row.organisation_id, *one.match.contact_id);
        if (contact && !contact->locale.empty()) return contact->locale;
    }
    return one.organisation.locale;
}

void interpret_mail(Case& one, const mime::ParsedMail& mail)
{
    one.sender = contacts::normalise_email(mail.from_address()).value_or("");
    one.match = match_mail(one.services, one.session, one.row.organisation_id, mail);
    apply(one, classify_mail(mail, locale_of(one)));
}

void interpret_sms(Case& one, const channel::InboundItem& item)
{
    const std::string& country = one.organisation.country;
    std::string from = field(item, "from");
    // An SMSC may give the international number without its plus; a national one begins otherwise.
    auto phone = contacts::normalise_phone(from, country);
    if (!phone && !from.empty() && from.front() != '+') phone = contacts::normalise_phone("+" + from, country);
    one.sender = phone ? phone->e164 : "";
    if (phone) one.match = match_phone(one.session, one.row.organisation_id, phone->e164);
    const std::string words = text::repair_utf8(item.raw);
    match_code(one.session, one.row.organisation_id, words, one.match);
    apply(one, classify_text(words, locale_of(one)));
}

void interpret_receipt(Case& one, const channel::InboundItem& item)
{
    const std::string status = field(item, "status");
    delivery::Receipt receipt;
    receipt.attempt_reference = field(item, "attempt");
    receipt.code = field(item, "code");
    receipt.text = item.raw;
    receipt.status = status == "delivered"                        ? delivery::ReceiptStatus::delivered
                     : status == "failed" || status == "rejected" ? delivery::ReceiptStatus::failed
                                                                  : delivery::ReceiptStatus::delayed;
    if (!delivery::receipt_message(one.session, one.row.organisation_id, receipt))
        throw missing_error("the receipt names no attempt of ours");
    delivery::apply_receipt(one.session, one.row.organisation_id, receipt, one.now);
}

void interpret(campaigns::Services& services, const StoredItem& stored)
{
    const bool mail = stored.item.kind == channel::InboundKind::email;
    // Before the transaction: an SQLite store has one writer, which a large mail must not hold up.
    const auto organisation = organisations::find_organisation(services.database, stored.organisation_id);
    const std::optional<mime::ParsedMail> parsed = mail ? std::optional(mime::parse(stored.item.raw)) : std::nullopt;
    store::Transaction transaction(services.database);
    const Instant now = services.clock.now();
    if (!finish_item(transaction.session(), stored.id, now)) return; // another daemon was first
    NewResponse row;
    row.organisation_id = stored.organisation_id;
    row.inbound_id = stored.id;
    row.received_at = stored.received_at;
    row.channel = mail ? "email" : "sms";
    Case one{services,     transaction.session(),
             organisation, mail ? channel::Channel::email : channel::Channel::sms,
             "",           {},
             row,          now};
    switch (stored.item.kind) {
    case channel::InboundKind::email:
        interpret_mail(one, *parsed);
        break;
    case channel::InboundKind::sms:
        interpret_sms(one, stored.item);
        break;
    case channel::InboundKind::receipt:
        interpret_receipt(one, stored.item);
        break;
    }
    transaction.commit();
}

void set_aside(campaigns::Services& services, std::int64_t id, const std::string& problem)
{
    log_warning("inbound.aside", {{"item", id}, {"problem", problem}});
    store::Session session = services.database.session();
    set_item_aside(session, id, text::repair_utf8(problem), services.clock.now());
}

} // namespace

std::size_t interpret_new(campaigns::Services& services, std::size_t limit)
{
    std::vector<StoredItem> items;
    {
        store::Session session = services.database.session();
        items = read_new_items(session, limit);
    }
    for (const StoredItem& stored : items) {
        if (!stored.unreadable.empty()) {
            set_aside(services, stored.id, stored.unreadable);
            continue;
        }
        try {
            interpret(services, stored);
        } catch (const Error& problem) {
            if (problem.kind() == ErrorKind::unavailable) throw; // the store is away: it stays new
            set_aside(services, stored.id, problem.what());
        } catch (const std::exception& problem) {
            set_aside(services, stored.id, problem.what());
        }
    }
    return items.size();
}

bool answer_on_page(campaigns::Services& services, const campaigns::Invitation& invitation, const std::string& answer)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    if (!campaigns::record_answer(transaction.session(), invitation.id, answer, "web", now, now)) return false;
    NewResponse row;
    row.organisation_id = invitation.organisation_id;
    row.contact_id = invitation.contact_id;
    row.invitation_id = invitation.id;
    row.channel = "web";
    row.kind = to_string(Kind::answer);
    row.answer = answer;
    row.received_at = now;
    insert_response(transaction.session(), row);
    transaction.commit();
    return true;
}

void opt_out_on_page(campaigns::Services& services, std::int64_t organisation_id, std::int64_t contact_id)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    campaigns::opt_out(transaction.session(), organisation_id, contact_id, "web", now);
    NewResponse row;
    row.organisation_id = organisation_id;
    row.contact_id = contact_id;
    row.channel = "web";
    row.kind = to_string(Kind::unsubscribe);
    row.received_at = now;
    insert_response(transaction.session(), row);
    transaction.commit();
}

} // namespace dosah::responses
