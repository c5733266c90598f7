// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/test_send.h"

#include "base/error.h"
#include "base/log.h"
#include "base/markup.h"
#include "campaigns/account_choice.h"
#include "campaigns/capacity.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "campaigns/office.h"
#include "campaigns/test_send_store.h"
#include "campaigns/wave.h"
#include "contacts/address.h"
#include "content/event_kind.h"
#include "content/locale.h"
#include "delivery/reference.h"
#include "mime/compose.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

using channel::Channel;

/// Leave is given at once, and the outcome kept: nothing of it is in the store.
class KeptOutcome final : public channel::OutcomeSink
{
public:
    std::vector<bool> hand(std::span<const channel::OutgoingMessage> messages) override
    {
        return std::vector<bool>(messages.size(), true);
    }
    void begin_hand(std::span<const channel::OutgoingMessage>) override {}
    void outcome(const channel::OutgoingMessage&, const channel::Outcome& told) override { outcome_ = told; }

    const channel::Outcome& outcome() const { return outcome_; }

private:
    channel::Outcome outcome_;
};

/// Everything a test is written with.
struct Trial
{
    Office office;
    Channel channel = Channel::email;
    std::string to; ///< normalised
    std::string locale;
    content::MessageKind kind = content::MessageKind::invitation;
    content::InvitationTexts texts;
};

void read_address(const TestRequest& request, Trial& trial)
{
    if (request.to.find('@') != std::string::npos) {
        const auto email = contacts::normalise_email(request.to);
        if (!email) throw input_error("to: this is no email address; write for example jana@mesto.example");
        trial.to = *email;
        return;
    }
    const auto phone = contacts::normalise_phone(request.to, trial.office.organisation.country);
    if (!phone) throw input_error("to: write an email address or a telephone number");
    trial.channel = Channel::sms;
    trial.to = phone->e164;
}

std::string known_waves(const Definition& definition)
{
    std::string out;
    for (const Wave& wave : definition.waves)
        out += (out.empty() ? "" : ", ") + wave.kind;
    return out;
}

Trial prepare(Services& services, const Campaign& campaign, const TestRequest& request)
{
    Trial trial;
    trial.office = read_office(services, campaign.organisation_id);
    const auto& organisation = trial.office.organisation;
    read_address(request, trial);
    const Wave* wave = find_wave(campaign.definition, request.wave);
    const auto kind = content::message_kind_from(request.wave);
    if (wave == nullptr || !kind)
        throw input_error("wave: campaign " + campaign.key + " has no wave \"" + request.wave +
                          "\"; it has: " + known_waves(campaign.definition));
    trial.kind = *kind;
    content::Addressed person;
    content::Format format = content::Format::usual;
    trial.locale = organisation.locale;
    if (request.contact_id) {
        store::Session session = services.database.session();
        const auto contact = contacts::find_contact(session, organisation.id, *request.contact_id);
        if (!contact) throw missing_error("the organisation has no contact " + std::to_string(*request.contact_id));
        person = addressed(*contact);
        if (!contact->locale.empty()) trial.locale = contact->locale;
        if (trial.channel == Channel::email) format = content::format_from(contact->format);
    }
    if (!request.locale.empty()) {
        if (!content::is_locale(request.locale))
            throw input_error("locale: write cs, nb, nn or en, not \"" + request.locale + "\"");
        trial.locale = request.locale;
    }
    trial.texts =
        message_texts(services.catalogs, campaign.definition, organisation, campaign.id, trial.locale, person, format);
    if (trial.kind != content::MessageKind::invitation) use_wave(trial.texts, *wave, trial.locale);
    const std::string& base = services.config.http_public_url;
    trial.texts.answer_url = invitation_page(base) + std::string(test_token);
    trial.texts.unsubscribe_url = unsubscribe_page(base) + std::string(test_token);
    trial.texts.takes_replies = false; // an answer to it could be taken for an answer
    return trial;
}

/// The notice as the first thing that is read, in the layout's own column.
std::string mark_html(std::string html, const std::string& notice)
{
    const std::size_t body = html.find("<body");
    const std::size_t at = body == std::string::npos ? 0 : html.find('>', body) + 1;
    return html.insert(at, "<p style=\"margin:0;padding:16px;background-color:#fff3c4;color:#3d2f00;"
                           "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px\">" +
                               escape_markup(notice) + "</p>");
}

std::string domain_of(const std::string& address)
{
    return address.substr(address.rfind('@') + 1);
}

channel::OutgoingMessage write_mail(Services& services, const Campaign& campaign, const Trial& trial, TestSent& sent)
{
    const auto written = content::write_email(services.templates, services.catalogs, trial.kind, trial.texts);
    const std::string notice = services.catalogs.text(trial.locale, "email.test.notice");
    const Instant now = services.clock.now();
    mime::Mail mail;
    mail.from = {trial.office.organisation.name, trial.office.organisation.sender_email};
    mail.to = {"", trial.to};
    mail.subject = services.catalogs.text(trial.locale, "email.test.subject", {{"subject", written.subject}});
    mail.message_id =
        delivery::make_reference(services.random) + "@" + domain_of(trial.office.organisation.sender_email);
    mail.date = now;
    mail.text = notice + "\n\n" + written.text;
    mail.html = mark_html(written.html, notice);
    mail.headers.emplace_back("Auto-Submitted", "auto-generated");
    mail.headers.emplace_back("Content-Language", trial.locale);
    if (!content::is_survey(campaign.definition.event.kind) &&
        (trial.kind == content::MessageKind::invitation || trial.kind == content::MessageKind::reminder)) {
        Campaign shown = campaign;
        shown.calendar_uid = "test." + campaign.calendar_uid; // another event than the real one
        mail.calendars.push_back(
            {event_calendar(shown, trial.office.organisation, trial.locale, trial.texts.answer_url, now), "PUBLISH"});
    }
    channel::OutgoingMessage message;
    message.sender = trial.office.organisation.sender_email;
    message.content = mime::compose(mail);
    sign_mail(trial.office, message.content, now);
    sent.subject = mail.subject;
    sent.text = mail.text;
    return message;
}

channel::OutgoingMessage write_sms(Services& services, const Campaign& campaign, const Trial& trial, TestSent& sent)
{
    const std::string rendered = content::render_sms(services.templates, trial.kind, trial.texts);
    const content::SmsText sms = content::measure_sms(
        services.catalogs.text(trial.locale, "sms.test.text", {{"text", rendered}}), campaign.definition.strip_sms);
    channel::OutgoingMessage message;
    message.sender = campaign.definition.sms_sender;
    message.content = sms.text;
    message.unicode = sms.encoding == content::SmsEncoding::ucs2;
    message.parts = sms.parts;
    sent.text = sms.text;
    return message;
}

/// Counts it before it is sent: what fails is counted too. The lock lets two at once not both be the last.
void note(Services& services, const Campaign& campaign, const TestRequest& request, const Trial& trial,
          const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    lock_campaign(session, campaign.id, now);
    if (!request.anywhere &&
        (trial.channel != Channel::email || !is_users_address(session, trial.office.organisation.id, trial.to)))
        throw conflict_error("to: a test goes to the address of one of the organisation's users only "
                             "(on the command line --force sends it anywhere)");
    if (count_tests(session, trial.office.organisation.id, now - std::chrono::hours(1)) >= most_tests_an_hour)
        throw conflict_error("the organisation has sent " + std::to_string(most_tests_an_hour) +
                             " test messages within the hour; wait a while");
    organisations::audit(session, now,
                         {trial.office.organisation.id, actor, "campaign.test", "campaign", campaign.id,
                          request.wave + " by " + std::string(channel::to_string(trial.channel))});
    transaction.commit();
}

} // namespace

TestSent send_test(Services& services, const Campaign& campaign, const TestRequest& request,
                   const FindConnector& find_connector, const std::string& actor)
{
    const Trial trial = prepare(services, campaign, request);
    const auto& accounts = choose_accounts(services, trial.office.organisation.id).out;
    const auto account = accounts.find(trial.channel);
    const auto connector = account == accounts.end() ? nullptr : find_connector(account->second);
    if (!connector)
        throw conflict_error("the organisation has no active account for " +
                             std::string(channel::to_string(trial.channel)) +
                             " that this process can use; add one with \"dosah connector add\"");
    TestSent sent;
    sent.channel = trial.channel;
    channel::OutgoingMessage message = trial.channel == Channel::email ? write_mail(services, campaign, trial, sent)
                                                                       : write_sms(services, campaign, trial, sent);
    note(services, campaign, request, trial, actor);
    message.recipient = trial.to;
    message.attempt_reference = delivery::make_reference(services.random);
    message.attempt_id = to_micros(services.clock.now()); // of no attempt in the store: those count from 1
    KeptOutcome outcome;
    connector->send({&message, 1}, outcome);
    sent.outcome = outcome.outcome();
    log_info("campaign.test", {{"campaign", campaign.id}, {"outcome", std::string(to_string(sent.outcome.kind))}});
    return sent;
}

} // namespace dosah::campaigns
