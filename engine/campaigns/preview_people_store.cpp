// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "campaigns/account_choice.h"
#include "campaigns/freeze_store.h"
#include "campaigns/plan_store.h"
#include "campaigns/preview_people.h"
#include "segments/segment.h"

#include <algorithm>
#include <charconv>

namespace dosah::campaigns {

namespace {

/// For LIKE ... ESCAPE '!'.
std::string literally(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') out += '!';
        out += c;
    }
    return out;
}

std::int64_t number_in(const std::string& text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? number : 0;
}

} // namespace

std::vector<PreviewGroup> preview_groups(Services& services, const Campaign& campaign)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    std::vector<PreviewGroup> groups;
    const auto take = [&](const AudiencePart& part) {
        if (!part.reason.empty()) return;
        const channel::Channel channel = channel::channel_from(part.way);
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const PreviewGroup& group) {
            return group.channel == channel && group.locale == part.locale;
        });
        if (found == groups.end())
            groups.push_back({channel, part.locale, part.people, part.first_contact});
        else
            found->people += part.people;
    };
    count_audience(services.database, campaign, organisation, accounts, services.clock.now(), false, take);
    const auto place = [&](channel::Channel channel) {
        const auto& order = campaign.definition.channels;
        return std::find(order.begin(), order.end(), channel) - order.begin();
    };
    std::sort(groups.begin(), groups.end(), [&](const PreviewGroup& a, const PreviewGroup& b) {
        return std::pair(place(a.channel), a.locale) < std::pair(place(b.channel), b.locale);
    });
    return groups;
}

std::vector<PreviewPerson> find_preview_people(Services& services, const Campaign& campaign, const std::string& text,
                                               std::size_t most)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const std::string folded = text::fold(text::trim(text));
    if (folded.empty()) return {};
    store::Session session = services.database.session();
    const segments::Condition audience =
        segments::compile(session, organisation.id, campaign.definition.audience, services.clock.now(), 4);
    std::vector<store::Value> values{organisation.locale, "%" + literally(folded) + "%", number_in(folded)};
    values.insert(values.end(), audience.values.begin(), audience.values.end());
    values.emplace_back(static_cast<std::int64_t>(most));
    const store::Rows rows =
        session.query("SELECT c.id, c.given_name, c.family_name, CASE c.locale WHEN '' THEN CAST($1 AS TEXT) ELSE "
                      "c.locale END FROM contacts c WHERE (c.folded_name LIKE $2 ESCAPE '!' OR c.id = $3) AND (" +
                          audience.sql + ") ORDER BY c.id LIMIT $" + std::to_string(values.size()),
                      values);
    std::vector<PreviewPerson> people;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::string given = rows.text(row, 1);
        const std::string family = rows.text(row, 2);
        people.push_back({rows.integer(row, 0), text::trim(given + " " + family), rows.text(row, 3)});
    }
    return people;
}

std::vector<std::int64_t> people_together(Services& services, const Campaign& campaign, channel::Channel channel,
                                          std::int64_t contact_id)
{
    if (!campaign.definition.one_per_address || channel == channel::Channel::letter) return {};
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    store::Session session = services.database.session();
    Ways ways = ways_of(campaign.definition, choose_accounts(services, organisation.id), organisation);
    ways.own_preference = has_preferences(session, organisation.id);
    const segments::Condition audience =
        segments::compile(session, organisation.id, campaign.definition.audience, services.clock.now(), 5);
    std::vector<store::Value> values{organisation.locale, organisation.id, contact_id, to_string(channel)};
    values.insert(values.end(), audience.values.begin(), audience.values.end());
    const std::string column = address_column(channel);
    const store::Rows rows = session.query_once(
        "SELECT contact_id FROM (" +
            select_routes(ways, "$1", "", "FROM contacts c",
                          "c.organisation_id = $2 AND " + column + " = (SELECT " + "o" + column.substr(1) +
                              " FROM contacts o WHERE o.id = $3) AND CAST($4 AS TEXT) <> '' AND (" + audience.sql +
                              ")") +
            ") routes WHERE reason = '' AND way = $4 ORDER BY contact_id",
        values);
    std::vector<std::int64_t> people;
    for (std::size_t row = 0; row < rows.size(); ++row)
        people.push_back(rows.integer(row, 0));
    const auto found = std::find(people.begin(), people.end(), contact_id);
    if (found == people.end()) return {};
    const std::ptrdiff_t room = channel == channel::Channel::sms ? most_together_by_sms : most_together_by_email;
    const auto first = people.begin() + (found - people.begin()) / room * room;
    const auto last = std::min(first + room, people.end());
    return last - first > 1 ? std::vector<std::int64_t>(first, last) : std::vector<std::int64_t>();
}

} // namespace dosah::campaigns
