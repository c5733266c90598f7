// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "campaigns/check_pace.h"
#include "campaigns/freeze_store.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "campaigns/wave.h"
#include "content/locale.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

/// Of so many given names the SMS is written out to count its parts; of further ones the average of their locale is
/// taken.
constexpr std::int64_t most_written = 20000;
/// Tokens grow with the id by one character per factor 32; this one is as long as those of a large town.
constexpr std::int64_t typical_id = 1 << 20;

/// What counting the audience gathers.
struct Tally
{
    std::map<std::string, std::int64_t> locales;                          ///< of those who get a message
    std::map<std::string, std::map<std::string, std::int64_t>> sms_names; ///< locale -> given name -> who get an SMS
};

std::string people(std::int64_t count)
{
    return count == 1 ? "1 person" : std::to_string(count) + " people";
}

content::InvitationTexts texts_of(Services& services, const Campaign& campaign,
                                  const organisations::Organisation& organisation, const std::string& locale,
                                  const std::string& given_name, bool brief)
{
    content::InvitationTexts texts = message_texts(services.catalogs, campaign.definition, organisation, campaign.id,
                                                   locale, {given_name, "", "", ""});
    texts.takes_replies = !brief || can_be_answered(campaign.definition.sms_sender);
    Invitation invitation;
    invitation.id = typical_id;
    contacts::Contact contact;
    contact.id = typical_id;
    texts.answer_url = invitation_url(services.master, services.config.http_public_url, invitation, brief);
    texts.unsubscribe_url = unsubscribe_url(services.master, services.config.http_public_url, contact, brief);
    return texts;
}

void check_times(const Definition& definition, Instant now, CheckReport& report)
{
    const Event& event = definition.event;
    if (event.ends <= event.starts) report.problems.push_back("campaign.event.ends: must be later than starts");
    if (event.starts <= now)
        report.problems.push_back("campaign.event.starts: " + to_iso(event.starts) + " is in the past");
    if (definition.closes && *definition.closes < event.ends)
        report.problems.push_back("campaign.closes: is before the event has ended");
    const Wave& wave = definition.waves.front();
    if (wave.not_after && *wave.not_after <= now)
        report.problems.push_back("campaign.waves[invitation].not_after: " + to_iso(*wave.not_after) +
                                  " is in the past");
    if (wave.starts && *wave.starts >= event.ends)
        report.problems.push_back("campaign.waves[invitation].starts: is after the event has ended");
    if (wave.not_after && *wave.not_after > event.ends)
        report.warnings.push_back("campaign.waves[invitation].not_after: is after the event has ended");
}

void check_ways(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                const AccountChoice& accounts, CheckReport& report)
{
    const Definition& definition = campaign.definition;
    for (const channel::Channel channel : definition.channels) {
        if (accounts.out.contains(channel)) continue;
        const bool email = channel == channel::Channel::email;
        report.problems.push_back("campaign.channels: the organisation has no active account for " +
                                  std::string(channel::to_string(channel)) +
                                  "; add one with \"dosah connector add\" (" + (email ? "smtp" : "kannel") +
                                  ", or capture with the setting channel " + (email ? "email)" : "sms)"));
    }
    if (definition.fallback != Fallback{} && definition.channels.size() < 2)
        report.warnings.emplace_back("campaign.fallback: there is no second channel to go to");
    const bool by_email = std::find(definition.channels.begin(), definition.channels.end(), channel::Channel::email) !=
                          definition.channels.end();
    const bool by_sms = std::find(definition.channels.begin(), definition.channels.end(), channel::Channel::sms) !=
                        definition.channels.end();
    if (by_email && organisation.sender_email.empty())
        report.problems.push_back("organisation.sender_email: is empty, and email needs a From address");
    if (by_email && accounts.mailbox.empty() && organisation.contact_email.empty())
        report.warnings.push_back("the organisation has neither a mailbox account nor a contact_email: "
                                  "answers by email reach nobody");
    if (!services.config.http_public_url.starts_with("https://"))
        report.warnings.push_back("http.public_url: links begin with " + services.config.http_public_url +
                                  ", not https; people are warned off such pages, and one-click unsubscribing "
                                  "(RFC 8058) is left out");
    const std::string& sender = definition.sms_sender;
    if (by_sms && !can_be_answered(sender))
        report.warnings.push_back("campaign.sms_sender: \"" + sender +
                                  "\" is a name, and an SMS from a name cannot be answered; answers come by the link "
                                  "alone");
}

/// Every own text is held against the closed set of variables, whether anybody reads its locale or not.
void check_own_texts(Services& services, const Definition& definition, CheckReport& report)
{
    const auto check = [&](const std::string& text, const std::string& where) {
        if (text.empty()) return;
        try {
            content::check_own_text(services.templates, text, where);
        } catch (const Error& problem) {
            report.problems.push_back(problem.what());
        }
    };
    for (const auto& [locale, own] : definition.email) {
        check(own.subject, "campaign.email." + locale + ".subject");
        check(own.body, "campaign.email." + locale + ".body");
    }
    for (const auto& [locale, text] : definition.sms)
        check(text, "campaign.sms." + locale);
}

void check_member(const Localised& text, const std::string& member, bool required,
                  const std::pair<std::string, std::int64_t>& readers, CheckReport& report)
{
    const auto& [locale, count] = readers;
    if (text.contains(locale) || (text.empty() && !required)) return;
    const bool whole = text.size() == 1 && text.contains("*");
    if (whole) return; // one text for everybody was meant
    if (find_text(text, locale)) {
        report.warnings.push_back("campaign." + member + ": has no \"" + locale + "\"; " + people(count) +
                                  " of the audience read it in another language");
    } else if (required) {
        report.problems.push_back("campaign." + member + ": has no text for the locale " + locale + ", which " +
                                  people(count) + " of the audience need; add \"" + locale + "\"");
    } else {
        report.warnings.push_back("campaign." + member + ": has no text for the locale " + locale + "; " +
                                  people(count) + " of the audience do without");
    }
}

/// Both channels' messages are written once per locale: what is missing shows here and not while sending.
void check_locale(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                  const std::pair<std::string, std::int64_t>& readers, CheckReport& report)
{
    const Event& event = campaign.definition.event;
    check_member(event.title, "event.title", true, readers, report);
    check_member(event.lead, "event.lead", false, readers, report);
    check_member(event.place, "event.place", false, readers, report);
    check_member(event.access, "event.access", false, readers, report);
    try {
        for (const channel::Channel channel : campaign.definition.channels) {
            const bool sms = channel == channel::Channel::sms;
            const auto texts = texts_of(services, campaign, organisation, readers.first, "", sms);
            if (sms) {
                content::write_sms(services.templates, content::MessageKind::invitation, texts, false);
            } else {
                content::write_email(services.templates, services.catalogs, content::MessageKind::invitation, texts);
            }
        }
    } catch (const Error& problem) {
        const std::string text = problem.what();
        const bool known = std::any_of(report.problems.begin(), report.problems.end(),
                                       [&](const std::string& one) { return one == text; });
        if (!known) report.problems.push_back(text);
    }
}

Tally count_ways(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                 const AccountChoice& accounts, Instant now, CheckReport& report)
{
    Tally tally;
    for (const AudiencePart& part : count_audience(services.database, campaign, organisation, accounts, now)) {
        report.audience += part.people;
        if (!part.reason.empty()) {
            report.skipped[part.reason] += part.people;
            continue;
        }
        report.by_channel_and_locale[part.way + " " + part.locale] += part.people;
        tally.locales[part.locale] += part.people;
        if (part.way == "sms") tally.sms_names[part.locale][part.given_name] += part.people;
    }
    return tally;
}

/// Texts of one locale differ by the given name alone (message_texts): each name's is written once.
void add_cost(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
              const std::string& locale, const std::map<std::string, std::int64_t>& names, CheckReport& report)
{
    std::int64_t texts_written = 0;
    std::int64_t written = 0;
    std::int64_t parts = 0;
    std::int64_t all = 0;
    for (const auto& [given_name, count] : names) {
        all += count;
        if (++texts_written > most_written) continue;
        const auto texts = texts_of(services, campaign, organisation, locale, given_name, true);
        const auto sms = content::write_sms(services.templates, content::MessageKind::invitation, texts,
                                            campaign.definition.strip_sms);
        parts += count * sms.parts;
        written += count;
    }
    report.sms_parts += (parts * all + written - 1) / written;
    if (all > written)
        report.warnings.push_back("SMS parts in " + locale + " are estimated from the messages of " +
                                  std::to_string(written) + " of " + people(all));
}

} // namespace

CheckReport check_campaign(Services& services, const Campaign& campaign)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    const Instant now = services.clock.now();
    CheckReport report;
    check_times(campaign.definition, now, report);
    check_ways(services, campaign, organisation, accounts, report);
    check_own_texts(services, campaign.definition, report);
    Tally tally;
    try {
        tally = count_ways(services, campaign, organisation, accounts, now, report);
        check_pace(services, campaign, organisation, now, report);
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::input) throw;
        report.problems.push_back(std::string("campaign.audience: ") + problem.what());
        return report;
    }
    if (report.audience == 0) {
        report.problems.emplace_back("campaign.audience: the query matches nobody");
    } else if (report.by_channel_and_locale.empty()) {
        report.problems.emplace_back(
            "campaign.audience: nobody in it can be sent anything; see what is skipped and why");
    }
    std::vector<std::string> locales;
    for (const auto& readers : tally.locales)
        locales.push_back(readers.first);
    for (const Wave& wave : campaign.definition.waves)
        check_wave(services, campaign, organisation, wave, "campaign.waves[" + wave.kind + "]", locales, report);
    for (const auto& readers : tally.locales)
        check_locale(services, campaign, organisation, readers, report);
    for (const auto& [locale, names] : tally.sms_names) {
        try {
            add_cost(services, campaign, organisation, locale, names, report);
        } catch (const Error&) {
            break; // an SMS that cannot be written is one of the problems found above
        }
    }
    return report;
}

} // namespace dosah::campaigns
