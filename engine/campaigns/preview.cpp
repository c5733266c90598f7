// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/preview.h"

#include "base/error.h"
#include "campaigns/greeting.h"
#include "campaigns/letter_form.h"
#include "campaigns/message_form.h"
#include "campaigns/preview_people.h"
#include "campaigns/shared_message.h"
#include "campaigns/short_code.h"
#include "campaigns/test_send.h"
#include "campaigns/token.h"
#include "campaigns/wave.h"
#include "content/letter.h"
#include "content/locale.h"
#include "mime/parse.h"

namespace dosah::campaigns {

namespace {

using channel::Channel;

/// As long as those of a large town.
constexpr std::int64_t typical_id = 1 << 20;

const std::string& address_of(const contacts::Contact& contact, Channel channel)
{
    if (channel == Channel::letter) return contact.postal_address;
    return channel == Channel::email ? contact.email : contact.phone;
}

Channel choose_channel(const Definition& definition, const contacts::Contact& contact, const PreviewRequest& request)
{
    if (request.channel) {
        if (address_of(contact, *request.channel).empty())
            throw conflict_error("contact " + std::to_string(contact.id) + " has no address for " +
                                 std::string(to_string(*request.channel)));
        return *request.channel;
    }
    for (const Channel channel : definition.channels)
        if (!address_of(contact, channel).empty()) return channel;
    throw conflict_error("contact " + std::to_string(contact.id) + " has no address for a channel of the campaign");
}

std::string choose_locale(const PreviewRequest& request, const contacts::Contact& contact,
                          const organisations::Organisation& organisation)
{
    if (request.locale.empty()) return contact.locale.empty() ? organisation.locale : contact.locale;
    if (!content::is_locale(request.locale))
        throw input_error("locale: \"" + request.locale + "\" is none; write for example cs, nb, nn or en");
    return request.locale;
}

Addressee addressee_of(const Services& services, const Occasion& occasion, const contacts::Contact& contact)
{
    Addressee person;
    person.given_name = contact.given_name;
    const bool both = !contact.given_name.empty() && !contact.family_name.empty();
    person.full_name = contact.given_name + (both ? " " : "") + contact.family_name;
    for (char& c : person.full_name)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    person.greeting = greeting_of(services.catalogs, occasion.campaign->definition, contact, occasion.locale);
    person.address = address_of(contact, occasion.channel);
    person.reference = std::string(32, '0');
    person.answer_token = person.unsubscribe_token = test_token;
    const auto& office = *occasion.office;
    person.reply_to = office.mailbox.empty() ? office.organisation.contact_email : office.mailbox;
    return person;
}

/// The addressee of the message that the person would be in with others; the person alone mostly.
Addressee addressee_with_others(Services& services, const Occasion& occasion, const contacts::Contact& contact)
{
    std::vector<Addressee> people;
    for (const std::int64_t id : people_together(services, *occasion.campaign, occasion.channel, contact.id)) {
        store::Session session = services.database.session();
        if (const auto one = contacts::find_contact(session, contact.organisation_id, id))
            people.push_back(addressee_of(services, occasion, *one));
    }
    return people.size() > 1 ? together(services.catalogs, occasion, people)
                             : addressee_of(services, occasion, contact);
}

} // namespace

Preview preview_message(Services& services, const Campaign& campaign, const PreviewRequest& request)
{
    const auto kind = content::message_kind_from(request.wave);
    if (find_wave(campaign.definition, request.wave) == nullptr || !kind)
        throw input_error("wave: campaign " + campaign.key + " has no wave \"" + request.wave + "\"");
    const auto office = std::make_shared<const Office>(read_office(services, campaign.organisation_id));
    std::optional<contacts::Contact> contact;
    {
        store::Session session = services.database.session();
        contact = contacts::find_contact(session, campaign.organisation_id, request.contact_id);
    }
    if (!contact) throw missing_error("the organisation has no contact " + std::to_string(request.contact_id));

    Occasion occasion;
    occasion.office = office;
    const bool strips = campaign.definition.strip_sms;
    const auto shown = std::make_shared<Campaign>(campaign);
    shown->definition.strip_sms = false; // both ways are shown
    occasion.campaign = shown;
    occasion.purpose = "wave";
    occasion.kind = *kind;
    occasion.channel = choose_channel(campaign.definition, *contact, request);
    occasion.locale = choose_locale(request, *contact, office->organisation);
    if (occasion.channel != Channel::sms)
        occasion.format = request.format.value_or(content::format_from(contact->format));

    Addressee person = addressee_with_others(services, occasion, *contact);
    const Instant now = services.clock.now();
    const auto write = [&] { return MessageForm(services, occasion, person).write(person, now).content; };
    Preview preview;
    preview.channel = occasion.channel;
    preview.to = person.address;
    preview.locale = occasion.locale;
    preview.format = occasion.format;
    if (occasion.channel == Channel::letter) {
        person.code = short_code(services.master, typical_id, 1);
        person.large_print = contact->format == "large_print";
        const delivery::Composed letter = compose_letter(services, occasion, person, now);
        preview.subject = letter.sent.whole.subject;
        preview.text = letter.sent.whole.text;
        preview.html = content::letter_top(services.templates, occasion.locale, preview.subject, "") + letter.content +
                       content::letter_bottom(services.templates);
        return preview;
    }
    const std::string written = write();
    if (occasion.channel == Channel::sms) {
        person.answer_token = make_token(services.master, TokenKind::invitation, typical_id, 1, true);
        person.unsubscribe_token = make_token(services.master, TokenKind::unsubscribe, typical_id, 1, true);
        for (Addressee::Person& one : person.people) {
            one.answer_token = person.answer_token;
            one.unsubscribe_token = person.unsubscribe_token;
        }
        const std::string whole = write();
        preview.sms = content::measure_sms(whole, false);
        preview.stripped = content::measure_sms(whole, true);
        preview.sms.text = written;
        preview.stripped.text = content::measure_sms(written, true).text;
        preview.text = strips ? preview.stripped.text : written;
        return preview;
    }
    preview.mail = written;
    const mime::ParsedMail mail = mime::parse(written);
    preview.subject = mail.header("Subject");
    preview.text = mail.text();
    for (const mime::Part& part : mail.parts)
        if (part.type == "text/html") preview.html = part.content;
    return preview;
}

} // namespace dosah::campaigns
