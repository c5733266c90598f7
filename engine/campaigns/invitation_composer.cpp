// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation_composer.h"

#include "campaigns/claimed_store.h"
#include "campaigns/data_link.h"
#include "campaigns/event_change.h"
#include "campaigns/fatigue_store.h"
#include "campaigns/greeting.h"
#include "campaigns/invitation.h"
#include "campaigns/letter_form.h"
#include "campaigns/message_form.h"
#include "campaigns/shared_message.h"
#include "campaigns/short_code.h"
#include "campaigns/token.h"
#include "campaigns/wave.h"
#include "campaigns/wave_people_store.h"
#include "delivery/carried.h"

#include <Poco/Exception.h>

#include <algorithm>
#include <mutex>
#include <tuple>

namespace dosah::campaigns {

namespace {

constexpr auto office_lasts = std::chrono::seconds(10);
constexpr std::size_t most_forms = 256; ///< some 20 KiB each

/// A name as a register may hold it, line breaks and all, for a header.
std::string one_line(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

bool is_about_campaign(const delivery::Claim& claim)
{
    return claim.invitation_id && claim.purpose != "opt_out";
}

/// Tells of a change of the event.
bool is_notice(const delivery::Claim& claim)
{
    return claim.purpose == "change" || claim.purpose == "cancellation";
}

bool is_version(const Campaign& campaign, const CampaignVersion& version)
{
    return campaign.definition_hash == version.definition_hash && campaign.state == version.state &&
           campaign.calendar_sequence == version.calendar_sequence && campaign.waves_version == version.waves_version;
}

std::optional<std::string> reason_to_skip(const delivery::Claim& claim, const Claimed& claimed,
                                          const Campaign* campaign)
{
    if (!claimed.exists) return "erased";
    if (claim.purpose == "opt_out") return std::nullopt; // the last word to somebody who is suppressed
    if (claim.purpose == "data_link") {                  // which they asked for, whatever else they do not want
        const bool bounces = claimed.suppressed == contacts::SuppressionReason::hard_bounce ||
                             claimed.suppressed == contacts::SuppressionReason::soft_bounces;
        return bounces ? std::optional<std::string>("suppressed") : std::nullopt;
    }
    if (claimed.suppressed)
        return *claimed.suppressed == contacts::SuppressionReason::opt_out ? "opt_out" : "suppressed";
    if (campaign == nullptr) return "no_content";
    if (campaign->state == State::cancelled) return "campaign_cancelled";
    if (claimed.invited && claimed.invited->ineligible && claim.purpose != "confirmation") return "ineligible";
    if (is_notice(claim))
        return claimed.invited->answer == "no" ? std::optional<std::string>("answered") : std::nullopt;
    if (campaign->event_cancelled_at) return "event_cancelled";
    if (claim.purpose == "confirmation")
        return claimed.invited->answer == "yes" ? std::nullopt : std::optional<std::string>("answered");
    if (claim.purpose != "wave" && claim.purpose != "test") return "no_content";
    const Wave* wave = find_wave(campaign->definition, claim.wave.empty() ? "invitation" : claim.wave);
    if (wave == nullptr || (wave->kind == "feedback" && wave->content.empty())) return "no_content";
    const bool lawful =
        campaign->definition.kind == "commercial" ? claimed.legal_basis == "consent" : !claimed.legal_basis.empty();
    return lawful ? std::nullopt : std::optional<std::string>("no_legal_basis");
}

content::MessageKind kind_of(const delivery::Claim& claim, const Claimed& claimed, const Campaign* campaign)
{
    if (claim.purpose == "data_link") return content::MessageKind::data_link;
    if (campaign == nullptr) return content::MessageKind::opt_out;
    if (claim.purpose == "change") return content::MessageKind::change;
    if (claim.purpose == "cancellation") return content::MessageKind::cancellation;
    if (claim.purpose == "confirmation") {
        if (claimed.invited->place == "waiting") return content::MessageKind::waiting;
        return claimed.invited->offered ? content::MessageKind::offered : content::MessageKind::confirmation;
    }
    return content::message_kind_from(claim.wave).value_or(content::MessageKind::invitation);
}

/// Whether what was said or done since it was planned may have made a wave pointless for its person.
bool may_be_pointless(const delivery::Claim& claim, const Claimed& claimed)
{
    if (claim.purpose != "wave" || !claimed.invited) return false;
    return claim.wave != "invitation" || !claimed.invited->answer.empty();
}

/// What tells forms of one organisation apart: campaign (0: none), purpose, kind, locale, format, channel, with a given
/// name, the version that a notice's people know.
using FormKey = std::tuple<std::int64_t, std::int64_t, std::string, content::MessageKind, std::string, content::Format,
                           channel::Channel, bool, std::string>;

/// What notices say to the people of a batch, by message.
struct Notices
{
    std::map<std::int64_t, LastTold> told;     ///< purpose change
    std::map<std::int64_t, Localised> reasons; ///< purpose cancellation
};

/// Reads them with one query a campaign and purpose.
Notices read_notices(store::Session& session, std::span<const delivery::Claim> claims,
                     const std::vector<Claimed>& claimed)
{
    Notices notices;
    std::map<std::int64_t, std::map<std::int64_t, std::int64_t>> changes; // campaign -> invitation -> message
    std::map<std::int64_t, Localised> cancelled;                          // by campaign
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (!is_notice(claims[i]) || !claimed[i].invited || !claims[i].invitation_id) continue;
        const std::int64_t campaign = claimed[i].invited->campaign_id;
        if (claims[i].purpose == "change") {
            changes[campaign][*claims[i].invitation_id] = claims[i].message_id;
        } else {
            if (!cancelled.contains(campaign)) cancelled[campaign] = cancellation_reason(session, campaign);
            notices.reasons[claims[i].message_id] = cancelled[campaign];
        }
    }
    for (const auto& [id, messages] : changes) {
        const auto campaign = read_campaign(session, id);
        if (!campaign) continue;
        std::vector<std::int64_t> invitations;
        for (const auto& [invitation, message] : messages)
            invitations.push_back(invitation);
        for (auto& [invitation, told] : last_told(session, *campaign, invitations))
            notices.told[messages.at(invitation)] = std::move(told);
    }
    return notices;
}

/// Claims with everything that is read for all of them at once. Behind those that were claimed stand the messages that
/// they carry, as if they were claimed likewise.
struct Batch
{
    std::vector<delivery::Claim> claims;
    std::vector<Claimed> claimed;
    std::map<std::int64_t, std::vector<std::size_t>> carried; ///< message -> places of those it carries
    std::map<std::int64_t, std::string> pointless;            ///< message -> why
    Notices notices;
};

Batch read_batch(store::Session& session, std::span<const delivery::Claim> claims, Instant now)
{
    Batch batch;
    batch.claims.assign(claims.begin(), claims.end());
    for (const delivery::Carried& one : delivery::carried_by(session, claims)) {
        const auto carrier = std::find_if(claims.begin(), claims.end(), [&](const delivery::Claim& claim) {
            return claim.message_id == one.carrier_id;
        });
        delivery::Claim claim = *carrier;
        claim.message_id = one.message_id;
        claim.contact_id = one.contact_id;
        claim.invitation_id = one.invitation_id;
        batch.carried[one.carrier_id].push_back(batch.claims.size());
        batch.claims.push_back(std::move(claim));
    }
    batch.claimed = read_claimed(session, batch.claims);
    std::vector<delivery::Claim> doubtful;
    for (std::size_t i = 0; i < batch.claims.size(); ++i)
        if (may_be_pointless(batch.claims[i], batch.claimed[i])) doubtful.push_back(batch.claims[i]);
    batch.pointless = no_longer_for(session, doubtful);
    for (const std::int64_t id : over_fatigue_cap(session, batch.claims, now))
        batch.pointless.emplace(id, "fatigue_cap");
    batch.notices = read_notices(session, batch.claims, batch.claimed);
    return batch;
}

/// A form and what it was made of, which shows whether it still holds.
struct KeptForm
{
    std::shared_ptr<const Office> office;
    std::shared_ptr<const Campaign> campaign;
    std::shared_ptr<const MessageForm> form;
};

} // namespace

struct InvitationComposer::Impl
{
    explicit Impl(Services& borrowed) : services(borrowed) {}

    Services& services;
    std::mutex mutex; ///< of what follows; never held while something is made
    std::map<std::int64_t, std::shared_ptr<const Office>> offices;
    std::map<std::int64_t, std::shared_ptr<const Campaign>> campaigns; ///< by id; one recalled and edited is read anew
    std::map<FormKey, KeptForm> forms;

    std::shared_ptr<const Office> office(std::int64_t organisation_id)
    {
        const Instant now = services.clock.now();
        {
            const std::lock_guard lock(mutex);
            const auto found = offices.find(organisation_id);
            if (found != offices.end() && now >= found->second->read_at && now < found->second->read_at + office_lasts)
                return found->second;
        }
        const auto made = std::make_shared<const Office>(read_office(services, organisation_id));
        const std::lock_guard lock(mutex);
        return offices[organisation_id] = made;
    }

    std::shared_ptr<const Campaign> campaign(const Claimed::Invited& invited)
    {
        {
            const std::lock_guard lock(mutex);
            const auto found = campaigns.find(invited.campaign_id);
            if (found != campaigns.end() && is_version(*found->second, invited.campaign)) return found->second;
        }
        std::optional<Campaign> read;
        {
            store::Session session = services.database.session();
            read = read_campaign(session, invited.campaign_id);
        }
        if (!read) return nullptr;
        auto made = std::make_shared<const Campaign>(std::move(*read));
        const std::lock_guard lock(mutex);
        return campaigns[invited.campaign_id] = made;
    }

    std::shared_ptr<const MessageForm> form(const Occasion& occasion, bool named, const std::string& told)
    {
        const FormKey key{occasion.office->organisation.id,
                          occasion.campaign ? occasion.campaign->id : 0,
                          occasion.purpose,
                          occasion.kind,
                          occasion.locale,
                          occasion.format,
                          occasion.channel,
                          named,
                          told};
        {
            const std::lock_guard lock(mutex);
            const auto found = forms.find(key);
            if (found != forms.end() && found->second.office == occasion.office &&
                found->second.campaign == occasion.campaign)
                return found->second.form;
        }
        auto made = std::make_shared<const MessageForm>(services, occasion, named);
        const std::lock_guard lock(mutex);
        if (forms.size() >= most_forms) forms.clear();
        forms[key] = {occasion.office, occasion.campaign, made};
        return made;
    }

    Addressee addressee(const delivery::Claim& claim, const Claimed& claimed, const Occasion& occasion) const
    {
        const bool brief = claim.channel != channel::Channel::email; // typed, or short because it is paid for
        Addressee person;
        person.given_name = claimed.given_name;
        const bool both = !claimed.given_name.empty() && !claimed.family_name.empty();
        person.full_name = one_line(claimed.given_name + (both ? " " : "") + claimed.family_name);
        person.greeting =
            content::greeting(services.catalogs, claim.locale,
                              {claimed.given_name, claimed.family_name, claimed.gender, claimed.greeting},
                              occasion.campaign ? tone_of(occasion.campaign->definition) : content::Tone::usual);
        person.address = claim.address;
        person.reference = claim.reference;
        person.unsubscribe_token =
            make_token(services.master, TokenKind::unsubscribe, claim.contact_id, claimed.contact_token_version, brief);
        const std::string& mailbox = occasion.office->mailbox;
        person.reply_to = mailbox.empty() ? occasion.office->organisation.contact_email : mailbox;
        if (claim.purpose == "data_link")
            person.answer_token = waiting_data_link(services, claim.contact_id, brief).value_or("");
        if (!is_about_campaign(claim) || !claimed.invited) return person;
        Invitation invitation;
        invitation.id = *claim.invitation_id;
        invitation.token_version = claimed.invited->token_version;
        person.answer_token =
            make_token(services.master, TokenKind::invitation, invitation.id, invitation.token_version, brief);
        if (claim.channel == channel::Channel::letter) {
            person.code = short_code(services.master, invitation.id, invitation.token_version);
            person.large_print = wants_large_print(services, claim.organisation_id, claim.contact_id);
        }
        if (!brief && !mailbox.empty()) person.reply_to = reply_address(services.master, mailbox, invitation);
        return person;
    }

    /// What a change's notice still has to say; nothing where it is not a change's.
    std::optional<delivery::Composition> add_notice(Occasion& occasion, const delivery::Claim& claim,
                                                    const Notices& notices) const
    {
        if (claim.purpose == "cancellation") {
            const auto found = notices.reasons.find(claim.message_id);
            occasion.notice = std::make_shared<Notice>(
                Notice{std::nullopt, found == notices.reasons.end() ? Localised() : found->second});
            return std::nullopt;
        }
        const auto found = notices.told.find(claim.message_id);
        if (found == notices.told.end() || found->second.state == LastTold::State::under_way)
            return delivery::NotComposed{"what the person was told is still on its way"};
        if (found->second.state != LastTold::State::known) return delivery::Skip{"not_needed"};
        occasion.notice = std::make_shared<Notice>(Notice{found->second.event, found->second.note});
        return std::nullopt;
    }

    /// Why somebody whom a message was to carry is not in it; nothing when they are.
    std::optional<std::string> reason_to_leave_out(const Batch& batch, std::size_t place,
                                                   const Campaign* campaign) const
    {
        const delivery::Claim& claim = batch.claims[place];
        if (const auto found = batch.pointless.find(claim.message_id); found != batch.pointless.end())
            return found->second;
        if (auto reason = reason_to_skip(claim, batch.claimed[place], campaign)) return reason;
        if (claim.purpose != "change") return std::nullopt;
        const auto told = batch.notices.told.find(claim.message_id);
        const bool known = told != batch.notices.told.end() && (told->second.state == LastTold::State::known ||
                                                                told->second.state == LastTold::State::under_way);
        return known ? std::nullopt : std::optional<std::string>("not_needed");
    }

    /// Makes it a message for everybody it carries who is still to get it. Returns who is not.
    std::vector<std::pair<std::int64_t, std::string>> add_carried(Addressee& person, Occasion& occasion,
                                                                  const Batch& batch,
                                                                  const std::vector<std::size_t>& carried) const
    {
        std::vector<std::pair<std::int64_t, std::string>> left_out;
        std::vector<Addressee> people{person};
        for (const std::size_t place : carried) {
            if (auto reason = reason_to_leave_out(batch, place, occasion.campaign.get())) {
                left_out.emplace_back(batch.claims[place].message_id, std::move(*reason));
                continue;
            }
            people.push_back(addressee(batch.claims[place], batch.claimed[place], occasion));
            // Whoever needs large print or easy words gets them, also when the others do not.
            if (occasion.channel != channel::Channel::sms && occasion.format == content::Format::usual)
                occasion.format = content::format_from(batch.claimed[place].format);
        }
        if (people.size() > 1) person = together(services.catalogs, occasion, people);
        return left_out;
    }

    delivery::Composition compose(const Batch& batch, std::size_t place)
    {
        const delivery::Claim& claim = batch.claims[place];
        const Claimed& claimed = batch.claimed[place];
        Occasion occasion;
        if (claimed.invited && is_about_campaign(claim)) occasion.campaign = campaign(*claimed.invited);
        if (auto reason = reason_to_skip(claim, claimed, occasion.campaign.get()))
            return delivery::Skip{std::move(*reason)};
        occasion.office = office(claim.organisation_id);
        occasion.purpose = claim.purpose;
        occasion.kind = kind_of(claim, claimed, occasion.campaign.get());
        occasion.locale = claim.locale;
        occasion.channel = claim.channel;
        if (occasion.channel != channel::Channel::sms) occasion.format = content::format_from(claimed.format);
        std::string told;
        if (is_notice(claim)) {
            if (auto instead = add_notice(occasion, claim, batch.notices)) return std::move(*instead);
            if (claim.purpose == "change") told = batch.notices.told.at(claim.message_id).version;
        }
        Addressee person = addressee(claim, claimed, occasion);
        if (claim.purpose == "data_link" && person.answer_token.empty()) return delivery::Skip{"too_late"};
        const Instant now = services.clock.now();
        if (occasion.channel == channel::Channel::letter) return compose_letter(services, occasion, person, now);
        std::vector<std::pair<std::int64_t, std::string>> left_out;
        if (const auto carried = batch.carried.find(claim.message_id); carried != batch.carried.end())
            left_out = add_carried(person, occasion, batch, carried->second);
        delivery::Composed written = write(occasion, person, told, now);
        written.left_out = std::move(left_out);
        if (claim.channel == channel::Channel::email) sign_mail(*occasion.office, written.content, now);
        return written;
    }

    delivery::Composed write(const Occasion& occasion, const Addressee& person, const std::string& told, Instant now)
    {
        if (person.people.empty()) {
            const auto usual = form(occasion, !person.given_name.empty(), told);
            if (usual->fits(person)) return usual->write(person, now);
        }
        return MessageForm(services, occasion, person).write(person, now);
    }
};

InvitationComposer::InvitationComposer(Services& services) : impl_(std::make_unique<Impl>(services)) {}

InvitationComposer::~InvitationComposer() = default;

std::vector<delivery::Composition> InvitationComposer::compose(std::span<const delivery::Claim> claims)
{
    const Batch batch = [&] {
        store::Session session = impl_->services.database.session();
        return read_batch(session, claims, impl_->services.clock.now());
    }();
    std::vector<delivery::Composition> answers;
    answers.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        if (const auto found = batch.pointless.find(claims[i].message_id); found != batch.pointless.end()) {
            answers.push_back(delivery::Skip{found->second});
            continue;
        }
        try {
            answers.push_back(impl_->compose(batch, i));
        } catch (const Poco::Exception& problem) {
            answers.push_back(delivery::NotComposed{problem.displayText()});
        } catch (const std::exception& problem) {
            answers.push_back(delivery::NotComposed{problem.what()});
        }
    }
    return answers;
}

} // namespace dosah::campaigns
