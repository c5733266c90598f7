// SPDX-License-Identifier: EUPL-1.2
#include "responses/consequences.h"

#include "base/text.h"
#include "campaigns/confirmation.h"
#include "campaigns/invitation.h"
#include "contacts/contact.h"
#include "contacts/suppression.h"
#include "delivery/outbox.h"
#include "delivery/receipt.h"
#include "organisations/organisation.h"

namespace dosah::responses {

namespace {

constexpr std::size_t text_limit = 65536;

std::string kept(std::string_view words)
{
    return text::repair_utf8(words.substr(0, text_limit)); // the cut may go through a character
}

void write_row(Case& one, bool needs_person)
{
    one.row.contact_id = one.match.contact_id;
    one.row.invitation_id = one.match.invitation_id;
    one.row.message_id = one.match.message_id;
    one.row.needs_person = needs_person;
    insert_response(one.session, one.row);
    ++one.row.part;
}

void apply_reports(Case& one, const Classified& what)
{
    match_references(one.session, one.row.organisation_id, what.references, one.match);
    for (const Report& report : what.reports) {
        one.row.text = kept(report.status + " " + report.reason + " " + report.diagnostic);
        if (one.match.message_id) {
            delivery::Receipt receipt;
            receipt.message_reference = read_reference(one.session, *one.match.message_id);
            receipt.code = report.status;
            receipt.text = report.diagnostic;
            receipt.status = report.action == "failed"      ? delivery::ReceiptStatus::bounced
                             : report.action == "delivered" ? delivery::ReceiptStatus::delivered
                                                            : delivery::ReceiptStatus::delayed;
            delivery::apply_receipt(one.session, one.row.organisation_id, receipt, one.now);
            // The address that is suppressed is the one we wrote to, whatever the report claims: reports can be forged.
            if (report.action == "failed" && report.hard) {
                contacts::suppress(one.session, one.row.organisation_id, channel::Channel::email,
                                   one.match.message_address, contacts::SuppressionReason::hard_bounce,
                                   "bounce " + report.status + " " + report.reason, one.now);
                delivery::skip_address(one.session, one.row.organisation_id, channel::Channel::email,
                                       one.match.message_address, "suppressed", one.now);
            }
        }
        write_row(one, !one.match.message_id && report.action == "failed");
    }
    if (what.reports.empty()) write_row(one, !one.match.message_id);
}

void opt_out(Case& one, const std::string& source, bool complaint)
{
    if (one.match.contact_id) {
        if (complaint)
            contacts::suppress_contact(one.session, one.row.organisation_id, *one.match.contact_id,
                                       contacts::SuppressionReason::complaint, source, one.now);
        campaigns::opt_out(one.session, one.row.organisation_id, *one.match.contact_id, source, one.now);
    }
    const auto stop = [&](const std::string& address) {
        contacts::suppress(one.session, one.row.organisation_id, one.channel, address,
                           complaint ? contacts::SuppressionReason::complaint : contacts::SuppressionReason::opt_out,
                           source, one.now);
        delivery::skip_address(one.session, one.row.organisation_id, one.channel, address, "opt_out", one.now);
    };
    // The address itself has said stop too, also when nobody or several people are known by it; a complaint comes from
    // the provider's. And so has the one we wrote to, which the contact may have changed since.
    const bool own_words = !one.sender.empty() && !complaint;
    if (own_words) stop(one.sender);
    if (one.match.message_id && read_parties(one.session, *one.match.message_id).contact_id == one.match.contact_id)
        stop(one.match.message_address);
    const auto person = one.match.contact_id                ? one.match.contact_id
                        : one.match.sharing_address.empty() ? std::nullopt
                                                            : std::optional(one.match.sharing_address.front());
    if (person && own_words)
        campaigns::plan_opt_out_acknowledgement(one.services, one.session, one.row.organisation_id, *person,
                                                one.channel, one.sender, one.now);
    write_row(one, !one.match.contact_id && !own_words);
}

void start_again(Case& one)
{
    const auto lift = [&](channel::Channel channel, const std::string& address) {
        if (address.empty()) return;
        const auto found = contacts::find_suppression(one.session, one.row.organisation_id, channel, address);
        if (found && found->reason == contacts::SuppressionReason::opt_out)
            contacts::lift_suppression(one.session, one.row.organisation_id, channel, address);
    };
    lift(one.channel, one.sender);
    if (one.match.contact_id) contacts::lift_opt_out(one.session, one.row.organisation_id, *one.match.contact_id);
    organisations::audit(one.session, one.now,
                         {one.row.organisation_id, "recipient", "contact.start", "contact", one.match.contact_id, ""});
    write_row(one, false);
}

void answer(Case& one)
{
    bool taken = false;
    if (one.match.invitation_id) {
        taken = campaigns::record_answer(one.session, *one.match.invitation_id, *one.row.answer, one.row.channel,
                                         one.row.received_at, one.now);
        if (taken && *one.row.answer == "yes")
            campaigns::plan_confirmation(one.services, one.session, *one.match.invitation_id, one.channel, one.now);
    }
    write_row(one, !taken);
}

} // namespace

void apply(Case& one, const Classified& what)
{
    const Kind kind =
        one.match.to_unsubscribe && !what.automatic && what.reports.empty() ? Kind::unsubscribe : what.kind;
    one.row.kind = to_string(kind);
    one.row.answer = what.answer;
    one.row.text = kept(what.text);
    switch (kind) {
    case Kind::bounce:
    case Kind::delayed:
    case Kind::delivered:
        return apply_reports(one, what);
    case Kind::complaint:
        match_references(one.session, one.row.organisation_id, what.references, one.match);
        return opt_out(one, "complaint", true);
    case Kind::unsubscribe:
    case Kind::opt_out:
        return opt_out(one, one.row.channel, false);
    case Kind::start:
        return start_again(one);
    case Kind::auto_reply:
        return write_row(one, false);
    case Kind::answer:
    case Kind::calendar_reply:
        if (one.row.answer) return answer(one);
        return write_row(one, true);
    case Kind::challenge:
    case Kind::help:
    case Kind::text:
        return write_row(one, true);
    }
}

} // namespace dosah::responses
