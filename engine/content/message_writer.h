// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "content/catalog.h"
#include "content/renderer.h"
#include "content/sms_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::content {

/// Which of the shipped messages: templates/email/<locale>/<kind>.{subject,body} and templates/sms/<locale>/<kind>.
enum class MessageKind {
    invitation,
    reminder,     ///< to those who have not answered
    thanks,       ///< to those who came
    feedback,     ///< "you said, we did": also what cannot be done, and why
    change,       ///< the event has another time or place than they were told
    cancellation, ///< the event will not be
    waiting,      ///< after a yes for which there is no place: put on the waiting list
    offered,      ///< to the waiting list: a place became free
    confirmation, ///< after a yes
    opt_out,      ///< acknowledges that no more will come; says nothing of the event
    data_link,    ///< a one-time link to what is held about the person; likewise
};

const std::vector<MessageKind>& message_kinds(); ///< all of them
std::string_view to_string(MessageKind kind);
/// "reminder" -> reminder; nothing for a word that names none.
std::optional<MessageKind> message_kind_from(std::string_view word);
/// The kinds a campaign may word itself: its waves. Any other says the shipped text, whatever own_* hold.
bool is_wave(MessageKind kind);

/// How a person wants to read.
enum class Format {
    usual,
    easy_to_read, ///< the shortest words, one thought to a sentence
    large_print,  ///< the same words in a larger type
};
std::string_view to_string(Format format);
Format format_from(std::string_view word); ///< Contact::format; what is none is usual

/// Whom a campaign's words may be for: youth, women, seniors, disability, excluded.
const std::vector<std::string>& wording_groups();

/// What a message tells one person, resolved for their locale by whoever asks for it. Its members are the closed set of
/// variables that templates and a campaign's own texts may use (docs/templates.md); what follows from others
/// (event.when, answer_yes_url ...) is derived here.
struct InvitationTexts
{
    std::string locale;     ///< cs, nb, nn or en
    std::string greeting;   ///< of content/salutation.h; never empty
    std::string given_name; ///< may be empty

    struct Organisation
    {
        std::string name;
        std::string phone;       ///< as people read it; may be empty
        std::string email;       ///< may be empty
        std::string key = {};    ///< its own templates stand in organisations/<key>/; empty: none
        std::string colour = {}; ///< "#0b5d3b", of links and buttons; empty: Dosah's
    } organisation;

    struct Event
    {
        std::string title;
        std::string lead;             ///< may be empty
        std::string place;            ///< may be empty
        std::string access;           ///< may be empty
        std::string interpreter = {}; ///< into which languages; may be empty, like the next three
        std::string transport = {};
        std::string childcare = {};
        std::string link = {}; ///< https, of the questionnaire, the map or the webinar
        std::string kind = {}; ///< campaigns::Event::kind; empty: a meeting
        Instant starts;
        Instant ends; ///< may equal starts
        std::string time_zone = "UTC";
    } event;

    /// What a change has replaced; empty where that stayed as it was.
    struct Before
    {
        std::string place;
        Instant starts = {};
        Instant ends = {};
    } before;
    std::string note; ///< a change or cancellation: what else is to be said, or why; may be empty
    Instant until;    ///< offered: how long the place is kept; unset: it is theirs already

    /// One thing people said and what comes of it: what is done about it, or what is not done and why, or both.
    struct Point
    {
        std::string said;
        std::string done;
        std::string not_done;
        std::string why;
    };
    std::vector<Point> points; ///< feedback

    /// Somebody of several whom one message is for, as they share its address.
    struct Person
    {
        std::string name; ///< what tells them apart, mostly the given name
        std::string answer_url;
        std::string unsubscribe_url;
    };
    /// Everybody a shared message is for. Then greeting is neutral, given_name, answer_url and unsubscribe_url are
    /// empty and takes_replies is false: a reply would not say whose it is.
    std::vector<Person> people = {};
    bool takes_stop = true; ///< a reply STOP is read; also where takes_replies is false, since it is for the address

    std::string
        answer_url; ///< a page that shows the choice; "?answer=yes" and so on is added, nothing is stored by GET
    std::string unsubscribe_url; ///< may be empty in an SMS
    std::string code;            ///< names the campaign in a reply ("ANO 17"); may be empty

    /// A reply to this message is read (a mailbox is fetched, the SMS sender is a number): else none is offered.
    bool takes_replies = true;

    Format format = Format::usual;
    std::string group; ///< one of wording_groups() that the words are for; empty: everybody. Never said to anybody.

    // The campaign's own Mustache texts for this message; waves only. Empty ones take the shipped template's.
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
/// The SMS before it is measured: write_sms is measure_sms of it.
std::string render_sms(const Templates& templates, MessageKind kind, const InvitationTexts& texts);

/// A text that comes out of a message as it went in, wherever a template puts it: letters of any script, ASCII digits,
/// hyphens, points, commas and single blanks inside, so that nothing in it is escaped, trimmed or broken. One that
/// stood in a template as another such text may be replaced by it afterwards.
bool is_inert(std::string_view text);

/// Checks a campaign's own text before anyone gets it; `where` is its place ("campaign.email.cs.body"). Throws
/// Error(input) naming place, line, column and the nearest known name.
void check_own_text(const Templates& templates, const std::string& text, const std::string& where);

/// The closed set, dotted and sorted: "answer_url", "event.title" ... All are texts but takes_replies and takes_stop,
/// which are true or false, and the lists points (said, done, not_done and why) and people (name, answer_url,
/// unsubscribe_url): these stand in sections only.
const std::vector<std::string>& message_variables();

} // namespace dosah::content
