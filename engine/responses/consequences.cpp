// SPDX-License-Identifier: EUPL-1.2
#include "responses/consequences.h"

#include "base/text.h"
#include "campaigns/confirmation.h"
#include "campaigns/details.h"
#include "campaigns/invitation.h"
#include "contacts/contact.h"
#include "contacts/suppression.h"
#include "delivery/outbox.h"
#include "delivery/receipt.h"
#include "organisations/opt_out_scope.h"
#include "organisations/organisation.h"
#include "responses/inbound_store.h"

namespace dosah::responses {

namespace {

constexpr std::size_t text_limit = 65536;
constexpr std::size_t soft_bounces_that_suspend = 3;
constexpr std::chrono::hours confirmation_pause(24);

const std::vector<std::string>& stopping_kinds()
{
    static const std::vector<std::string> kinds = {"opt_out", "unsubscribe", "complaint"};
    return kinds;
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

void apply_failure(Case& one, const Report& report)
{
    // The address that is suppressed is the one we wrote to, whatever the report claims: reports can be forged.
    const std::string& address = one.match.message_address;
    const auto stop = [&](contacts::SuppressionReason reason, const std::string& source) {
        contacts::suppress(one.session, one.row.organisation_id, channel::Channel::email, address, reason, source,
                           one.now);
        delivery::skip_address(one.session, one.row.organisation_id, channel::Channel::email, address, "suppressed",
                               one.now);
    };
    if (report.hard)
        stop(contacts::SuppressionReason::hard_bounce, "bounce " + report.status + " " + report.reason);
    else if (bounced_in_a_row(one.session, one.row.organisation_id, address, soft_bounces_that_suspend))
        stop(contacts::SuppressionReason::soft_bounces, "bounce " + report.status + " " + report.reason);
}

/// What a report says of the message that was matched.
void apply_report(Case& one, const Classified& what, const Report& report)
{
    delivery::Receipt receipt;
    receipt.attempt_reference = what.envelope_id;
    receipt.message_id = one.match.message_id;
    receipt.code = report.status;
    receipt.text = report.diagnostic;
    receipt.status = report.action == "failed"      ? delivery::ReceiptStatus::bounced
                     : report.action == "delivered" ? delivery::ReceiptStatus::delivered
                                                    : delivery::ReceiptStatus::delayed;
    delivery::apply_receipt(one.session, one.row.organisation_id, receipt, one.now);
    if (report.action == "failed") apply_failure(one, report);
}

void apply_reports(Case& one, const Classified& what)
{
    for (const Report& report : what.reports) {
        one.row.text = text_of(report);
        if (one.match.message_id) apply_report(one, what, report);
        write_row(one, !one.match.message_id && report.action == "failed");
    }
    if (what.reports.empty()) write_row(one, !one.match.message_id);
}

/// What a machine still has to say of somebody who was erased is kept nowhere. Where their message was for others too,
/// what became of it counts for them.
void forget_notice(Case& one, const Classified& what)
{
    if (one.match.message_id)
        for (const Report& report : what.reports)
            apply_report(one, what, report);
    delete_item(one.session, one.row.inbound_id.value());
}

/// The address a message of ours went to, or the message came from, gets nothing more.
void stop_address(Case& one, const std::string& address, contacts::SuppressionReason reason, const std::string& source)
{
    contacts::suppress(one.session, one.row.organisation_id, one.channel, address, reason, source, one.now);
    delivery::skip_address(one.session, one.row.organisation_id, one.channel, address, "opt_out", one.now);
}

/// On every channel, unless the organisation has narrowed it to the one it came by.
void stop_person(Case& one, const std::string& source)
{
    if (organisations::opt_out_scope(one.session, one.row.organisation_id) == organisations::OptOutScope::all)
        return campaigns::opt_out(one.session, one.row.organisation_id, *one.match.contact_id, source, one.now);
    const auto contact = contacts::find_contact(one.session, one.row.organisation_id, *one.match.contact_id);
    if (!contact) return;
    const std::string& address = one.channel == channel::Channel::email ? contact->email : contact->phone;
    if (!address.empty()) stop_address(one, address, contacts::SuppressionReason::opt_out, source);
    organisations::audit(one.session, one.now,
                         {one.row.organisation_id, "recipient", "contact.opt_out", "contact", contact->id,
                          "by " + source + ", this channel only"});
}

void acknowledge(Case& one, const Classified& what)
{
    const auto person = one.match.contact_id                ? one.match.contact_id
                        : one.match.sharing_address.empty() ? std::nullopt
                                                            : std::optional(one.match.sharing_address.front());
    if (person && what.may_be_answered)
        campaigns::plan_opt_out_acknowledgement(one.services, one.session, one.row.organisation_id, *person,
                                                one.channel, one.sender, one.now);
}

/// Whether the person said one of these later than this: messages may be worked off in another order than they came.
bool overtaken(const Case& one, const std::vector<std::string>& kinds)
{
    return one.match.contact_id &&
           said_since(one.session, one.row.organisation_id, *one.match.contact_id, kinds, one.row.received_at);
}

void opt_out(Case& one, const Classified& what)
{
    if (overtaken(one, {"start"})) return write_row(one, true);
    using contacts::SuppressionReason;
    const std::string source = one.row.channel;
    // A sender's address that anybody could have written: that address is stopped at once and told so; whether the
    // person is to be stopped on every channel, a person decides.
    if (!one.match.proven) {
        if (!one.sender.empty()) stop_address(one, one.sender, SuppressionReason::opt_out, source);
        acknowledge(one, what);
        return write_row(one, true);
    }
    if (one.match.contact_id) stop_person(one, source);
    // The address itself has said stop too, also when nobody or several people are known by it. And so has the one we
    // wrote to, which the contact may have changed since.
    if (!one.sender.empty()) stop_address(one, one.sender, SuppressionReason::opt_out, source);
    if (one.match.message_id && read_parties(one.session, *one.match.message_id).contact_id == one.match.contact_id)
        stop_address(one, one.match.message_address, SuppressionReason::opt_out, source);
    acknowledge(one, what);
    write_row(one, !one.match.contact_id && one.sender.empty());
}

/// As an opt-out, of the person whose message the provider gives back; who else it names, nobody can vouch for.
void complaint(Case& one, const Classified& what)
{
    match_references(one.session, one.row.organisation_id, what.references, one.match);
    if (one.match.message_id && !one.match.contact_id && !one.match.sharing_address.empty()) // one for several people
        stop_address(one, one.match.message_address, contacts::SuppressionReason::complaint, "complaint");
    if (!one.match.message_id || !one.match.contact_id) return write_row(one, true);
    contacts::suppress_contact(one.session, one.row.organisation_id, *one.match.contact_id,
                               contacts::SuppressionReason::complaint, "complaint", one.now);
    campaigns::opt_out(one.session, one.row.organisation_id, *one.match.contact_id, "complaint", one.now);
    if (read_parties(one.session, *one.match.message_id).contact_id == one.match.contact_id)
        stop_address(one, one.match.message_address, contacts::SuppressionReason::complaint, "complaint");
    write_row(one, false);
}

void start_again(Case& one)
{
    if (!one.match.proven || overtaken(one, stopping_kinds())) return write_row(one, true);
    const auto found = one.sender.empty()
                           ? std::nullopt
                           : contacts::find_suppression(one.session, one.row.organisation_id, one.channel, one.sender);
    if (found && found->reason == contacts::SuppressionReason::opt_out)
        contacts::lift_suppression(one.session, one.row.organisation_id, one.channel, one.sender);
    if (one.match.contact_id) contacts::lift_opt_out(one.session, one.row.organisation_id, *one.match.contact_id);
    organisations::audit(one.session, one.now,
                         {one.row.organisation_id, "recipient", "contact.start", "contact", one.match.contact_id, ""});
    write_row(one, false);
}

/// "We are three": the others take places too, as long as it is the answer that stands. False when there are not
/// enough, or they are more than one person may bring: then somebody has to see to it.
bool takes_companions(const Case& one, std::int64_t invitation_id)
{
    if (*one.row.answer != "yes" || !one.row.people) return true;
    const auto invitation = campaigns::find_invitation(one.session, invitation_id);
    if (invitation->answered_at != one.row.received_at) return true;
    const int companions = *one.row.people - 1;
    return companions >= 0 && companions <= campaigns::most_companions &&
           campaigns::set_companions(one.session, invitation_id, companions, one.now);
}

void answer(Case& one, const Classified& what)
{
    bool taken = false;
    bool fits = true;
    if (one.match.invitation_id) {
        const std::int64_t invitation = *one.match.invitation_id;
        taken = campaigns::record_answer(one.session, invitation, *one.row.answer, one.row.channel, one.row.received_at,
                                         one.now);
        fits = !taken || takes_companions(one, invitation);
        if (taken && *one.row.answer == "yes" && what.may_be_answered &&
            !confirmed_since(one.session, invitation, one.now - confirmation_pause))
            campaigns::plan_confirmation(one.services, one.session, invitation, one.channel, one.now);
    }
    write_row(one, !taken || !fits || what.says_more);
}

} // namespace

std::string text_of(const Report& report)
{
    return kept(report.status + " " + report.reason + " " + report.diagnostic);
}

std::string kept(std::string_view words)
{
    return text::repair_utf8(words.substr(0, text_limit)); // the cut may go through a character
}

Kind kind_of(const Match& match, const Classified& what)
{
    return match.to_unsubscribe && !what.automatic && what.reports.empty() ? Kind::unsubscribe : what.kind;
}

void match_notice(store::Session& session, std::int64_t organisation_id, const Classified& what, Match& match)
{
    if (what.kind != Kind::bounce && what.kind != Kind::delayed && what.kind != Kind::delivered) return;
    match_references(session, organisation_id, what.references, match);
    match_envelope(session, organisation_id, what.envelope_id, match);
}

void apply(Case& one, const Classified& what)
{
    const Kind kind = kind_of(one.match, what);
    match_notice(one.session, one.row.organisation_id, what, one.match);
    const bool notice = kind == Kind::bounce || kind == Kind::delayed || kind == Kind::delivered ||
                        (what.automatic && kind != Kind::complaint);
    if (notice && (one.match.carrier_erased || (one.match.erased && !one.match.message_id)))
        return forget_notice(one, what);
    one.row.kind = to_string(kind);
    one.row.answer = what.answer;
    one.row.people = what.people;
    one.row.text = kept(what.text);
    switch (kind) {
    case Kind::bounce:
    case Kind::delayed:
    case Kind::delivered:
        return apply_reports(one, what);
    case Kind::complaint:
        return complaint(one, what);
    case Kind::unsubscribe:
    case Kind::opt_out:
        return opt_out(one, what);
    case Kind::start:
        return start_again(one);
    case Kind::auto_reply:
        return write_row(one, false);
    case Kind::answer:
    case Kind::calendar_reply:
        if (one.row.answer) return answer(one, what);
        return write_row(one, true);
    case Kind::challenge:
    case Kind::help:
    case Kind::text:
        return write_row(one, true);
    }
}

} // namespace dosah::responses
