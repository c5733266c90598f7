// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/account_choice.h"
#include "campaigns/check_cost.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "campaigns/own_texts.h"
#include "campaigns/wave.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

/// Tokens grow with the id by one character per factor 32; this one is as long as those of a large town.
constexpr std::int64_t typical_id = 1 << 20;
constexpr int many_parts = 4;

void add_once(std::vector<std::string>& texts, const std::string& text)
{
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

void check_times(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                 const Wave& wave, const std::string& where, CheckReport& report)
{
    const Definition& definition = campaign.definition;
    const Instant now = services.clock.now();
    // Before the launch: when sending would begin if it were launched now.
    const Instant earliest = now + services.config.campaign_cancel_window;
    const Instant starts_at = campaign.starts_at.value_or(
        std::max<Instant>(earliest, definition.waves.front().starts.value_or(Instant::min())));
    const auto begin = wave_begin(definition, wave, starts_at, organisation.time_zone);
    const Instant end = wave_end(definition, wave, begin);
    if (end <= now) {
        report.problems.push_back(where + ".not_after: " + to_iso(end) + " is in the past");
    } else if (begin && end <= *begin) {
        report.problems.push_back(where + ".not_after: " + to_iso(end) + " is not later than the wave begins (" +
                                  to_iso(*begin) + ")");
    }
    if (!begin) return;
    if (wave.kind == "reminder" && *begin <= starts_at)
        report.problems.push_back(where + ".starts: the reminder begins before the invitation");
    if (wave.kind != "reminder" && *begin < definition.event.ends)
        report.problems.push_back(where + ".starts: is before the event has ended");
}

/// What is said in a language somebody cannot read is said to nobody.
void check_points(const Wave& wave, const std::string& where, const std::string& locale, CheckReport& report)
{
    for (std::size_t i = 0; i < wave.content.size(); ++i) {
        const Point& point = wave.content[i];
        const auto check = [&](const Localised& text, const char* member) {
            if (!text.empty() && !find_text(text, locale))
                report.problems.push_back(where + ".content[" + std::to_string(i) + "]." + member +
                                          ": has no text for the locale " + locale +
                                          ", which people invited need; "
                                          "add \"" +
                                          locale + "\"");
        };
        check(point.said, "said");
        check(point.done, "done");
        check(point.not_done, "not_done");
        check(point.why, "why");
    }
}

/// Written once per locale and channel: what is missing shows here and not while sending.
void check_locale(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                  const Wave& wave, const std::string& where, const std::string& locale, CheckReport& report)
{
    const auto kind = content::message_kind_from(wave.kind);
    if (!kind) throw Error(ErrorKind::internal, "there is no message for the wave \"" + wave.kind + "\"");
    try {
        for (const channel::Channel channel : campaign.definition.channels) {
            const bool sms = channel == channel::Channel::sms;
            content::InvitationTexts texts =
                message_texts(services.catalogs, campaign.definition, organisation, typical_id, locale, {});
            use_wave(texts, wave, locale);
            texts.takes_replies = !sms || can_be_answered(campaign.definition.sms_sender);
            Invitation invitation;
            invitation.id = typical_id;
            contacts::Contact contact;
            contact.id = typical_id;
            const std::string& url = services.config.http_public_url;
            texts.answer_url = invitation_url(services.master, url, invitation, sms);
            texts.unsubscribe_url = unsubscribe_url(services.master, url, contact, sms);
            if (!sms) {
                for (const auto format : {content::Format::usual, content::Format::easy_to_read}) {
                    texts.format = format;
                    content::write_email(services.templates, services.catalogs, *kind, texts);
                }
                continue;
            }
            const auto written = content::write_sms(services.templates, *kind, texts, campaign.definition.strip_sms);
            if (written.parts >= many_parts)
                report.warnings.push_back(where + ": an SMS in " + locale + " has " + std::to_string(written.parts) +
                                          " parts; an own shorter text in \"sms\" costs less");
        }
    } catch (const Error& problem) {
        add_once(report.problems, problem.what());
    }
}

} // namespace

void check_wave(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                const Wave& wave, const std::string& where, const std::vector<std::string>& locales,
                CheckReport& report)
{
    if (wave.kind == "invitation") return;
    check_times(services, campaign, organisation, wave, where, report);
    check_own_texts(services, wave.email, wave.sms, where, report);
    if (wave.kind == "feedback" && wave.content.empty()) {
        report.warnings.push_back(where + ".content: is not written yet; the wave waits for it "
                                          "(\"dosah campaign wave set\")");
        return;
    }
    for (const std::string& locale : locales) {
        check_points(wave, where, locale, report);
        check_locale(services, campaign, organisation, wave, where, locale, report);
    }
}

} // namespace dosah::campaigns
