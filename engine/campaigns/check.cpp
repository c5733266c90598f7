// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign.h"
#include "campaigns/campaign_draw_store.h"
#include "campaigns/check_cost.h"
#include "campaigns/check_pace.h"
#include "campaigns/check_together.h"
#include "campaigns/freeze_store.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "campaigns/own_texts.h"
#include "campaigns/wave.h"
#include "content/locale.h"
#include "organisations/dkim_key.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

/// What counting the audience gathers.
struct Tally
{
    std::map<std::string, std::int64_t> locales; ///< of those who get a message
    std::map<std::string, std::int64_t> easy;    ///< of them those who want what is easy to read; an SMS has no formats
    bool sms = false;                            ///< somebody gets one
};

std::string people(std::int64_t count)
{
    return count == 1 ? "1 person" : std::to_string(count) + " people";
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

/// A relay may sign too, so that mails without a key of ours are nothing to speak of.
void check_signatures(Services& services, const organisations::Organisation& organisation, CheckReport& report)
{
    for (const organisations::DkimKey& key : organisations::dkim_keys(services.database, organisation.id))
        if (key.signs && !organisations::is_aligned(key.domain, organisation.sender_email))
            report.warnings.push_back("organisation.sender_email: mails are signed for " + key.domain +
                                      " (DKIM), which is not their sender's domain, so the signature does not count "
                                      "for DMARC; make a key for it (\"dosah dkim make\")");
}

void check_ways(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                const AccountChoice& accounts, CheckReport& report)
{
    const Definition& definition = campaign.definition;
    for (const channel::Channel channel : definition.channels) {
        if (accounts.out.contains(channel)) continue;
        const std::string word(channel::to_string(channel));
        std::string kind = "post";
        if (channel != channel::Channel::letter)
            kind = (channel == channel::Channel::email ? "smtp" : "kannel") +
                   (", or capture with the setting channel " + word);
        report.problems.push_back("campaign.channels: the organisation has no active account for " + word +
                                  "; add one with \"dosah connector add\" (" + kind + ")");
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
    if (by_email) check_signatures(services, organisation, report);
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

void check_texts_of(const Services& services, const Definition& definition, CheckReport& report)
{
    check_own_texts(services, definition.email, definition.sms, "campaign", report);
    const bool named = !can_be_answered(definition.sms_sender);
    for (const auto& [locale, text] : definition.sms) {
        if (named && text.find("{{code}}") != std::string::npos)
            report.warnings.push_back("campaign.sms." + locale +
                                      ": asks for a reply ({{code}}), but nobody can reply "
                                      "to the name \"" +
                                      definition.sms_sender + "\"; let it stand in {{#takes_replies}}");
    }
    const Event& event = definition.event;
    for (const auto& [member, texts] : {std::pair<const char*, const Localised&>{"title", event.title},
                                        {"lead", event.lead},
                                        {"place", event.place},
                                        {"access", event.access},
                                        {"interpreter", event.interpreter},
                                        {"transport", event.transport},
                                        {"childcare", event.childcare}})
        for (const auto& [locale, text] : texts)
            warn_of_links(text, std::string("campaign.event.") + member + "." + locale, report);
}

/// Whoever wants what is easy to read gets an own body as it is, when there is none that is easy.
void warn_of_hard_bodies(const Definition& definition, const std::map<std::string, std::int64_t>& readers,
                         CheckReport& report)
{
    Localised bodies;
    for (const auto& [locale, own] : definition.email)
        if (!own.body.empty() || !own.easy_body.empty()) bodies[locale] = own.easy_body.empty() ? "" : "easy";
    for (const auto& [locale, count] : readers) {
        const auto found = find_text(bodies, locale);
        if (found && found->empty())
            report.warnings.push_back("campaign.email: has an own body but no easy_body for the locale " + locale +
                                      "; " + people(count) + " who want what is easy to read get the usual one");
    }
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
    check_member(event.interpreter, "event.interpreter", false, readers, report);
    check_member(event.transport, "event.transport", false, readers, report);
    check_member(event.childcare, "event.childcare", false, readers, report);
    try {
        for (const channel::Channel channel : campaign.definition.channels) {
            const bool sms = channel == channel::Channel::sms;
            auto texts = check_texts(services, campaign, organisation, readers.first, channel);
            if (sms) {
                content::write_sms(services.templates, content::MessageKind::invitation, texts, false);
                continue;
            }
            for (const auto format : {content::Format::usual, content::Format::easy_to_read}) {
                texts.format = format;
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
                 const AccountChoice& accounts, Instant now, std::vector<SmsCost>& costs, CheckReport& report)
{
    Tally tally;
    const bool by_name = std::any_of(costs.begin(), costs.end(), [](const SmsCost& cost) { return cost.by_name(); });
    const auto take = [&](const AudiencePart& part) {
        report.audience += part.people;
        if (!part.reason.empty()) {
            report.skipped[part.reason] += part.people;
            return;
        }
        report.by_channel_and_locale[part.way + " " + part.locale] += part.people;
        tally.locales[part.locale] += part.people;
        if (part.easy && part.way != "sms") tally.easy[part.locale] += part.people;
        if (part.way != "sms") return;
        tally.sms = true;
        for (SmsCost& cost : costs)
            cost.add(part.locale, part.person, part.people);
    };
    count_audience(services.database, campaign, organisation, accounts, now, by_name, take);
    return tally;
}

/// Both ways of writing, as the cheaper one may be unknown to whoever pays.
void add_cost(const Campaign& campaign, const std::vector<SmsCost>& costs, CheckReport& report)
{
    const bool strip = campaign.definition.strip_sms;
    for (const SmsCost& cost : costs) {
        const SmsCost::Parts each = cost.parts();
        report.sms_parts_by_message[std::string(content::to_string(cost.kind()))] =
            strip ? each.stripped : each.as_written;
    }
    const SmsCost::Parts parts = costs.front().parts(); // the invitation's
    report.sms_parts = strip ? parts.stripped : parts.as_written;
    if (!strip && parts.stripped < parts.as_written)
        report.warnings.push_back("campaign.strip_sms: SMS with diacritics have " + std::to_string(parts.as_written) +
                                  " parts; without them (\"strip_sms\": true) they would have " +
                                  std::to_string(parts.stripped));
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
    check_texts_of(services, campaign.definition, report);
    Tally tally;
    std::vector<SmsCost> costs = sms_costs(services, campaign, organisation);
    try {
        tally = count_ways(services, campaign, organisation, accounts, now, costs, report);
        check_pace(services, campaign, organisation, now, report);
        check_together(services, campaign, organisation, accounts, now, report);
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
    if (campaign.definition.draw) {
        store::Session session = services.database.session();
        check_draw(session, campaign, report);
    }
    std::vector<std::string> locales;
    for (const auto& readers : tally.locales)
        locales.push_back(readers.first);
    for (const Wave& wave : campaign.definition.waves)
        check_wave(services, campaign, organisation, wave, "campaign.waves[" + wave.kind + "]", locales, report);
    for (const auto& readers : tally.locales)
        check_locale(services, campaign, organisation, readers, report);
    warn_of_hard_bodies(campaign.definition, tally.easy, report);
    if (tally.sms) add_cost(campaign, costs, report);
    return report;
}

} // namespace dosah::campaigns
