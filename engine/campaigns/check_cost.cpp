// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/check_cost.h"

#include "base/encoding.h"
#include "base/error.h"
#include "campaigns/greeting.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "content/locale.h"

namespace dosah::campaigns {

namespace {

/// Tokens grow with the id by one character per factor 32; this one is as long as those of a large town.
constexpr std::int64_t typical_id = 1 << 20;

} // namespace

content::InvitationTexts check_texts(Services& services, const Campaign& campaign,
                                     const organisations::Organisation& organisation, const std::string& locale,
                                     channel::Channel channel)
{
    const bool brief = channel == channel::Channel::sms;
    content::InvitationTexts texts =
        message_texts(services.catalogs, campaign.definition, organisation, campaign.id, locale, {});
    texts.takes_replies = !brief || can_be_answered(campaign.definition.sms_sender);
    Invitation invitation;
    invitation.id = typical_id;
    contacts::Contact contact;
    contact.id = typical_id;
    texts.answer_url = invitation_url(services.master, services.config.http_public_url, invitation, brief);
    texts.unsubscribe_url = unsubscribe_url(services.master, services.config.http_public_url, contact, brief);
    return texts;
}

void warn_of_links(const std::string& text, const std::string& where, CheckReport& report)
{
    const std::size_t at = text.find("http://");
    if (at == std::string::npos) return;
    std::string link = text.substr(at, std::min(text.find_first_of(" \t\n\"<>{", at), text.size()) - at);
    while (std::string_view(".,;:!?)").find(link.back()) != std::string_view::npos) // http:// itself ends in none
        link.pop_back();
    report.warnings.push_back(where + ": the link " + link + " is not https");
}

SmsCost::SmsCost(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                 content::MessageKind kind, const Wave* wave)
    : services_(services), campaign_(campaign), organisation_(organisation), kind_(kind), wave_(wave)
{
    for (const std::string& locale : content::locales()) {
        const Locale what = look_at(locale);
        by_name_ = by_name_ || what.greets || what.names;
        locales_[locale] = what;
    }
}

std::string SmsCost::text_for(const std::string& locale, const Person& person) const
{
    content::InvitationTexts texts = check_texts(services_, campaign_, organisation_, locale, channel::Channel::sms);
    texts.greeting = person.greeting;
    texts.given_name = person.given_name;
    if (wave_ != nullptr) use_wave(texts, *wave_, locale);
    return content::render_sms(services_.templates, kind_, texts);
}

SmsCost::Locale SmsCost::look_at(const std::string& locale) const
{
    Locale what;
    try {
        const std::string one = text_for(locale, {"Aa", "Bb"});
        what.readable = true;
        what.greets = one != text_for(locale, {"Cc", "Bb"});
        what.names = one != text_for(locale, {"Aa", "Dd"}) || one != text_for(locale, {"Aa", ""});
    } catch (const Error&) {
        // One of the problems that the check tells of.
    }
    return what;
}

void SmsCost::add(const std::string& locale, const content::Addressed& person, std::int64_t people)
{
    auto found = locales_.find(locale);
    if (found == locales_.end()) found = locales_.emplace(locale, look_at(locale)).first;
    Locale& what = found->second;
    Person one;
    if (what.greets)
        one.greeting = content::greeting(services_.catalogs, locale, person, tone_of(campaign_.definition));
    if (what.names) one.given_name = person.given_name;
    what.people[one] += people;
}

SmsCost::Parts SmsCost::parts_of(const std::string& locale, const Locale& what) const
{
    // Nobody can guess them, so no text holds one; people without a given name may have another text.
    const std::vector<std::string> marks = {"Q" + to_crockford(services_.random.bytes(8)),
                                            "Q" + to_crockford(services_.random.bytes(8))};
    const MarkedText named(text_for(locale, {marks[0], marks[1]}), marks);
    const MarkedText unnamed(text_for(locale, {marks[0], ""}), marks);
    Parts parts;
    for (const auto& [person, count] : what.people) {
        const bool plain = (person.greeting.empty() || content::is_inert(person.greeting)) &&
                           (person.given_name.empty() || content::is_inert(person.given_name));
        const std::string text = plain ? (what.names && !person.given_name.empty() ? named : unnamed)
                                             .fill({person.greeting, person.given_name})
                                       : text_for(locale, person);
        parts.as_written += count * content::measure_sms(text, false).parts;
        parts.stripped += count * content::measure_sms(text, true).parts;
    }
    return parts;
}

SmsCost::Parts SmsCost::parts() const
{
    Parts all;
    for (const auto& [locale, what] : locales_) {
        if (!what.readable || what.people.empty()) continue;
        const Parts one = parts_of(locale, what);
        all.as_written += one.as_written;
        all.stripped += one.stripped;
    }
    return all;
}

std::vector<SmsCost> sms_costs(Services& services, const Campaign& campaign,
                               const organisations::Organisation& organisation)
{
    using content::MessageKind;
    std::vector<SmsCost> costs;
    costs.emplace_back(services, campaign, organisation, MessageKind::invitation, nullptr);
    for (const Wave& wave : campaign.definition.waves) {
        const auto kind = content::message_kind_from(wave.kind);
        if (!kind || *kind == MessageKind::invitation) continue;
        if (*kind == MessageKind::feedback && wave.content.empty()) continue; // its text is still to be written
        costs.emplace_back(services, campaign, organisation, *kind, &wave);
    }
    for (const MessageKind notice : {MessageKind::change, MessageKind::cancellation})
        costs.emplace_back(services, campaign, organisation, notice, nullptr);
    return costs;
}

} // namespace dosah::campaigns
