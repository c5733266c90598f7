// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"
#include "contacts/preferences.h"

#include <algorithm>
#include <array>

namespace dosah::contacts {

namespace {

constexpr std::array<std::string_view, 5> email_words{"email", "e-mail", "mail", "epost", "e-post"};
constexpr std::array<std::string_view, 5> sms_words{"sms", "mobil", "mobile", "telefon", "phone"};
constexpr std::array<std::string_view, 6> letter_words{"letter", "post", "paper", "dopis", "posta", "brev"};

constexpr std::array<std::string_view, 3> all_formats{"usual", "easy_to_read", "large_print"};

constexpr std::string_view page_source = "web"; // what an opt-out on a page is recorded as

} // namespace

std::span<const std::string_view> formats()
{
    return all_formats;
}

std::span<const std::string_view> words_for(channel::Channel channel)
{
    if (channel == channel::Channel::email) return email_words;
    return channel == channel::Channel::letter ? std::span<const std::string_view>(letter_words) : sms_words;
}

Preferences find_preferences(store::Session& session, std::int64_t contact_id)
{
    const store::Rows rows =
        session.query("SELECT c.locale, c.format, a.folded_value FROM contacts c LEFT JOIN "
                      "contact_attributes a ON a.contact_id = c.id AND a.name = $1 WHERE c.id = $2",
                      {channel_attribute, contact_id});
    Preferences preferences;
    preferences.locale = rows.text(0, 0);
    preferences.format = rows.text(0, 1);
    const std::string word = rows.optional_text(0, 2).value_or("");
    for (const channel::Channel channel : channel::all_channels)
        if (std::ranges::find(words_for(channel), word) != words_for(channel).end()) preferences.channel = channel;
    return preferences;
}

void save_preferences(store::Session& session, std::int64_t contact_id, const Preferences& preferences, Instant now)
{
    session.run("UPDATE contacts SET locale = $1, format = $2, updated_at = $3 WHERE id = $4",
                {preferences.locale, preferences.format, to_micros(now), contact_id});
    if (preferences.channel)
        write_attribute(session, contact_id, std::string(channel_attribute),
                        std::string(to_string(*preferences.channel)));
    else
        session.run("DELETE FROM contact_attributes WHERE contact_id = $1 AND name = $2",
                    {contact_id, channel_attribute});
}

Stop find_stop(store::Session& session, std::int64_t contact_id)
{
    const store::Rows rows = session.query(
        "SELECT c.opted_out_at, s.reason, s.source FROM contacts c LEFT JOIN suppressions s ON s.organisation_id = "
        "c.organisation_id AND s.reason IN ('opt_out', 'complaint') AND ((s.channel = 'email' AND s.address = c.email) "
        "OR (s.channel = 'sms' AND s.address = c.phone)) WHERE c.id = $1",
        {contact_id});
    Stop stop = Stop::none;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string reason = rows.optional_text(i, 1).value_or("");
        if (reason == "complaint" || (reason == "opt_out" && rows.text(i, 2) != page_source)) return Stop::otherwise;
        if (!reason.empty() || rows.optional_integer(i, 0)) stop = Stop::by_page;
    }
    return stop;
}

} // namespace dosah::contacts
