// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/campaign.h"
#include "campaigns/token.h"
#include "contacts/contact.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::campaigns {

/// person x campaign.
struct Invitation
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::int64_t campaign_id = 0;
    std::int64_t contact_id = 0;
    std::string arm;   ///< invited, holdout, reserve
    std::string prior; ///< prior, none, unobservable
    std::int64_t token_version = 1;
    std::optional<std::string> answer; ///< the current one: yes, no, maybe
    std::string answer_channel;
    std::optional<Instant> answered_at;
    int companions = 0;                ///< who come with them
    std::string place;                 ///< of a yes: taken, or waiting for one (campaigns/capacity.h); else ""
    std::optional<Instant> offered_at; ///< when the waiting list gave them their place; nothing once they answer again
};

std::optional<Invitation> find_invitation(store::Session& session, std::int64_t invitation_id);
/// By the token of an /i link; nothing when it is not valid.
std::optional<Invitation> find_invitation_by_token(store::Session& session, const MasterKey& master,
                                                   std::string_view token);
/// By the token of a /u link, or of a /p link (TokenKind::preferences); nothing when it is not valid.
std::optional<contacts::Contact> find_contact_by_token(store::Session& session, const MasterKey& master,
                                                       std::string_view token, TokenKind kind = TokenKind::unsubscribe);
/// Invitations of the contact in campaigns whose answers count (running to finished; a scheduled one may be recalled):
/// first those of which something was handed over to the person, newest campaign first.
std::vector<Invitation> open_invitations(store::Session& session, std::int64_t organisation_id,
                                         std::int64_t contact_id);

/// Sets the current answer and what it does to places at the event; the response rows keep the history. One that
/// arrived earlier than the current answer does not replace it. False when the campaign takes no answers (not running
/// yet, cancelled or its event is, closed). In a transaction of the caller's: it locks the campaign's row.
bool record_answer(store::Session& session, std::int64_t invitation_id, const std::string& answer,
                   const std::string& channel, Instant arrived, Instant now);

/// An opt-out for all channels of the organisation: suppresses the contact's addresses, skips what is queued to them
/// and to the contact, writes the audit row. Idempotent.
void opt_out(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, const std::string& source,
             Instant now);

/// "https://host/i/" and "https://host/u/": what a token is put after.
std::string invitation_page(const std::string& public_url);
std::string unsubscribe_page(const std::string& public_url);
/// "https://host/i/TOKEN" for the invitation, brief for SMS.
std::string invitation_url(const MasterKey& master, const std::string& public_url, const Invitation& invitation,
                           bool brief);
std::string unsubscribe_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact,
                            bool brief);
/// https://host/p/TOKEN: where the person chooses language and channel.
std::string preferences_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact);

/// Reply-To of its mails: the mailbox's address with the invitation's token as detail: "posta+TOKEN@mesto.test".
std::string reply_address(const MasterKey& master, const std::string& mailbox_address, const Invitation& invitation);
/// The token in such an address; nothing when it has none.
std::optional<std::string> reply_token(std::string_view address);

/// Envelope sender of its mails: "posta+b.REFERENCE@mesto.test", so that a bounce names the message whatever it says
/// inside. The mailbox's address alone where the local part would pass 64 octets (RFC 5321 4.5.3.1.1).
std::string bounce_address(const std::string& mailbox_address, const std::string& reference);
/// The reference in such an address; nothing when it has none.
std::optional<std::string> bounce_reference(std::string_view address);

/// The calendar file of the campaign's event in a locale, for the invitation's page and mails.
std::string event_calendar(const Campaign& campaign, const organisations::Organisation& organisation,
                           const std::string& locale, const std::string& url, Instant stamp);

} // namespace dosah::campaigns
