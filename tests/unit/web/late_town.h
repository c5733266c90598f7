// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"
#include "evaluation/erasure_steps.h"
#include "responses/inbound_store.h"
#include "tests/unit/responses/answered_town.h"

namespace dosah::tests {

/// A town to which something comes back for a message to Jana's address after somebody was erased.
struct LateTown : AnsweredTown
{
    using AnsweredTown::AnsweredTown;

    std::string reference_of(std::int64_t contact)
    {
        return text("SELECT reference FROM messages WHERE contact_id = $1", {contact});
    }
    std::string attempt_of(std::int64_t contact)
    {
        const auto message = number("SELECT id FROM messages WHERE contact_id = $1", {contact});
        const std::string secret = "0123456789abcdef01234567";
        const auto id = database().session().insert(
            "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
            "outcome_text, claimed_at) VALUES ($1, 1, 'c', $2, 'r', 'accepted', '', '', 0) RETURNING id",
            {message, secret});
        return std::to_string(id) + "-" + secret;
    }
    void erase(std::int64_t contact)
    {
        contacts::erase_contact(database(), clock, evaluation::erasure_steps(),
                                {organisation.id, contact, false, "cli:test"});
    }
    /// A delivery report of RFC 3464 about Jana's address.
    void report(const std::string& to, const std::string& action, const std::string& envelope_id,
                const std::string& original)
    {
        channel::InboundItem item;
        item.kind = channel::InboundKind::email;
        item.raw = "From: <MAILER-DAEMON@jinde.test>\r\nTo: <" + to +
                   ">\r\nSubject: Delivery\r\nMIME-Version: 1.0\r\n"
                   "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
                   "--b\r\nContent-Type: text/plain\r\n\r\nAbout jana@posta.test.\r\n"
                   "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; jinde.test\r\n" +
                   (envelope_id.empty() ? "" : "Original-Envelope-Id: " + envelope_id + "\r\n") +
                   "\r\nFinal-Recipient: rfc822; jana@posta.test\r\nAction: " + action +
                   "\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <jana@posta.test> unknown\r\n" +
                   (original.empty() ? "" : "--b\r\nContent-Type: message/rfc822-headers\r\n\r\n" + original) +
                   "--b--\r\n";
        item.provider_key = "INBOX/1/" + std::to_string(++uid);
        take(mail_account, item);
    }
    responses::StoredItem stored(std::int64_t item)
    {
        store::Session session = database().session();
        return responses::read_item(session, item).value();
    }
    std::int64_t kept()
    {
        return number("SELECT COUNT(*) FROM inbound_items") + number("SELECT COUNT(*) FROM responses");
    }
};

} // namespace dosah::tests
