// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"
#include "contacts/preferences.h"

#include <algorithm>
#include <array>

namespace dosah::contacts {

namespace {

constexpr std::array<std::string_view, 5> email_words{"email", "e-mail", "mail", "epost", "e-post"};
constexpr std::array<std::string_view, 5> sms_words{"sms", "mobil", "mobile", "telefon", "phone"};

} // namespace

std::span<const std::string_view> words_for(channel::Channel channel)
{
    if (channel == channel::Channel::email) return email_words;
    return sms_words;
}

Preferences find_preferences(store::Session& session, std::int64_t contact_id)
{
    const store::Rows rows =
        session.query("SELECT c.locale, a.folded_value FROM contacts c LEFT JOIN "
                      "contact_attributes a ON a.contact_id = c.id AND a.name = $1 WHERE c.id = $2",
                      {channel_attribute, contact_id});
    Preferences preferences;
    preferences.locale = rows.text(0, 0);
    const std::string word = rows.optional_text(0, 1).value_or("");
    for (const channel::Channel channel : {channel::Channel::email, channel::Channel::sms})
        if (std::ranges::find(words_for(channel), word) != words_for(channel).end()) preferences.channel = channel;
    return preferences;
}

void save_preferences(store::Session& session, std::int64_t contact_id, const Preferences& preferences, Instant now)
{
    session.run("UPDATE contacts SET locale = $1, updated_at = $2 WHERE id = $3",
                {preferences.locale, to_micros(now), contact_id});
    if (preferences.channel)
        write_attribute(session, contact_id, std::string(channel_attribute),
                        std::string(to_string(*preferences.channel)));
    else
        session.run("DELETE FROM contact_attributes WHERE contact_id = $1 AND name = $2",
                    {contact_id, channel_attribute});
}

bool has_opted_out(store::Session& session, std::int64_t contact_id)
{
    return !session.query("SELECT 1 FROM contacts WHERE id = $1 AND opted_out_at IS NOT NULL", {contact_id}).empty();
}

} // namespace dosah::contacts
