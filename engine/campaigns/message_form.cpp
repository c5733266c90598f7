// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/message_form.h"

#include "base/encoding.h"
#include "campaigns/data_link.h"
#include "campaigns/invitation.h"
#include "campaigns/message_texts.h"
#include "campaigns/wave.h"
#include "content/calendar.h"
#include "content/event_kind.h"

#include <algorithm>
#include <array>

namespace dosah::campaigns {

namespace {

using Text = std::string Addressee::*;
/// In the order of the marks; the calendar's line with the link comes after them.
constexpr std::array<Text, 8> own_texts = {
    &Addressee::given_name, &Addressee::full_name,    &Addressee::greeting,          &Addressee::address,
    &Addressee::reference,  &Addressee::answer_token, &Addressee::unsubscribe_token, &Addressee::reply_to};
constexpr std::array<Text, 2> rendered_texts = {&Addressee::given_name, &Addressee::greeting};

std::string domain_of(const std::string& address)
{
    return address.substr(address.rfind('@') + 1);
}

bool is_appointment(const Event& event)
{
    return !content::is_survey(event.kind);
}

/// Whether the message makes somebody note the event's date: it is not over, and there is a place for them.
bool is_to_note(content::MessageKind kind)
{
    return kind != content::MessageKind::thanks && kind != content::MessageKind::feedback &&
           kind != content::MessageKind::waiting;
}

/// When the event's present version was made: at the freeze the first, no later than now any other.
Instant stamp_of(const Campaign& campaign, Instant now)
{
    return campaign.calendar_sequence > 0 ? now : campaign.frozen_at.value_or(now);
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

/// Links open a person's page, so what is kept of a message does not hold them.
std::string without(std::string text, const Addressee& addressee)
{
    std::vector<std::string> secrets = {addressee.answer_token, addressee.unsubscribe_token};
    for (const Addressee::Person& person : addressee.people)
        secrets.insert(secrets.end(), {person.answer_token, person.unsubscribe_token});
    for (const std::string& secret : secrets)
        for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != std::string::npos;)
            text.replace(at, secret.size(), "…");
    return text;
}

/// Likewise the names: what is kept belongs to the one it was sent to, and is to be gone for who is erased.
content::InvitationTexts without_names(content::InvitationTexts texts)
{
    for (content::InvitationTexts::Person& person : texts.people)
        person.name = "…";
    return texts;
}

void make_shared(content::InvitationTexts& texts, const std::string& public_url, const Addressee& shown)
{
    if (shown.people.empty()) return;
    for (const Addressee::Person& person : shown.people)
        texts.people.push_back({person.name, invitation_page(public_url) + person.answer_token,
                                unsubscribe_page(public_url) + person.unsubscribe_token});
    texts.answer_url.clear();
    texts.unsubscribe_url.clear();
    texts.takes_stop = texts.takes_replies;
    texts.takes_replies = false;
}

void add_notice(content::InvitationTexts& texts, const Notice& notice, const Event& event, const std::string& locale)
{
    texts.note = find_text(notice.note, locale).value_or("");
    if (!notice.before) return;
    const std::string place = in_locale(notice.before->place, locale);
    if (place != in_locale(event.place, locale)) texts.before.place = place;
    if (notice.before->starts == event.starts && notice.before->ends == event.ends) return;
    texts.before.starts = notice.before->starts;
    texts.before.ends = notice.before->ends;
}

/// What lets mail programs offer "unsubscribe" (RFC 2919, 2369, 8058).
void add_list_headers(mime::Mail& mail, const Occasion& occasion, const std::string& unsubscribe_url)
{
    const auto& organisation = occasion.office->organisation;
    mail.headers.emplace_back("List-Id", "<" + organisation.key + "." + domain_of(organisation.sender_email) + ">");
    std::string ways = "<" + unsubscribe_url + ">";
    if (!occasion.office->mailbox.empty()) ways += ", <mailto:" + mail.reply_to.address + "?subject=unsubscribe>";
    mail.headers.emplace_back("List-Unsubscribe", ways);
    if (unsubscribe_url.starts_with("https://")) // RFC 8058 section 3.1 demands it
        mail.headers.emplace_back("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    mail.headers.emplace_back("Feedback-ID", std::to_string(occasion.campaign->id) + ":" + occasion.purpose + ":" +
                                                 organisation.key + ":dosah");
}

} // namespace

content::InvitationTexts occasion_texts(const Services& services, const Occasion& occasion, const Addressee& shown)
{
    const auto& organisation = occasion.office->organisation;
    const bool sms = occasion.channel == channel::Channel::sms;
    const std::string& public_url = services.config.http_public_url;
    content::InvitationTexts texts;
    if (occasion.campaign) {
        texts = message_texts(services.catalogs, occasion.campaign->definition, organisation, occasion.campaign->id,
                              occasion.locale, {shown.given_name, "", "", ""}, occasion.format);
        const Wave* wave = find_wave(occasion.campaign->definition, std::string(to_string(occasion.kind)));
        if (wave != nullptr && occasion.kind != content::MessageKind::invitation)
            use_wave(texts, *wave, occasion.locale);
        texts.answer_url = invitation_page(public_url) + shown.answer_token;
    } else {
        texts = organisation_texts(services.catalogs, organisation, occasion.locale, {shown.given_name, "", "", ""});
        if (occasion.kind == content::MessageKind::data_link)
            texts.answer_url = data_link_page(public_url) + shown.answer_token;
    }
    texts.format = occasion.format;
    if (occasion.notice && occasion.campaign)
        add_notice(texts, *occasion.notice, occasion.campaign->definition.event, occasion.locale);
    texts.greeting = shown.greeting;
    texts.unsubscribe_url = unsubscribe_page(public_url) + shown.unsubscribe_token;
    texts.takes_replies = sms ? !occasion.campaign || can_be_answered(occasion.campaign->definition.sms_sender)
                              : !occasion.office->mailbox.empty();
    make_shared(texts, public_url, shown);
    return texts;
}

MessageForm::MessageForm(const Services& services, const Occasion& occasion, bool named) : named_(named)
{
    // Nobody can guess them, so no campaign's text holds one. The blank shows where a text with a blank would be broken
    // (after "https://"); tokens never have one and stand in links.
    Addressee shown;
    for (const Text text : own_texts) {
        std::string& mark = shown.*text;
        mark = "Q" + to_crockford(services.random.bytes(8));
        if (std::find(rendered_texts.begin(), rendered_texts.end(), text) != rendered_texts.end())
            mark += " Q" + to_crockford(services.random.bytes(8));
        marks_.push_back(mark);
    }
    marks_.push_back("Q" + to_crockford(services.random.bytes(8)));
    if (!named) shown.given_name.clear();
    make(services, occasion, shown);
}

MessageForm::MessageForm(const Services& services, const Occasion& occasion, const Addressee& addressee)
{
    make(services, occasion, addressee);
}

void MessageForm::make(const Services& services, const Occasion& occasion, const Addressee& shown)
{
    answer_page_ = invitation_page(services.config.http_public_url);
    if (occasion.campaign) content_version_ = occasion.campaign->definition_hash.substr(0, 16);
    const content::InvitationTexts texts = occasion_texts(services, occasion, shown);
    if (occasion.channel == channel::Channel::email) return make_email(services, occasion, shown, texts);
    strip_ = occasion.campaign && occasion.campaign->definition.strip_sms;
    sender_ = occasion.campaign ? occasion.campaign->definition.sms_sender : "";
    const std::string rendered = content::render_sms(services.templates, occasion.kind, texts);
    sms_ = MarkedText(rendered, marks_);
    const std::string measured = content::measure_sms(rendered, strip_).text;
    measured_sms_ = MarkedText(measured, marks_);
    keep(occasion, shown, "",
         shown.people.empty()
             ? measured
             : content::write_sms(services.templates, occasion.kind, without_names(texts), strip_).text);
    check_marks({rendered});
}

void MessageForm::make_email(const Services& services, const Occasion& occasion, const Addressee& shown,
                             const content::InvitationTexts& texts)
{
    const auto& organisation = occasion.office->organisation;
    mailbox_ = occasion.office->mailbox;
    sender_ = organisation.sender_email;
    const content::EmailTexts written =
        content::write_email(services.templates, services.catalogs, occasion.kind, texts);
    check_marks({written.subject, written.text, written.html});
    mime::Mail mail;
    mail.from = {organisation.name, organisation.sender_email};
    mail.to = {shown.full_name, shown.address};
    mail.reply_to = {organisation.name, shown.reply_to};
    mail.subject = written.subject;
    mail.message_id = shown.reference + "@" + domain_of(organisation.sender_email);
    mail.text = written.text;
    mail.html = written.html;
    const bool answers = occasion.purpose == "confirmation" || occasion.purpose == "opt_out" ||
                         occasion.purpose == "data_link"; // RFC 3834 section 5
    mail.headers.emplace_back("Auto-Submitted", answers ? "auto-replied" : "auto-generated");
    mail.headers.emplace_back("Content-Language", occasion.locale);
    if (occasion.campaign) {
        add_list_headers(mail, occasion, unsubscribe_page(services.config.http_public_url) + shown.unsubscribe_token);
        if (is_appointment(occasion.campaign->definition.event) && is_to_note(occasion.kind)) {
            const std::string calendar = event_calendar(*occasion.campaign, organisation, occasion.locale, "",
                                                        stamp_of(*occasion.campaign, services.clock.now()));
            const std::string line = marks_.empty() ? content::url_line(texts.answer_url) : marks_.back();
            // An entry in a calendar that several people see has no link of one of them.
            mail.calendars.push_back({texts.people.empty() ? content::put_into_event(calendar, line) : calendar,
                                      occasion.campaign->event_cancelled_at ? "CANCEL" : "PUBLISH"});
        }
    }
    if (texts.people.empty()) {
        keep(occasion, shown, written.subject, written.text);
    } else {
        const content::EmailTexts kept =
            content::write_email(services.templates, services.catalogs, occasion.kind, without_names(texts));
        keep(occasion, shown, kept.subject, kept.text);
    }
    mail_.emplace(mail, marks_);
}

void MessageForm::keep(const Occasion& occasion, const Addressee& shown, const std::string& subject,
                       const std::string& text)
{
    const std::string kept_subject = without(subject, shown);
    const std::string kept_text = without(text, shown);
    if (marks_.empty())
        sent_ = delivery::Sent(kept_subject, kept_text);
    else
        sent_form_ = std::make_shared<delivery::SentForm>(
            occasion.office->organisation.id, MarkedText(kept_subject, marks_), MarkedText(kept_text, marks_));
}

void MessageForm::check_marks(const std::vector<std::string_view>& rendered)
{
    for (const std::string_view whole : rendered) {
        const MarkedText text(whole, marks_);
        for (const std::string_view between : text.between())
            for (const std::string& mark : marks_)
                if (const std::size_t blank = mark.find(' '); blank != mark.npos)
                    passes_marks_ = passes_marks_ && between.find(mark.substr(0, blank)) == between.npos &&
                                    between.find(mark.substr(blank + 1)) == between.npos;
    }
}

bool MessageForm::fits(const Addressee& addressee) const
{
    return passes_marks_ && addressee.people.empty() && named_ != addressee.given_name.empty() &&
           std::all_of(rendered_texts.begin(), rendered_texts.end(),
                       [&](Text text) { return content::is_inert(addressee.*text); });
}

std::vector<std::string> MessageForm::values(const Addressee& addressee) const
{
    std::vector<std::string> all;
    if (marks_.empty()) return all;
    all.reserve(marks_.size());
    for (const Text text : own_texts)
        all.push_back(addressee.*text);
    all.push_back(mail_ ? content::url_line(answer_page_ + addressee.answer_token) : "");
    return all;
}

delivery::Sent MessageForm::sent_sms(const Addressee& addressee, const std::vector<std::string>& own,
                                     const std::string& written) const
{
    if (!sent_form_) return sent_;
    if (measured_sms_.gives(written, own)) return {sent_form_, without(sent_form_->own(own), addressee)};
    std::vector<std::string> measured = own;
    for (std::string& value : measured)
        if (!is_ascii(value)) value = content::measure_sms(value, strip_).text;
    if (measured_sms_.gives(written, measured)) return {sent_form_, without(sent_form_->own(measured), addressee)};
    // A name that has no bare form keeps the whole message from being stripped.
    return {"", without(written, addressee)};
}

delivery::Composed MessageForm::write(const Addressee& addressee, Instant now) const
{
    const std::vector<std::string> own = values(addressee);
    delivery::Composed composed;
    composed.content_version = content_version_;
    if (!mail_) {
        const content::SmsText sms = content::measure_sms(sms_.fill(own), strip_);
        composed.sender = sender_;
        composed.content = sms.text;
        composed.unicode = sms.encoding == content::SmsEncoding::ucs2;
        composed.parts = sms.parts;
        composed.sent = sent_sms(addressee, own, sms.text);
        return composed;
    }
    composed.sender = mailbox_.empty() ? sender_ : bounce_address(mailbox_, addressee.reference);
    composed.content = mail_->write(own, now);
    composed.sent = sent_form_ ? delivery::Sent(sent_form_, without(sent_form_->own(own), addressee)) : sent_;
    return composed;
}

} // namespace dosah::campaigns
