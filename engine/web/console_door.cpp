// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/error.h"
#include "campaigns/door.h"
#include "segments/segment.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t most_shown = 30;

std::string page_of(const campaigns::Campaign& campaign)
{
    return "/campaigns/" + std::to_string(campaign.id) + "/door";
}

content::View guest_row(const Exchange& exchange, const campaigns::DoorGuest& guest)
{
    content::View row;
    row.set("contact", std::to_string(guest.contact_id));
    row.set("name", guest.name.empty() ? exchange.text("console.replies.unknown_person") : guest.name);
    std::string about = guest.place_name;
    if (!guest.answer.empty()) about += (about.empty() ? "" : " · ") + exchange.text("console.answers." + guest.answer);
    if (guest.companions > 0) about += " +" + std::to_string(guest.companions);
    if (guest.by_themselves) about += (about.empty() ? "" : " · ") + exchange.text("console.door.by_themselves");
    row.set("about", about);
    row.set("came", guest.came);
    return row;
}

content::View group_row(const Exchange& exchange, const std::string& key, const std::string& name, std::int64_t count)
{
    content::View row;
    row.set("key", key);
    row.set("name", name);
    row.set("count", number_text(exchange, count));
    row.set("any", count > 0);
    row.set("once", to_hex(exchange.shared.services().random.bytes(16)));
    return row;
}

content::ViewList group_rows(const Exchange& exchange, store::Session& session, const campaigns::WalkIns& walk_ins)
{
    const auto count_of = [&](const std::string& key) {
        const auto found = walk_ins.by_group.find(key);
        return found == walk_ins.by_group.end() ? 0 : found->second;
    };
    content::ViewList rows;
    rows.push_back(group_row(exchange, "", exchange.text("console.door.no_group"), count_of("")));
    for (const auto& group : segments::list_groups(session, exchange.organisation->id, exchange.shared.now()))
        rows.push_back(group_row(exchange, group.key, group.name, count_of(group.key)));
    return rows;
}

/// Notices of what the last tap did.
std::string notice_of(const Exchange& exchange)
{
    const std::string done = exchange.query("done");
    for (const char* known : {"in", "out", "added", "removed", "restated"})
        if (done == known) return exchange.text("console.door.done." + done);
    return "";
}

} // namespace

Response show_check_in(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const std::string words = exchange.query("q").substr(0, 100);
    std::vector<campaigns::DoorGuest> guests;
    campaigns::DoorCount count;
    content::View view = console_view(exchange, exchange.text("console.label.door"), "campaigns");
    {
        store::Session session = exchange.shared.database().session();
        guests =
            campaigns::find_door_guests(session, exchange.shared.services().master, campaign, words, most_shown + 1);
        count = campaigns::count_door(session, campaign);
        view.set("groups", group_rows(exchange, session, count.walk_ins));
    }
    set_campaign(view, exchange, campaign);
    view.set("q", words);
    view.set("searched", !words.empty());
    content::ViewList rows;
    for (std::size_t i = 0; i < std::min(guests.size(), most_shown); ++i)
        rows.push_back(guest_row(exchange, guests[i]));
    view.set("empty", rows.empty());
    view.set("more", guests.size() > most_shown);
    view.set("guests", std::move(rows));
    view.set("nobody_left", exchange.text(count.expected > 0 ? "console.door.all_here" : "console.door.none_promised"));
    view.set("came", number_text(exchange, count.came));
    view.set("expected", number_text(exchange, count.expected));
    view.set("walk_ins", number_text(exchange, count.walk_ins.all));
    view.set("has_by_themselves", count.by_themselves > 0);
    view.set("by_themselves", exchange.text("console.door.by_themselves_all", {{"count", count.by_themselves}}));
    const std::string notice = notice_of(exchange);
    view.set("has_notice", !notice.empty());
    view.set("notice", notice);
    return console_response(exchange, "console/door.html", view);
}

Response check_in_form(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const auto& services = exchange.shared.services();
    const std::string what = exchange.field("do");
    std::string done = what;
    if (what == "in" || what == "out") {
        campaigns::Attendee attendee;
        const std::string number = exchange.field("contact");
        std::from_chars(number.data(), number.data() + number.size(), attendee.contact_id);
        const auto report = what == "in" ? campaigns::record_attendance(exchange.shared.services(), campaign,
                                                                        {attendee}, "door", exchange.actor())
                                         : campaigns::withdraw_attendance(exchange.shared.services(), campaign,
                                                                          {attendee}, exchange.actor());
        if (!report.problems.empty()) throw input_error(exchange.text("console.door.not_invited"));
        if (report.restates && report.recorded > 0) done = "restated";
    } else if (what == "added" || what == "removed") {
        store::Transaction transaction(services.database);
        const std::string group = exchange.field("group");
        if (what == "added")
            campaigns::add_walk_in(transaction.session(), campaign, {group, "", exchange.field("once").substr(0, 64)},
                                   "door", exchange.actor(), exchange.shared.now());
        else
            campaigns::remove_walk_in(transaction.session(), campaign, group, exchange.actor(), exchange.shared.now());
        transaction.commit();
    } else {
        throw input_error("do: must be in, out, added or removed");
    }
    if (exchange.shared.site.planned) exchange.shared.site.planned(); // thanks may be for them
    return redirect(page_of(campaign) + "?done=" + done +
                    (what == "out" ? "&q=" + url_encode(exchange.field("q").substr(0, 100)) : ""));
}

Response show_door_sheet(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    return html_response(campaigns::door_sheet(exchange.shared.services(), campaign, *exchange.organisation),
                         Policy::mail);
}

} // namespace dosah::web
