// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "content/catalog.h"
#include "content/renderer.h"
#include "content/sms_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace dosah::content {

/// Which of the shipped messages: templates/email/<locale>/<kind>.{subject,body} and templates/sms/<locale>/<kind>.
enum class MessageKind {
    invitation,
    confirmation, ///< after a yes
    opt_out,      ///< acknowledges that no more will come; says nothing of the event
};

std::string_view to_string(MessageKind kind);

/// What a message tells one person, resolved for their locale by whoever asks for it. Its members are the closed set of
/// variables that templates and a campaign's own texts may use (docs/templates.md); what follows from others
/// (event.when, answer_yes_url ...) is derived here.
struct InvitationTexts
{
    std::string locale;     ///< cs, nb, nn or en
    std::string greeting;   ///< "" takes greeting(locale, given_name) of content/salutation.h
    std::string given_name; ///< may be empty

    struct Organisation
    {
        std::string name;
        std::string phone; ///< as people read it; may be empty
        std::string email; ///< may be empty
    } organisation;

    struct Event
    {
        std::string title;
        std::string lead;   ///< may be empty
        std::string place;  ///< may be empty
        std::string access; ///< may be empty
        Instant starts;
        Instant ends; ///< may equal starts
        std::string time_zone = "UTC";
    } event;

    std::string
        answer_url; ///< a page that shows the choice; "?answer=yes" and so on is added, nothing is stored by GET
    std::string unsubscribe_url; ///< may be empty in an SMS
    std::string code;            ///< names the campaign in a reply ("ANO 17"); may be empty

    /// A reply to this message is read (a mailbox is fetched, the SMS sender is a number): else none is offered.
    bool takes_replies = true;

    // A campaign's own Mustache texts, for its invitation only; empty ones take the shipped template's.
    std::string own_subject;
    std::string own_body; ///< plain paragraphs, an empty line between them
    std::string own_sms;
};

struct EmailTexts
{
    std::string subject; ///< one line
    std::string text;    ///< as complete as the HTML; lines end in LF
    std::string html;
};

/// Pure functions, any thread. Throw Error(input) naming template, line, column and name for a name that is not in the
/// closed set; Error(internal) when the shipped templates or texts lack the message.
EmailTexts write_email(const Templates& templates, const Catalogs& catalogs, MessageKind kind,
                       const InvitationTexts& texts);
SmsText write_sms(const Templates& templates, MessageKind kind, const InvitationTexts& texts, bool strip);

/// Checks a campaign's own text before anyone gets it; `where` is its place ("campaign.email.cs.body"). Throws
/// Error(input) naming place, line, column and the nearest known name.
void check_own_text(const Templates& templates, const std::string& text, const std::string& where);

/// The closed set, dotted and sorted: "answer_url", "event.title" ... All are texts but takes_replies, which is true or
/// false and stands in sections only.
const std::vector<std::string>& message_variables();

} // namespace dosah::content
