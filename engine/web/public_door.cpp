// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "campaigns/door.h"
#include "content/locale.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

struct Door
{
    campaigns::Campaign campaign;
    organisations::Organisation organisation;
    std::string locale;
    std::string path;
};

std::optional<Door> open_door(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    std::optional<campaigns::Campaign> campaign;
    {
        store::Session session = exchange.shared.database().session();
        campaign = campaigns::find_campaign_by_door(session, exchange.shared.services().master, token);
    }
    if (!campaign) return std::nullopt;
    auto organisation = organisations::find_organisation(exchange.shared.database(), campaign->organisation_id);
    std::string locale = public_locale(exchange, "");
    return Door{std::move(*campaign), std::move(organisation), std::move(locale), "/door/" + token};
}

std::string text(const Exchange& exchange, const Door& door, const std::string& key)
{
    return exchange.shared.services().catalogs.text(door.locale, "public.door." + key);
}

content::View door_view(const Exchange& exchange, const Door& door, const std::string& self)
{
    const std::string title = localised(door.campaign.definition.event.title, door.locale);
    content::View view = public_view(exchange, &door.organisation, title, self, door.locale,
                                     page_languages(door.organisation, door.locale));
    view.set("event_title", title);
    view.set("path", door.path + "?lang=" + door.locale);
    return view;
}

Response door_page(Exchange& exchange, const Door& door, bool who_is_missing)
{
    const Instant now = exchange.shared.now();
    const bool open = campaigns::is_door_open(door.campaign, now);
    content::View view = door_view(exchange, door, door.path);
    view.set("open", open);
    view.set("notice", open ? "" : text(exchange, door, now < door.campaign.definition.event.ends ? "early" : "over"));
    view.set("has_problem", who_is_missing);
    view.set("once", to_hex(exchange.shared.services().random.bytes(16)));
    content::ViewList answers;
    for (const char* word : {"yes", "no", "unknown"}) {
        content::View answer;
        answer.set("value", word);
        answer.set("text", text(exchange, door, std::string("first.") + word));
        answers.push_back(std::move(answer));
    }
    view.set("first_answers", std::move(answers));
    return public_response(exchange, "public/door.html", view, who_is_missing ? 400 : open ? 200 : 409);
}

/// Of the bucket of a whole event, whose size is 1.
double share_of_one(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    store::Session session = exchange.shared.database().session();
    return 1.0 / static_cast<double>(campaigns::visits_to_expect(session, campaign));
}

} // namespace

Response show_door(Exchange& exchange)
{
    const auto door = open_door(exchange);
    if (!door) return unknown_link_page(exchange);
    Response page = door_page(exchange, *door, false);
    page.status = 200;
    return page;
}

Response enter_door(Exchange& exchange)
{
    const auto door = open_door(exchange);
    if (!door) return unknown_link_page(exchange);
    if (!exchange.shared.door_visits.allows(exchange.request.client)) return too_many_page(exchange);
    if (!campaigns::is_door_open(door->campaign, exchange.shared.now())) return door_page(exchange, *door, false);
    const std::string event = std::to_string(door->campaign.id);
    const double one = share_of_one(exchange, door->campaign);
    if (!exchange.shared.door_visits_of_all.allows(event, one)) return too_many_page(exchange);
    const bool invited = exchange.field("invited") != "no";
    campaigns::DoorVisitor visitor;
    if (invited) visitor.who = exchange.field("who");
    if (invited && visitor.who.find_first_not_of(' ') == std::string::npos) return door_page(exchange, *door, true);
    visitor.first_time = exchange.field("first_time");
    visitor.once = exchange.field("once").substr(0, 32);
    if (!visitor.once.empty()) visitor.once = "door/" + std::to_string(door->campaign.id) + "/" + visitor.once;
    exchange.shared.door_visits.charge(exchange.request.client);
    exchange.shared.door_visits_of_all.charge(event, one);
    campaigns::check_in_at_door(exchange.shared.services(), door->campaign, visitor);
    return redirect(door->path + "/thanks?lang=" + door->locale);
}

Response show_door_thanks(Exchange& exchange)
{
    const auto door = open_door(exchange);
    if (!door) return unknown_link_page(exchange);
    content::View view = door_view(exchange, *door, door->path + "/thanks");
    view.set("title", text(exchange, *door, "thanks"));
    view.set("text", text(exchange, *door, "thanks_text"));
    view.set("has_detail", false);
    view.set("detail", "");
    return public_response(exchange, "public/message.html", view);
}

} // namespace dosah::web
