// SPDX-License-Identifier: EUPL-1.2
#include "web/console_page.h"
#include "web/error_page.h"
#include "web/pages.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t page_size = 25;

std::size_t page_number(const Exchange& exchange)
{
    const std::string text = exchange.query("page");
    std::size_t number = 1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp<std::size_t>(number, 1, 100000);
}

content::View campaign_row(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    const campaigns::Status status = status_of(exchange, campaign);
    MessageCounts counts;
    for (const auto& progress : status.progress)
        counts.add(counts_of(progress));
    std::int64_t answers = 0;
    for (const auto& [word, count] : status.answers)
        if (word != "none") answers += count;
    content::View row;
    set_campaign(row, exchange, campaign);
    const bool started = campaign.frozen_at.has_value();
    row.set("event_when", content::format_date(exchange.locale(), campaign.definition.event.starts,
                                               exchange.organisation->time_zone));
    row.set("recipients", started ? number_text(exchange, status.recipients) : std::string("–"));
    row.set("answers", started ? number_text(exchange, answers) : std::string("–"));
    row.set("has_bar", counts.total() > 0);
    row.set("bar", progress_bar(counts, "bar thin"));
    row.set("progress_text", exchange.text("console.progress.processed",
                                           {{"processed", counts.processed()}, {"total", counts.total()}}));
    return row;
}

} // namespace

Response show_home(Exchange& exchange)
{
    return redirect(exchange.user->role == organisations::Role::evaluator ? "/reports" : "/campaigns");
}

Response list_campaigns(Exchange& exchange)
{
    std::vector<campaigns::Campaign> all;
    {
        store::Session session = exchange.shared.database().session();
        all = campaigns::all_campaigns(session, exchange.organisation->id);
    }
    const std::size_t page = page_number(exchange);
    const std::size_t first = std::min((page - 1) * page_size, all.size());
    const std::size_t last = std::min(first + page_size, all.size());
    content::ViewList rows;
    for (std::size_t i = first; i < last; ++i)
        rows.push_back(campaign_row(exchange, all[i]));
    content::View view = console_view(exchange, exchange.text("console.nav.campaigns"), "campaigns");
    view.set("empty", all.empty());
    view.set("campaigns", std::move(rows));
    view.set("has_newer", page > 1);
    view.set("has_older", last < all.size());
    view.set("newer_url", "/campaigns?page=" + std::to_string(page - 1));
    view.set("older_url", "/campaigns?page=" + std::to_string(page + 1));
    return console_response(exchange, "console/campaigns.html", view);
}

} // namespace dosah::web
