// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
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
    Localised lead;   ///< one or two sentences on what it is about
    Localised place;  ///< "Sokolovna, Nádražní 12"
    Localised access; ///< "bezbariérový vchod ze dvora"; may be empty
    Instant starts;
    Instant ends;
    int capacity = 0; ///< 0: no limit
};

/// What one channel says in one locale; empty fields take the shipped template's.
struct EmailContent
{
    std::string subject; ///< Mustache
    std::string body;    ///< Mustache; plain paragraphs, no markup: one layout makes text and HTML of it
};

/// One mailing within the campaign. Only "invitation" so far.
struct Wave
{
    std::string kind = "invitation";
    std::optional<Instant> starts;    ///< nothing: at launch
    std::optional<Instant> not_after; ///< what is later is skipped, never sent stale
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
    std::vector<channel::Channel> channels; ///< in order of preference: a person gets the first they can be reached by
    /// locale -> own text, found like a Localised one field by field; without one the shipped template is taken
    std::map<std::string, EmailContent> email;
    Localised sms;          ///< likewise
    bool strip_sms = false; ///< SMS without diacritics
    std::string sms_sender; ///< number or name; empty: the account's
    std::vector<Wave> waves;
    std::optional<Instant> closes; ///< as-of time of evaluation; nothing: 14 days after the event
};

/// When its evaluation closes: as declared, else 14 days after the end of the event.
Instant closing_time(const Definition& definition);

/// Reads the JSON of a campaign file. Times without an offset are the organisation's zone. Throws Error(input) naming
/// the member ("campaign.event.starts") and the remedy.
Definition read_definition(const std::string& json, const std::string& time_zone);
/// The canonical text: the same definition gives the same bytes, and its SHA-256 is what an approval binds.
std::string write_definition(const Definition& definition);

} // namespace dosah::campaigns
