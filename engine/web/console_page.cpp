// SPDX-License-Identifier: EUPL-1.2
#include "web/console_page.h"

#include "web/chart.h"
#include "web/public_page.h"
#include "web/session.h"

#include <array>

namespace dosah::web {

namespace {

struct Entry
{
    const char* key;
    const char* path;
    const char* icon;
};

constexpr std::array entries = {Entry{"campaigns", "/campaigns", "send"}, Entry{"replies", "/replies", "chat"},
                                Entry{"doubt", "/doubt", "question"}, Entry{"reports", "/reports", "chart"},
                                Entry{"sandbox", "/sandbox", "box"}};

content::ViewList navigation(const Exchange& exchange, const std::string& here)
{
    content::ViewList list;
    if (!exchange.user) return list;
    const bool evaluator = exchange.user->role == organisations::Role::evaluator;
    for (const Entry& entry : entries) {
        if (evaluator && std::string_view(entry.key) != "reports") continue;
        if (std::string_view(entry.key) == "sandbox" && !exchange.shared.services().config.sandbox) continue;
        content::View item;
        item.set("url", entry.path);
        item.set("icon", entry.icon);
        item.set("label", exchange.text(std::string("console.nav.") + entry.key));
        item.set("here", here == entry.key);
        list.push_back(item);
    }
    return list;
}

std::string colour_of(campaigns::State state)
{
    switch (state) {
    case campaigns::State::running:
        return "info";
    case campaigns::State::finished:
        return "success";
    case campaigns::State::paused:
    case campaigns::State::scheduled:
    case campaigns::State::submitted:
        return "warning";
    case campaigns::State::missed:
    case campaigns::State::cancelled:
        return "danger";
    default:
        return "neutral";
    }
}

} // namespace

content::View console_view(const Exchange& exchange, const std::string& title, const std::string& here)
{
    const Shared& shared = exchange.shared;
    content::View view = shared.console_labels.at(exchange.locale());
    view.set("lang", exchange.locale());
    view.set("page_title", exchange.organisation ? title + " – " + exchange.organisation->name : title + " – Dosah");
    view.set("ds_url", shared.assets.url("ds.css"));
    view.set("base_theme_url", shared.assets.url("theme.css"));
    view.set("css_url", shared.assets.url("console.css"));
    view.set("icons_url", shared.assets.url("icons.svg"));
    view.set("live_url", shared.assets.url("live.js"));
    view.set("live", false);
    view.set("signed_in", exchange.user.has_value());
    view.set("theme_url", exchange.organisation ? theme_url(*exchange.organisation) : default_theme_url());
    view.set("organisation", exchange.organisation ? exchange.organisation->name : std::string("Dosah"));
    view.set("user_name", exchange.user ? exchange.user->name : std::string());
    view.set("user_role", exchange.user ? exchange.text("console.role." + std::string(to_string(exchange.user->role)))
                                        : std::string());
    view.set("csrf", exchange.user ? form_token(exchange) : std::string());
    view.set("navigation", navigation(exchange, here));
    return view;
}

Response console_response(const Exchange& exchange, const std::string& name, const content::View& view, int status)
{
    return html_response(exchange.shared.services().templates.render(name, view), Policy::console, status);
}

void set_campaign(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign)
{
    std::string name = localised(campaign.definition.name, exchange.locale());
    view.set("campaign_name", name.empty() ? campaign.key : name);
    view.set("state_text", exchange.text("console.state." + std::string(to_string(campaign.state))));
    view.set("state_colour", colour_of(campaign.state));
    view.set("campaign_url", "/campaigns/" + std::to_string(campaign.id));
}

campaigns::Campaign campaign_of(const Exchange& exchange)
{
    store::Session session = exchange.shared.database().session();
    return campaigns::find_campaign(session, exchange.organisation->id, exchange.number("id"));
}

void MessageCounts::add(const MessageCounts& other)
{
    delivered += other.delivered;
    sent += other.sent;
    in_doubt += other.in_doubt;
    failed += other.failed;
    skipped += other.skipped;
    waiting += other.waiting;
}

MessageCounts counts_of(const delivery::Progress& progress)
{
    MessageCounts counts;
    for (const auto& [word, count] : progress.by_state) {
        if (word == "delivered")
            counts.delivered += count;
        else if (word == "accepted" || word == "assumed_sent")
            counts.sent += count;
        else if (word == "in_doubt")
            counts.in_doubt += count;
        else if (word == "bounced" || word == "failed" || word == "expired")
            counts.failed += count;
        else if (word == "skipped")
            counts.skipped += count;
        else
            counts.waiting += count;
    }
    return counts;
}

std::string progress_bar(const MessageCounts& counts, const std::string& css_class)
{
    return chart::segments({{"s-done", counts.delivered},
                            {"s-way", counts.sent},
                            {"s-doubt", counts.in_doubt},
                            {"s-fail", counts.failed},
                            {"s-skip", counts.skipped},
                            {"s-wait", counts.waiting}},
                           css_class);
}

campaigns::Status status_of(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    campaigns::Services& services = exchange.shared.services();
    const auto counts = exchange.shared.counts.get(
        {campaign.organisation_id, campaign.id},
        [&](const campaigns::Counts& older) { return campaigns::still_holds(older, campaign); },
        [&] { return campaigns::count_campaign(services, campaign); });
    return campaigns::campaign_status(services, campaign, *counts);
}

std::string number_text(const Exchange& exchange, std::int64_t number)
{
    return content::format_number(exchange.locale(), number);
}

std::string moment_text(const Exchange& exchange, Instant at)
{
    return content::format_date_time(exchange.locale(), at, exchange.organisation->time_zone);
}

} // namespace dosah::web
