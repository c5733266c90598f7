// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/error.h"
#include "base/time_zone.h"
#include "content/locale.h"
#include "responses/phone_sheet.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/said_by_hand.h"

#include <algorithm>
#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t most_shown = 25;

std::string page_of(const campaigns::Campaign& campaign)
{
    return "/campaigns/" + std::to_string(campaign.id) + "/phone";
}

/// After how many waves silent people are called; 0: they are not.
int silent_after(const Exchange& exchange)
{
    const std::string text = exchange.query("waves");
    int waves = 1;
    std::from_chars(text.data(), text.data() + text.size(), waves);
    return std::clamp(waves, 0, 4);
}

std::vector<responses::PersonToCall> people_of(const Exchange& exchange, const campaigns::Campaign& campaign,
                                               std::size_t limit)
{
    store::Session session = exchange.shared.database().session();
    return responses::phone_list(session, campaign, exchange.organisation->locale, {silent_after(exchange), limit},
                                 exchange.shared.now());
}

content::View row_of(const Exchange& exchange, const responses::PersonToCall& person)
{
    content::View row;
    row.set("contact", std::to_string(person.contact_id));
    row.set("name", person.name.empty() ? exchange.text("console.replies.unknown_person") : person.name);
    row.set("phone", person.phone);
    row.set("language", exchange.shared.services().catalogs.text(person.locale, "public.language"));
    row.set("why", exchange.text(person.unreached ? "console.phone.unreached" : "console.phone.silent"));
    row.set("calls", exchange.text("console.phone.calls", {{"count", person.calls}}));
    row.set("has_last", !person.last_result.empty());
    row.set("last", person.last_result.empty() ? "" : exchange.text("console.phone.result." + person.last_result));
    row.set("note", person.last_note);
    row.set("has_after", person.call_after.has_value());
    row.set("after", person.call_after ? moment_text(exchange, *person.call_after) : "");
    row.set("once", to_hex(exchange.shared.services().random.bytes(16)));
    return row;
}

content::ViewList scripts_of(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    content::ViewList list;
    for (const auto& script : responses::phone_scripts(exchange.shared.services(), campaign, *exchange.organisation)) {
        content::View one;
        one.set("locale", script.locale);
        one.set("language", exchange.shared.services().catalogs.text(script.locale, "public.language"));
        content::ViewList lines;
        for (const std::string& line : script.lines) {
            content::View text;
            text.set("line", line);
            lines.push_back(std::move(text));
        }
        one.set("lines", std::move(lines));
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace

Response show_phone_list(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const auto people = people_of(exchange, campaign, most_shown + 1);
    content::View view = console_view(exchange, exchange.text("console.label.phone_list"), "campaigns");
    set_campaign(view, exchange, campaign);
    content::ViewList rows;
    for (std::size_t i = 0; i < std::min(people.size(), most_shown); ++i)
        rows.push_back(row_of(exchange, people[i]));
    view.set("empty", rows.empty());
    view.set("more", people.size() > most_shown);
    view.set("done", exchange.query("done") == "1");
    view.set("people", std::move(rows));
    view.set("scripts", scripts_of(exchange, campaign));
    const int waves = silent_after(exchange);
    view.set("waves", std::to_string(waves));
    content::ViewList choices;
    for (int i = 0; i <= 2; ++i) {
        content::View one;
        one.set("url", page_of(campaign) + "?waves=" + std::to_string(i));
        one.set("text", exchange.text("console.phone.waves." + std::to_string(i)));
        one.set("here", i == waves);
        choices.push_back(std::move(one));
    }
    view.set("choices", std::move(choices));
    content::ViewList counts;
    {
        store::Session session = exchange.shared.database().session();
        for (const auto& [result, count] : responses::count_calls(session, campaign.id)) {
            content::View one;
            one.set("text", exchange.text("console.phone.result." + result));
            one.set("count", number_text(exchange, count));
            counts.push_back(std::move(one));
        }
    }
    view.set("has_counts", !counts.empty());
    view.set("counts", std::move(counts));
    return said_response(exchange, "console/phone.html", view);
}

Response record_call_form(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    std::int64_t contact = 0;
    const std::string number = exchange.field("contact");
    std::from_chars(number.data(), number.data() + number.size(), contact);
    responses::Call call;
    call.said = read_said(exchange, "phone");
    call.result = call.said.answer ? "answered" : exchange.field("result");
    call.note = exchange.field("note");
    call.once = exchange.field("once").substr(0, 64);
    if (const std::string after = exchange.field("call_after"); call.result == "call_later" && !after.empty())
        call.call_after = parse_time_in_zone(after, exchange.organisation->time_zone);
    responses::record_call(exchange.shared.services(), campaign, contact, call, exchange.actor());
    if (exchange.shared.site.planned) exchange.shared.site.planned();
    return redirect(page_of(campaign) + "?waves=" + std::to_string(silent_after(exchange)) + "&done=1");
}

Response print_phone_list(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const auto people = people_of(exchange, campaign, 1000);
    responses::note_list_taken(exchange.shared.services(), campaign, people.size(), exchange.actor());
    return html_response(responses::phone_sheet_html(exchange.shared.services(), campaign, *exchange.organisation,
                                                     exchange.locale(), people),
                         Policy::mail);
}

} // namespace dosah::web
