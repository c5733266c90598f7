// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/audience_draw.h"
#include "campaigns/wave_duration.h"
#include "channel/message.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dosah::campaigns {

/// locale -> text; the text under "*" is for every locale that has none of its own.
using Localised = std::map<std::string, std::string>;

/// The text for a locale: its own, else the one of what stands in for it (content::fallbacks), else the one under "*".
/// Nothing when there is none of these.
std::optional<std::string> find_text(const Localised& text, const std::string& locale);
/// Likewise, but any other rather than nothing, and "" only where there is no text at all: for names in lists.
std::string in_locale(const Localised& text, const std::string& locale);

/// What people are invited to. Lead, place and access may be missing in a locale, the title may not.
struct Event
{
    std::string kind =
        "forum"; ///< forum, round_table, planning_meeting, training, seminar, webinar, conference, survey, map
    Localised title;
    Localised lead;        ///< one or two sentences on what it is about
    Localised place;       ///< "Sokolovna, Nádražní 12"
    Localised access;      ///< "bezbariérový vchod ze dvora"; may be empty
    Localised interpreter; ///< into which languages; may be empty, like the next two
    Localised transport;   ///< how people are taken there
    Localised childcare;
    std::string link; ///< https, of the questionnaire, the map or the webinar; may be empty
    Instant starts;
    Instant ends;
    int capacity = 0; ///< 0: no limit
};

/// What one channel says in one locale; empty fields take the shipped template's.
struct EmailContent
{
    std::string subject;   ///< Mustache
    std::string body;      ///< Mustache; plain paragraphs, no markup: one layout makes text and HTML of it
    std::string easy_body; ///< likewise, for who wants to read easily; empty: body
};

/// One thing people said and what comes of it: `done`, or `not_done` with `why`, or all of them.
struct Point
{
    Localised said;
    Localised done;
    Localised not_done;
    Localised why;
};

/// One mailing within the campaign; each kind once. Who gets it and until when: campaigns/wave.h.
struct Wave
{
    std::string kind = "invitation";  ///< one of wave_kinds()
    std::optional<Instant> starts;    ///< not before; neither this nor after: at launch (the invitation)
    std::optional<Duration> after;    ///< so long after the invitation (reminder) or after the event's end; not both
    std::optional<Instant> not_after; ///< what is later is skipped, never sent stale; nothing: wave_end() has a default
    std::map<std::string, EmailContent> email; ///< own texts; the invitation's are the campaign's
    Localised sms;                             ///< likewise
    std::vector<Point> content;                ///< feedback; empty: it waits until somebody writes it
};

/// invitation, reminder, thanks, feedback: in the order of a campaign's life.
const std::vector<std::string>& wave_kinds();

/// What happens when the first channel does not lead to an answer.
struct Fallback
{
    bool on_bounce = false; ///< bounced, failed, expired: the same wave by the next channel the person has
    int after_days = 0;     ///< days without an answer since it was sent: likewise; 0: never

    bool operator==(const Fallback&) const = default;
};

/// A campaign as a coordinator writes it (docs/campaigns.md has the format of the file).
struct Definition
{
    std::string key;
    Localised name;
    std::string kind = "official";     ///< official, service, commercial (commercial needs consent)
    std::string target_act = "attend"; ///< attend, answer, form, register
    Event event;
    std::string audience;                   ///< segments query
    std::optional<AudienceDraw> draw;       ///< the lot decides who of them is invited
    std::vector<channel::Channel> channels; ///< in order of preference: a person gets the first they can be reached by
    /// locale -> own text, found like a Localised one field by field; without one the shipped template is taken
    std::map<std::string, EmailContent> email;
    Localised sms;              ///< likewise
    bool strip_sms = false;     ///< SMS without diacritics
    std::string tone = "usual"; ///< of greetings: usual, formal, informal (content/salutation.h)
    std::string wording;        ///< the target group the shipped words are for (content::wording_groups()); "": all
    std::string sms_sender;     ///< number or name; empty: the account's
    std::vector<Wave> waves;    ///< the invitation first, then in the order of wave_kinds()
    Fallback fallback;
    std::string in_doubt = "ask";  ///< ask, resend, leave: what becomes of messages whose fate nobody can know
    bool one_per_address = false;  ///< who shares an address gets one email or SMS with everybody's links
    std::optional<Instant> closes; ///< as-of time of evaluation; nothing: 14 days after the event
};

/// When its evaluation closes: as declared, else 14 days after the end of the event.
Instant closing_time(const Definition& definition);

/// Reads the JSON of a campaign file. Times without an offset are the organisation's zone. Throws Error(input) naming
/// the member ("campaign.event.starts") and the remedy.
Definition read_definition(const std::string& json, const std::string& time_zone);
/// One wave alone, as it may be written after the launch: an object like those in "waves". Throws like read_definition,
/// the places beginning with "wave".
Wave read_wave_file(const std::string& json, const std::string& kind, const std::string& time_zone);
std::string write_wave_file(const Wave& wave); ///< canonical likewise

/// The canonical text: the same definition gives the same bytes, and its SHA-256 is what an approval binds.
std::string write_definition(const Definition& definition);

} // namespace dosah::campaigns
