// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/preview.h"
#include "campaigns/preview_people.h"
#include "content/locale.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <array>
#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t most_found = 20;
constexpr std::size_t most_typed = 200;
constexpr std::array formats = {content::Format::usual, content::Format::easy_to_read, content::Format::large_print};

/// What the page's address says, as far as it says something that there is.
struct Wish
{
    std::int64_t contact = 0; ///< 0: not said
    std::string channel;      ///< "": the one the person would get it by
    std::string wave = "invitation";
    std::string format; ///< "": as the person wants to read
    std::string search;

    std::string address(const std::string& page) const
    {
        return page + "?contact=" + std::to_string(contact) + "&channel=" + channel + "&wave=" + wave +
               (format.empty() ? "" : "&format=" + format);
    }
};

Wish read_wish(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    Wish wish;
    const std::string contact = exchange.query("contact");
    std::from_chars(contact.data(), contact.data() + contact.size(), wish.contact);
    for (const channel::Channel channel : campaign.definition.channels)
        if (exchange.query("channel") == channel::to_string(channel)) wish.channel = channel::to_string(channel);
    for (const campaigns::Wave& wave : campaign.definition.waves)
        if (exchange.query("wave") == wave.kind) wish.wave = wave.kind;
    for (const content::Format format : formats)
        if (exchange.query("format") == to_string(format)) wish.format = to_string(format);
    wish.search = exchange.query("q").substr(0, most_typed);
    return wish;
}

campaigns::Preview preview_of(Exchange& exchange, const campaigns::Campaign& campaign, const Wish& wish)
{
    campaigns::PreviewRequest request;
    request.contact_id = wish.contact;
    request.wave = wish.wave;
    if (!wish.format.empty()) request.format = content::format_from(wish.format);
    if (!wish.channel.empty()) request.channel = channel::channel_from(wish.channel);
    return campaigns::preview_message(exchange.shared.services(), campaign, request);
}

std::string language(const Exchange& exchange, const std::string& locale)
{
    return exchange.shared.services().catalogs.text(locale, "public.language");
}

std::string channel_name(const Exchange& exchange, channel::Channel channel)
{
    return exchange.text("console.channel." + std::string(channel::to_string(channel)));
}

content::View option(const std::string& value, const std::string& label, bool here)
{
    content::View view;
    view.set("value", value);
    view.set("label", label);
    view.set("here", here);
    return view;
}

void set_choices(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign, const Wish& wish)
{
    content::ViewList channels;
    for (const channel::Channel channel : campaign.definition.channels) {
        const std::string word(channel::to_string(channel));
        channels.push_back(option(word, channel_name(exchange, channel), word == wish.channel));
    }
    content::ViewList waves;
    for (const campaigns::Wave& wave : campaign.definition.waves)
        waves.push_back(option(wave.kind, exchange.text("console.wave." + wave.kind), wave.kind == wish.wave));
    content::ViewList ways = {option("", exchange.text("console.preview.format_wanted"), wish.format.empty())};
    for (const content::Format format : formats) {
        const std::string word(to_string(format));
        ways.push_back(option(word, exchange.text("public.preferences.format." + word), word == wish.format));
    }
    view.set("formats", std::move(ways));
    view.set("channels", std::move(channels));
    view.set("waves", std::move(waves));
    view.set("contact", std::to_string(wish.contact));
    view.set("search", wish.search);
}

content::ViewList group_rows(const Exchange& exchange, const std::vector<campaigns::PreviewGroup>& groups, Wish wish,
                             const std::string& page)
{
    content::ViewList rows;
    for (const campaigns::PreviewGroup& group : groups) {
        wish.contact = group.first_contact;
        wish.channel = channel::to_string(group.channel);
        content::View row;
        row.set("label", channel_name(exchange, group.channel) + " · " + language(exchange, group.locale));
        row.set("count", number_text(exchange, group.people));
        row.set("url", wish.address(page));
        rows.push_back(row);
    }
    return rows;
}

content::ViewList find_people(const Exchange& exchange, const campaigns::Campaign& campaign, Wish wish,
                              const std::string& page)
{
    content::ViewList rows;
    if (wish.search.empty()) return rows;
    wish.channel.clear(); // as whoever is found would get it
    for (const campaigns::PreviewPerson& person :
         campaigns::find_preview_people(exchange.shared.services(), campaign, wish.search, most_found)) {
        wish.contact = person.contact_id;
        const std::string number =
            exchange.text("console.preview.person", {{"number", std::to_string(person.contact_id)}});
        content::View row;
        row.set("name", person.name.empty() ? number : person.name);
        row.set("about", (person.name.empty() ? "" : number + " · ") + language(exchange, person.locale));
        row.set("url", wish.address(page));
        rows.push_back(row);
    }
    return rows;
}

content::View cost_view(const Exchange& exchange, const char* key, const content::SmsText& sms, bool goes)
{
    content::View view;
    view.set("label", exchange.text(key));
    view.set("goes", goes);
    view.set("goes_text", exchange.text("console.preview.goes"));
    view.set("text", sms.text);
    view.set("cost", exchange.text("console.preview.cost", {{"parts", std::int64_t{sms.parts}},
                                                            {"encoding", std::string(to_string(sms.encoding))},
                                                            {"units", std::int64_t{sms.units}}}));
    std::string signs;
    if (sms.encoding == content::SmsEncoding::ucs2)
        for (const std::string& sign : content::unicode_characters(sms.text))
            signs += (signs.empty() ? "" : " ") + sign;
    view.set("has_signs", !signs.empty());
    view.set("signs", exchange.text("console.preview.unicode", {{"signs", signs}}));
    return view;
}

void set_preview(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign,
                 const campaigns::Preview& preview, const std::string& html_url)
{
    const bool sms = preview.channel == channel::Channel::sms;
    view.set("is_sms", sms);
    view.set("address", preview.to);
    view.set("format", exchange.text("public.preferences.format." + std::string(to_string(preview.format))));
    view.set("language", channel_name(exchange, preview.channel) + " · " + language(exchange, preview.locale));
    view.set("message_lang", preview.locale);
    view.set("subject", preview.subject);
    view.set("text", preview.text);
    view.set("has_html", !preview.html.empty());
    view.set("html_url", html_url);
    const bool strips = campaign.definition.strip_sms;
    content::ViewList costs;
    if (sms) {
        costs.push_back(cost_view(exchange, "console.preview.kept", preview.sms, !strips));
        costs.push_back(cost_view(exchange, "console.preview.stripped", preview.stripped, strips));
    }
    view.set("costs", std::move(costs));
}

} // namespace

/// For whom: the person the address names, else the first one found, else the first of the audience.
Response show_preview(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    Wish wish = read_wish(exchange, campaign);
    const std::string page = "/campaigns/" + std::to_string(campaign.id) + "/preview";
    content::View view = console_view(exchange, exchange.text("console.label.preview_title"), "campaigns");
    set_campaign(view, exchange, campaign);
    std::string problem;
    std::optional<campaigns::Preview> preview;
    std::vector<campaigns::PreviewGroup> groups;
    content::ViewList found;
    try {
        groups = campaigns::preview_groups(exchange.shared.services(), campaign);
        found = find_people(exchange, campaign, wish, page);
        if (wish.contact == 0 && !groups.empty()) {
            wish.contact = groups.front().first_contact;
            wish.channel = channel::to_string(groups.front().channel);
        }
        if (wish.contact != 0) preview = preview_of(exchange, campaign, wish);
    } catch (const Error& error) {
        // A text that cannot be written, an address the person does not have: said on the page, where both can be
        // chosen anew.
        if (error.kind() == ErrorKind::internal || error.kind() == ErrorKind::unavailable) throw;
        problem = error.what();
    }
    if (preview) wish.channel = channel::to_string(preview->channel);
    set_choices(view, exchange, campaign, wish);
    view.set("searches", !wish.search.empty());
    view.set("none", found.empty());
    view.set("has_more", found.size() == most_found);
    view.set("more", exchange.text("console.preview.more", {{"count", std::int64_t{most_found}}}));
    view.set("found", std::move(found));
    view.set("has_groups", !groups.empty());
    view.set("groups", group_rows(exchange, groups, wish, page));
    view.set("has_problem", !problem.empty());
    view.set("problem", problem);
    view.set("has_preview", preview.has_value());
    set_preview(view, exchange, campaign, preview.value_or(campaigns::Preview()), wish.address(page + ".html"));
    return console_response(exchange, "console/preview.html", view);
}

/// Under the policy of a captured mail: no script, nothing from elsewhere.
Response preview_html(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const Wish wish = read_wish(exchange, campaign);
    const campaigns::Preview preview = preview_of(exchange, campaign, wish);
    if (preview.html.empty()) throw missing_error("the message has no HTML part");
    return html_response(preview.html, Policy::mail);
}

} // namespace dosah::web
