// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation_composer.h"

#include "campaigns/account_choice.h"
#include "campaigns/campaign_store.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "contacts/suppression.h"
#include "mime/compose.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <mutex>

namespace dosah::campaigns {

namespace {

constexpr auto office_lasts = std::chrono::seconds(10);

/// An organisation as its messages need it.
struct Office
{
    organisations::Organisation organisation;
    std::string mailbox; ///< where replies are read; "" when nowhere
    Instant read_at;
};

/// Everything about one claim.
struct Matter
{
    const delivery::Claim& claim;
    const Office& office;
    contacts::Contact contact;
    std::optional<Invitation> invitation;
    std::shared_ptr<const Campaign> campaign; ///< with the invitation, or neither
};

std::string domain_of(const std::string& address)
{
    return address.substr(address.rfind('@') + 1);
}

/// A name as a register may hold it, line breaks and all, for a header.
std::string one_line(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

bool is_appointment(const Event& event)
{
    return event.kind != "survey" && event.kind != "map";
}

/// Links open a person's page, so what is kept of a message does not hold them.
std::string without(std::string text, const std::vector<std::string>& links)
{
    for (const std::string& link : links) {
        const std::size_t token = link.rfind('/') + 1;
        const std::string secret = link.substr(token);
        for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != std::string::npos;)
            text.replace(at, secret.size(), "…");
    }
    return text;
}

} // namespace

struct InvitationComposer::Impl
{
    explicit Impl(Services& borrowed) : services(borrowed) {}

    Services& services;
    std::mutex mutex;
    std::map<std::int64_t, std::shared_ptr<const Office>> offices;
    std::map<std::int64_t, std::shared_ptr<const Campaign>> campaigns; ///< by id; one recalled and edited is read anew

    std::shared_ptr<const Office> office(std::int64_t organisation_id)
    {
        const Instant now = services.clock.now();
        {
            const std::lock_guard lock(mutex);
            const auto found = offices.find(organisation_id);
            if (found != offices.end() && now >= found->second->read_at && now < found->second->read_at + office_lasts)
                return found->second;
        }
        auto made = std::make_shared<Office>();
        made->organisation = organisations::find_organisation(services.database, organisation_id);
        made->mailbox = choose_accounts(services, organisation_id).mailbox;
        made->read_at = now;
        const std::lock_guard lock(mutex);
        return offices[organisation_id] = made;
    }

    std::shared_ptr<const Campaign> campaign(store::Session& session, std::int64_t id)
    {
        const CampaignVersion version = campaign_version(session, id);
        {
            const std::lock_guard lock(mutex);
            const auto found = campaigns.find(id);
            if (found != campaigns.end() && found->second->definition_hash == version.definition_hash &&
                found->second->state == version.state && found->second->calendar_sequence == version.calendar_sequence)
                return found->second;
        }
        auto read = read_campaign(session, id);
        if (!read) return nullptr;
        auto made = std::make_shared<const Campaign>(std::move(*read));
        const std::lock_guard lock(mutex);
        return campaigns[id] = made;
    }

    std::optional<std::string> reason_to_skip(store::Session& session, const Matter& matter) const
    {
        const delivery::Claim& claim = matter.claim;
        if (claim.purpose == "opt_out") return std::nullopt; // the last word to somebody who is suppressed
        if (const auto suppressed =
                contacts::find_suppression(session, claim.organisation_id, claim.channel, claim.address))
            return suppressed->reason == contacts::SuppressionReason::opt_out ? "opt_out" : "suppressed";
        if (!matter.campaign) return "no_content";
        if (matter.campaign->state == State::cancelled) return "campaign_cancelled";
        if (claim.purpose == "confirmation")
            return matter.invitation->answer == "yes" ? std::nullopt : std::optional<std::string>("answered");
        if (claim.purpose != "wave" && claim.purpose != "test") return "no_content";
        const bool lawful = matter.campaign->definition.kind == "commercial" ? matter.contact.legal_basis == "consent"
                                                                             : !matter.contact.legal_basis.empty();
        return lawful ? std::nullopt : std::optional<std::string>("no_legal_basis");
    }

    delivery::Composed compose_sms(const Matter& matter, content::MessageKind kind,
                                   const content::InvitationTexts& texts) const
    {
        const bool strip = matter.campaign && matter.campaign->definition.strip_sms;
        const content::SmsText sms = content::write_sms(services.templates, kind, texts, strip);
        delivery::Composed composed;
        composed.sender = matter.campaign ? matter.campaign->definition.sms_sender : "";
        composed.content = sms.text;
        composed.unicode = sms.encoding == content::SmsEncoding::ucs2;
        composed.parts = sms.parts;
        composed.text = without(sms.text, {texts.answer_url, texts.unsubscribe_url});
        return composed;
    }

    /// What lets mail programs offer "unsubscribe" (RFC 2919, 2369, 8058).
    void add_list_headers(mime::Mail& mail, const Matter& matter, const content::InvitationTexts& texts) const
    {
        const auto& organisation = matter.office.organisation;
        mail.headers.emplace_back("List-Id", "<" + organisation.key + "." + domain_of(organisation.sender_email) + ">");
        std::string ways = "<" + texts.unsubscribe_url + ">";
        if (!matter.office.mailbox.empty()) ways += ", <mailto:" + mail.reply_to.address + "?subject=unsubscribe>";
        mail.headers.emplace_back("List-Unsubscribe", ways);
        if (texts.unsubscribe_url.starts_with("https://")) // RFC 8058 section 3.1 demands it
            mail.headers.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        mail.headers.emplace_back("Feedback-ID", std::to_string(matter.campaign->id) + ":" + matter.claim.purpose +
                                                     ":" + organisation.key + ":dosah");
    }

    delivery::Composed compose_email(const Matter& matter, content::MessageKind kind,
                                     const content::InvitationTexts& texts) const
    {
        const delivery::Claim& claim = matter.claim;
        const auto& organisation = matter.office.organisation;
        const std::string& mailbox = matter.office.mailbox;
        const content::EmailTexts written = content::write_email(services.templates, services.catalogs, kind, texts);
        const Instant now = services.clock.now();
        mime::Mail mail;
        mail.from = {organisation.name, organisation.sender_email};
        const bool both = !matter.contact.given_name.empty() && !matter.contact.family_name.empty();
        mail.to = {one_line(matter.contact.given_name + (both ? " " : "") + matter.contact.family_name), claim.address};
        mail.reply_to = {organisation.name, mailbox.empty() ? organisation.contact_email
                                            : matter.invitation
                                                ? reply_address(services.master, mailbox, *matter.invitation)
                                                : mailbox};
        mail.subject = written.subject;
        mail.message_id = claim.reference + "@" + domain_of(organisation.sender_email);
        mail.date = now;
        mail.text = written.text;
        mail.html = written.html;
        mail.headers.emplace_back("Auto-Submitted", claim.purpose == "wave" ? "auto-generated" : "auto-replied");
        mail.headers.emplace_back("Content-Language", claim.locale);
        if (matter.campaign) {
            add_list_headers(mail, matter, texts);
            if (is_appointment(matter.campaign->definition.event))
                mail.calendars.push_back({event_calendar(*matter.campaign, organisation, claim.locale, texts.answer_url,
                                                         matter.campaign->frozen_at.value_or(now)),
                                          "PUBLISH"});
        }
        delivery::Composed composed;
        composed.sender = mailbox.empty() ? organisation.sender_email : bounce_address(mailbox, claim.reference);
        composed.content = mime::compose(mail);
        composed.subject = written.subject;
        composed.text = without(written.text, {texts.answer_url, texts.unsubscribe_url});
        return composed;
    }

    std::variant<delivery::Composed, delivery::Skip> write(const Matter& matter) const
    {
        const delivery::Claim& claim = matter.claim;
        const bool brief = claim.channel == channel::Channel::sms;
        const auto& organisation = matter.office.organisation;
        content::MessageKind kind = content::MessageKind::invitation;
        content::InvitationTexts texts;
        if (claim.purpose == "opt_out" || !matter.campaign) {
            kind = content::MessageKind::opt_out;
            texts = organisation_texts(organisation, claim.locale, matter.contact.given_name);
        } else {
            if (claim.purpose == "confirmation") kind = content::MessageKind::confirmation;
            texts = message_texts(matter.campaign->definition, organisation, matter.campaign->id, claim.locale,
                                  matter.contact.given_name);
            texts.answer_url =
                invitation_url(services.master, services.config.http_public_url, *matter.invitation, brief);
        }
        texts.unsubscribe_url =
            unsubscribe_url(services.master, services.config.http_public_url, matter.contact, brief);
        texts.takes_replies = brief ? !matter.campaign || can_be_answered(matter.campaign->definition.sms_sender)
                                    : !matter.office.mailbox.empty();
        delivery::Composed composed = brief ? compose_sms(matter, kind, texts) : compose_email(matter, kind, texts);
        if (matter.campaign) composed.content_version = matter.campaign->definition_hash.substr(0, 16);
        return composed;
    }

    delivery::Composition compose(const delivery::Claim& claim)
    {
        // Before a session is borrowed: two at a time from every worker could empty the pool for good.
        const std::shared_ptr<const Office> sender = office(claim.organisation_id);
        std::optional<Matter> matter;
        {
            store::Session session = services.database.session();
            auto contact = contacts::find_contact(session, claim.organisation_id, claim.contact_id);
            if (!contact) return delivery::Skip{"erased"};
            matter.emplace(Matter{claim, *sender, std::move(*contact), std::nullopt, nullptr});
            if (claim.invitation_id && claim.purpose != "opt_out") {
                matter->invitation = find_invitation(session, *claim.invitation_id);
                if (matter->invitation) matter->campaign = campaign(session, matter->invitation->campaign_id);
            }
            if (const auto reason = reason_to_skip(session, *matter)) return delivery::Skip{*reason};
        }
        return std::visit([](auto&& answer) -> delivery::Composition { return std::forward<decltype(answer)>(answer); },
                          write(*matter));
    }
};

InvitationComposer::InvitationComposer(Services& services) : impl_(std::make_unique<Impl>(services)) {}

InvitationComposer::~InvitationComposer() = default;

std::vector<delivery::Composition> InvitationComposer::compose(std::span<const delivery::Claim> claims)
{
    std::vector<delivery::Composition> answers;
    answers.reserve(claims.size());
    for (const delivery::Claim& claim : claims) {
        try {
            answers.push_back(impl_->compose(claim));
        } catch (const Poco::Exception& problem) {
            answers.push_back(delivery::NotComposed{problem.displayText()});
        } catch (const std::exception& problem) {
            answers.push_back(delivery::NotComposed{problem.what()});
        }
    }
    return answers;
}

} // namespace dosah::campaigns
