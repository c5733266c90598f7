// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/letter_form.h"

#include "base/text.h"
#include "campaigns/short_code.h"
#include "content/letter.h"

namespace dosah::campaigns {

namespace {

/// What people type: without "https://".
std::string as_read(const std::string& url)
{
    const std::size_t scheme = url.find("://");
    return scheme == std::string::npos ? url : url.substr(scheme + 3);
}

/// What is kept of it does not hold what opens the person's page.
std::string without_code(std::string text, const Addressee& addressee)
{
    for (const std::string& secret : {addressee.code, addressee.answer_token, addressee.unsubscribe_token})
        for (std::size_t at = 0; !secret.empty() && (at = text.find(secret, at)) != std::string::npos;)
            text.replace(at, secret.size(), "…");
    return text;
}

} // namespace

std::vector<std::string> address_lines(const std::string& postal_address)
{
    const char separator = postal_address.find('\n') == std::string::npos ? ',' : '\n';
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin <= postal_address.size();) {
        const std::size_t end = std::min(postal_address.find(separator, begin), postal_address.size());
        if (std::string line = text::trim(postal_address.substr(begin, end - begin)); !line.empty())
            lines.push_back(std::move(line));
        begin = end + 1;
    }
    return lines;
}

bool wants_large_print(const Services& services, std::int64_t organisation_id, std::int64_t contact_id)
{
    store::Session session = services.database.session();
    const auto contact = contacts::find_contact(session, organisation_id, contact_id);
    return contact && contact->format == "large_print";
}

delivery::Composed compose_letter(const Services& services, const Occasion& occasion, const Addressee& addressee,
                                  Instant now)
{
    const Office& office = *occasion.office;
    const std::string& public_url = services.config.http_public_url;
    content::InvitationTexts texts = occasion_texts(services, occasion, addressee);
    content::LetterParts parts;
    parts.recipient = address_lines(addressee.address);
    if (!addressee.full_name.empty()) parts.recipient.insert(parts.recipient.begin(), addressee.full_name);
    parts.sender = office.post.sender.empty() ? office.organisation.name : office.post.sender;
    parts.window_right = office.post.window_right;
    parts.large_print = addressee.large_print;
    parts.date = content::format_date(occasion.locale, now, office.organisation.time_zone);
    if (!addressee.code.empty()) {
        parts.code = addressee.code;
        parts.code_page = as_read(code_page(public_url));
        parts.code_url = code_page(public_url) + "/" + addressee.code;
        texts.answer_url = parts.code_url;
    }
    texts.takes_replies = false; // of mails and SMS
    const content::LetterTexts letter =
        content::write_letter(services.templates, services.catalogs, occasion.kind, texts, parts);
    delivery::Composed composed;
    composed.content = letter.html;
    composed.sent = delivery::Sent(without_code(letter.subject, addressee), without_code(letter.body, addressee));
    if (occasion.campaign) composed.content_version = occasion.campaign->definition_hash.substr(0, 16);
    return composed;
}

} // namespace dosah::campaigns
