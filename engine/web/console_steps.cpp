// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "base/time_zone.h"
#include "campaigns/event_change.h"
#include "campaigns/test_send.h"
#include "campaigns/wave.h"
#include "content/locale.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/public_page.h"

#include <charconv>

namespace dosah::web {

namespace {

using campaigns::Campaign;
using campaigns::State;

Response back(Exchange& exchange, const Campaign& campaign)
{
    if (exchange.shared.site.wake) exchange.shared.site.wake();
    return redirect("/campaigns/" + std::to_string(campaign.id));
}

/// Asked before the engine is, whose words are English.
void demand(const Exchange& exchange, const Campaign& campaign, bool allowed)
{
    if (!allowed)
        throw conflict_error(
            exchange.text("console.campaign.not_now",
                          {{"state", exchange.text("console.state." + std::string(to_string(campaign.state)))}}));
}

/// The right to approve, and not what one has written oneself.
void demand_approver(const Exchange& exchange, std::initializer_list<std::string> authors)
{
    if (!exchange.organisation->approval_required) return;
    if (!exchange.user->may_approve) throw conflict_error(exchange.text("console.campaign.may_not_approve"));
    for (const std::string& author : authors)
        if (author == exchange.actor()) throw conflict_error(exchange.text("console.campaign.not_own"));
}

bool is_editable(State state)
{
    return state == State::draft || state == State::submitted || state == State::approved;
}

content::ViewList texts_of(const std::vector<std::string>& texts)
{
    content::ViewList list;
    for (const std::string& text : texts) {
        content::View row;
        row.set("text", text);
        list.push_back(row);
    }
    return list;
}

/// "email cs" -> "E-mail · Čeština"
std::string channel_and_locale(const Exchange& exchange, const std::string& key)
{
    const std::size_t blank = key.find(' ');
    return exchange.text("console.channel." + key.substr(0, blank)) + " · " +
           exchange.shared.services().catalogs.text(key.substr(blank + 1), "public.language");
}

std::string skipped_text(const Exchange& exchange, const std::string& why)
{
    const std::string key = "console.skipped." + why;
    return exchange.shared.services().catalogs.has(exchange.locale(), key) ? exchange.text(key) : why;
}

content::View page_of(const Exchange& exchange, const Campaign& campaign, const std::string& title)
{
    content::View view = console_view(exchange, title, "campaigns");
    set_campaign(view, exchange, campaign);
    return view;
}

void demand_event_open(const Exchange& exchange, const Campaign& campaign)
{
    demand(exchange, campaign, event_can_change(campaign, exchange.shared.now()));
}

/// A field for one language of a text of the event.
content::ViewList text_fields(const Exchange& exchange, const std::string& name, const std::string& label,
                              const campaigns::Localised& text)
{
    content::ViewList list;
    const auto add = [&](const std::string& locale, const std::string& value) {
        content::View field;
        field.set("name", name + "_" + (locale == "*" ? "all" : locale));
        field.set("label",
                  locale == "*"
                      ? label
                      : label + " (" + exchange.shared.services().catalogs.text(locale, "public.language") + ")");
        field.set("value", value);
        list.push_back(field);
    };
    for (const auto& [locale, value] : text)
        add(locale, value);
    if (text.empty()) add("*", "");
    return list;
}

/// The form's fields of that text; nothing is left of one that was emptied.
json::Object::Ptr read_text(const Exchange& exchange, const std::string& name)
{
    json::Object::Ptr out = json::object();
    std::vector<std::string> locales = content::locales();
    locales.emplace_back("all");
    for (const std::string& locale : locales)
        if (const std::string value = exchange.field(name + "_" + locale); !value.empty())
            out->set(locale == "all" ? "*" : locale, value);
    return out;
}

/// What <input type="datetime-local"> wants, by the organisation's clock.
std::string wall_clock(const Exchange& exchange, Instant t)
{
    const LocalTime local = to_local(t, exchange.organisation->time_zone);
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(local.year) + "-" + two(local.month) + "-" + two(local.day) + "T" + two(local.hour) + ":" +
           two(local.minute);
}

} // namespace

bool event_can_change(const Campaign& campaign, Instant now)
{
    const bool open = campaign.state == State::scheduled || campaign.state == State::running ||
                      campaign.state == State::paused || campaign.state == State::finished;
    return open && !campaign.event_cancelled_at && now < campaign.definition.event.starts;
}

Response ask_launch(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand(exchange, campaign, is_editable(campaign.state));
    const campaigns::CheckReport report = campaigns::check_campaign(exchange.shared.services(), campaign);
    content::View view = page_of(exchange, campaign, exchange.text("console.label.check_title"));
    const bool clean = report.problems.empty();
    const bool approval = exchange.organisation->approval_required;
    const bool own = exchange.actor() == campaign.created_by || exchange.actor() == campaign.submitted_by;
    view.set("audience", exchange.text("console.launch.audience", {{"count", report.audience}}));
    content::ViewList rows;
    const auto add = [&](const std::string& label, std::int64_t count) {
        content::View row;
        row.set("label", label);
        row.set("count", number_text(exchange, count));
        rows.push_back(row);
    };
    for (const auto& [key, count] : report.by_channel_and_locale)
        add(channel_and_locale(exchange, key), count);
    for (const auto& [why, count] : report.skipped)
        add(exchange.text("console.label.skipped") + ": " + skipped_text(exchange, why), count);
    for (const auto& [channel, count] : report.carried)
        add(exchange.text("console.launch.together", {{"channel", exchange.text("console.channel." + channel)}}),
            count);
    view.set("has_rows", !rows.empty());
    view.set("rows", std::move(rows));
    content::ViewList costs;
    for (const auto& [message, parts] : report.sms_parts_by_message) {
        content::View row;
        row.set("label", exchange.text("console.wave." + message));
        row.set("count", exchange.text("console.launch.parts", {{"count", parts}}));
        costs.push_back(row);
    }
    view.set("has_parts", !costs.empty());
    view.set("parts_title", exchange.text("console.launch.parts_title"));
    view.set("parts", std::move(costs));
    view.set("has_problems", !clean);
    view.set("problems", texts_of(report.problems));
    view.set("has_warnings", !report.warnings.empty());
    view.set("warnings", texts_of(report.warnings));
    view.set("clean", exchange.text("console.launch.clean"));
    view.set("can_submit", clean && approval && campaign.state == State::draft);
    view.set("can_approve",
             clean && approval && campaign.state == State::submitted && exchange.user->may_approve && !own);
    view.set("waits", clean && approval && campaign.state == State::submitted && (!exchange.user->may_approve || own));
    view.set("waits_text", exchange.text("console.step.submitted"));
    view.set("can_launch", clean && (!approval || campaign.state == State::approved));
    view.set("type_number", exchange.text("console.launch.type_number", {{"count", report.audience}}));
    view.set("launch_button", exchange.text("console.launch.button", {{"count", report.audience}}));
    const auto window =
        std::chrono::duration_cast<std::chrono::minutes>(exchange.shared.services().config.campaign_cancel_window);
    view.set("has_window", window.count() > 0);
    view.set("window", exchange.text("console.launch.window", {{"minutes", std::int64_t{window.count()}}}));
    return console_response(exchange, "console/check.html", view);
}

Response launch_campaign_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand(exchange, campaign,
           exchange.organisation->approval_required ? campaign.state == State::approved : is_editable(campaign.state));
    const campaigns::CheckReport report = campaigns::check_campaign(exchange.shared.services(), campaign);
    if (!report.problems.empty()) return ask_launch(exchange);
    std::string typed; // people write thousands with blanks and points
    for (const char c : exchange.field("recipients"))
        if (c >= '0' && c <= '9') typed += c;
    std::int64_t number = -1;
    std::from_chars(typed.data(), typed.data() + typed.size(), number);
    if (number != report.audience)
        throw conflict_error(exchange.text("console.launch.wrong_number", {{"count", report.audience}}));
    campaigns::launch_campaign(exchange.shared.services(), campaign, exchange.actor(), number);
    return back(exchange, campaign);
}

Response submit_campaign_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand(exchange, campaign, campaign.state == State::draft);
    campaigns::submit_campaign(exchange.shared.services(), campaign, exchange.actor());
    return back(exchange, campaign);
}

Response approve_campaign_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand(exchange, campaign, campaign.state == State::submitted);
    demand_approver(exchange, {campaign.created_by, campaign.submitted_by});
    campaigns::approve_campaign(exchange.shared.services(), campaign, exchange.actor());
    return back(exchange, campaign);
}

Response recall_campaign_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand(exchange, campaign, campaign.state == State::scheduled);
    campaigns::recall_campaign(exchange.shared.services(), campaign, exchange.actor());
    return back(exchange, campaign);
}

Response ask_event_change(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_event_open(exchange, campaign);
    const campaigns::Event& event = campaign.definition.event;
    content::View view = page_of(exchange, campaign, exchange.text("console.label.event_form_title"));
    content::ViewList texts = text_fields(exchange, "title", exchange.text("console.label.event"), event.title);
    for (content::View& field : text_fields(exchange, "place", exchange.text("console.label.place"), event.place))
        texts.push_back(std::move(field));
    for (content::View& field : text_fields(exchange, "access", exchange.text("console.label.access"), event.access))
        texts.push_back(std::move(field));
    view.set("texts", std::move(texts));
    view.set("starts", wall_clock(exchange, event.starts));
    view.set("ends", wall_clock(exchange, event.ends));
    view.set("capacity", std::to_string(event.capacity));
    return console_response(exchange, "console/event.html", view);
}

Response change_event_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_event_open(exchange, campaign);
    const campaigns::Event& event = campaign.definition.event;
    json::Object::Ptr members = json::object();
    for (const char* name : {"title", "place", "access"})
        members->set(name, read_text(exchange, name));
    // A time that was not touched keeps its seconds, and the second coming of an autumn hour.
    if (exchange.field("starts") != wall_clock(exchange, event.starts))
        members->set("starts", exchange.field("starts"));
    if (exchange.field("ends") != wall_clock(exchange, event.ends)) members->set("ends", exchange.field("ends"));
    const std::string capacity = exchange.field("capacity");
    int places = -1;
    const auto [end, problem] = std::from_chars(capacity.data(), capacity.data() + capacity.size(), places);
    if (problem != std::errc() || end != capacity.data() + capacity.size())
        throw input_error(exchange.text("console.label.capacity") + "?");
    members->set("capacity", places);
    if (const std::string note = exchange.field("note"); !note.empty()) members->set("note", note);
    campaigns::change_event(exchange.shared.services(), campaign, json::write(members), exchange.actor(),
                            exchange.field("urgent") == "yes");
    return back(exchange, campaign);
}

Response ask_cancel_event(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_event_open(exchange, campaign);
    return console_response(exchange, "console/cancel_event.html",
                            page_of(exchange, campaign, exchange.text("console.label.cancel_event_title")));
}

Response cancel_event_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_event_open(exchange, campaign);
    campaigns::cancel_event(exchange.shared.services(), campaign, exchange.field("reason"), exchange.actor(),
                            exchange.field("urgent") == "yes");
    return back(exchange, campaign);
}

Response decide_event_change(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    std::optional<campaigns::EventChange> proposed;
    {
        store::Session session = exchange.shared.database().session();
        proposed = campaigns::proposed_event_change(session, campaign.id);
    }
    demand(exchange, campaign, proposed.has_value());
    if (exchange.field("decision") == "withdraw") {
        campaigns::withdraw_event_change(exchange.shared.services(), campaign, exchange.actor());
    } else {
        demand_approver(exchange, {proposed->proposed_by});
        demand_event_open(exchange, campaign);
        campaigns::approve_event_change(exchange.shared.services(), campaign, exchange.actor());
    }
    return back(exchange, campaign);
}

Response approve_wave_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    const campaigns::Status status = status_of(exchange, campaign);
    const std::string& kind = exchange.parameter("wave");
    for (const campaigns::WaveStatus& wave : status.waves) {
        if (wave.kind != kind || wave.proposed_hash.empty()) continue;
        demand_approver(exchange, {wave.proposed_by});
        campaigns::approve_wave(exchange.shared.services(), campaign, kind, exchange.actor(), exchange.field("hash"));
        return back(exchange, campaign);
    }
    demand(exchange, campaign, false);
    return back(exchange, campaign);
}

Response send_test_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    campaigns::TestRequest request;
    request.to = exchange.user->email;
    request.locale = exchange.field("locale");
    if (const std::string wave = exchange.field("wave"); !wave.empty()) request.wave = wave;
    const auto find = [&](std::int64_t account) -> std::shared_ptr<channel::Connector> {
        const auto found = exchange.shared.site.transports.find(account);
        return found == exchange.shared.site.transports.end() ? nullptr : found->second.connector;
    };
    const campaigns::TestSent sent =
        campaigns::send_test(exchange.shared.services(), campaign, request, find, exchange.actor());
    const bool accepted = sent.outcome.kind == channel::OutcomeKind::accepted;
    content::View view = page_of(exchange, campaign, exchange.text("console.label.test_title"));
    view.set("text", accepted ? exchange.text("console.test.sent", {{"address", request.to}})
                              : exchange.text("console.test.refused", {{"remote", sent.outcome.text}}));
    view.set("colour", accepted ? "success" : "danger");
    return console_response(exchange, "console/test_sent.html", view);
}

} // namespace dosah::web
