// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/invitation.h"

#include "campaigns/token.h"
#include "content/calendar.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_local_part = 64; // RFC 5321 4.5.3.1.1
constexpr std::string_view bounce_mark = "b.";
constexpr std::size_t reference_digits = 32;

std::string page(const std::string& public_url, const char* name)
{
    std::string base = public_url;
    while (!base.empty() && base.back() == '/')
        base.pop_back();
    return base + name;
}

/// "posta@mesto.test" and a detail -> "posta+detail@mesto.test"; nothing when the local part would grow too long.
std::optional<std::string> with_detail(const std::string& address, const std::string& detail)
{
    const std::size_t at = address.rfind('@');
    if (at == std::string::npos || at + 1 + detail.size() > longest_local_part) return std::nullopt;
    return address.substr(0, at) + "+" + detail + address.substr(at);
}

std::string_view detail_of(std::string_view address)
{
    const std::size_t at = address.rfind('@');
    if (at == std::string_view::npos) return {};
    const std::size_t plus = address.substr(0, at).rfind('+');
    return plus == std::string_view::npos ? std::string_view() : address.substr(plus + 1, at - plus - 1);
}

} // namespace

std::string invitation_page(const std::string& public_url)
{
    return page(public_url, "/i/");
}

std::string unsubscribe_page(const std::string& public_url)
{
    return page(public_url, "/u/");
}

std::string invitation_url(const MasterKey& master, const std::string& public_url, const Invitation& invitation,
                           bool brief)
{
    return invitation_page(public_url) +
           make_token(master, TokenKind::invitation, invitation.id, invitation.token_version, brief);
}

std::string unsubscribe_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact,
                            bool brief)
{
    return unsubscribe_page(public_url) +
           make_token(master, TokenKind::unsubscribe, contact.id, contact.token_version, brief);
}

std::string preferences_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact)
{
    return public_url + "/p/" + make_token(master, TokenKind::preferences, contact.id, contact.token_version, false);
}

std::string reply_address(const MasterKey& master, const std::string& mailbox_address, const Invitation& invitation)
{
    for (const bool brief : {false, true}) {
        const std::string token =
            make_token(master, TokenKind::invitation, invitation.id, invitation.token_version, brief);
        if (const auto address = with_detail(mailbox_address, token)) return *address;
    }
    return mailbox_address; // then the person is known by the address they write from alone
}

std::optional<std::string> reply_token(std::string_view address)
{
    const std::string_view detail = detail_of(address);
    return token_id(detail) ? std::optional(std::string(detail)) : std::nullopt;
}

std::string bounce_address(const std::string& mailbox_address, const std::string& reference)
{
    return with_detail(mailbox_address, std::string(bounce_mark) + reference).value_or(mailbox_address);
}

std::optional<std::string> bounce_reference(std::string_view address)
{
    std::string detail(detail_of(address));
    // Some relays change the case of a local part; a reference is lower-case hexadecimal.
    std::transform(detail.begin(), detail.end(), detail.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (!detail.starts_with(bounce_mark)) return std::nullopt;
    const std::string reference = detail.substr(bounce_mark.size());
    const bool whole =
        reference.size() == reference_digits && reference.find_first_not_of("0123456789abcdef") == std::string::npos;
    return whole ? std::optional(reference) : std::nullopt;
}

std::string event_calendar(const Campaign& campaign, const organisations::Organisation& organisation,
                           const std::string& locale, const std::string& url, Instant stamp)
{
    const Event& event = campaign.definition.event;
    content::CalendarEvent calendar;
    calendar.uid = campaign.calendar_uid;
    calendar.sequence = campaign.calendar_sequence;
    calendar.cancelled = campaign.event_cancelled_at.has_value();
    calendar.title = in_locale(event.title, locale);
    calendar.description = find_text(event.lead, locale).value_or("");
    calendar.place = in_locale(event.place, locale);
    calendar.url = url;
    calendar.organiser_name = organisation.name;
    calendar.organiser_email =
        organisation.contact_email.empty() ? organisation.sender_email : organisation.contact_email;
    calendar.starts = event.starts;
    calendar.ends = event.ends;
    calendar.stamp = stamp;
    calendar.time_zone = organisation.time_zone;
    return content::write_calendar(calendar);
}

} // namespace dosah::campaigns
