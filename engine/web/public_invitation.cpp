// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/details.h"
#include "content/event_kind.h"
#include "responses/interpret.h"
#include "web/error_page.h"
#include "web/opened_invitation.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

Response invitation_page(Exchange& exchange, const OpenedInvitation& opened, Stage stage, int status)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    const std::string title = localised(opened.campaign.definition.event.title, opened.locale);
    content::View view = invitation_view(exchange, opened, title, opened.path);
    static const std::map<Stage, std::string> words = {
        {Stage::open, "open"}, {Stage::over, "over"}, {Stage::cancelled, "cancelled"}, {Stage::closed, "closed"}};
    view.set("open", stage == Stage::open);
    view.set("notice",
             stage == Stage::open ? std::string() : catalogs.text(opened.locale, "public.stage." + words.at(stage)));
    const std::string wished = exchange.query("answer");
    content::ViewList answers;
    bool chosen = false;
    for (const char* answer : {"yes", "maybe", "no"}) {
        content::View button;
        button.set("value", answer);
        button.set("text", page_text(exchange, opened, std::string("answer.") + answer));
        button.set("chosen", wished == answer);
        button.set("current", opened.invitation.answer == answer);
        chosen = chosen || wished == answer;
        answers.push_back(button);
    }
    view.set("question", page_text(exchange, opened, "label.question"));
    view.set("answers", std::move(answers));
    view.set("chosen_any", chosen);
    return public_response(exchange, "public/invitation.html", view, status);
}

/// A survey is no date: people come nowhere and bring nobody.
bool has_date(const OpenedInvitation& opened)
{
    return !content::is_survey(opened.campaign.definition.event.kind);
}

/// Whether what they bring and need matters: they have not said no.
bool is_coming(const OpenedInvitation& opened)
{
    return opened.invitation.answer == "yes" || opened.invitation.answer == "maybe";
}

campaigns::Details read_details(const Exchange& exchange)
{
    campaigns::Details details;
    if (const std::string number = exchange.field("companions"); !number.empty()) {
        if (number.size() != 1 || number[0] < '0' || number[0] > '9')
            throw input_error("companions: a number from 0 to 9");
        details.companions = number[0] - '0';
    }
    for (const std::string_view need : campaigns::known_needs())
        if (exchange.field(std::string(need)) == "yes") details.needs.emplace(need);
    if (const std::string first = exchange.field("first"); !first.empty()) details.first = first;
    return details;
}

/// The form for what those who come bring and need. What they said before is not shown: links get forwarded.
void add_details(const Exchange& exchange, const OpenedInvitation& opened, content::View& view)
{
    const auto text = [&](const std::string& key) {
        return exchange.shared.services().catalogs.text(opened.locale, "public.details." + key);
    };
    const std::string noted = exchange.query("noted");
    const bool has_notice = noted == "yes" || noted == "alone";
    view.set("has_notice", has_notice);
    view.set("notice", has_notice ? text("noted." + noted) : std::string());
    view.set("asks_details", noted != "yes" && is_coming(opened) && has_date(opened) &&
                                 stage_of(opened, exchange.shared.now()) == Stage::open);
    content::ViewList needs;
    for (const std::string_view need : campaigns::known_needs()) {
        content::View one;
        one.set("name", std::string(need));
        one.set("text", text("need." + std::string(need)));
        needs.push_back(one);
    }
    view.set("needs", std::move(needs));
    content::ViewList firsts;
    for (const char* value : {"yes", "no", "unknown"}) {
        content::View one;
        one.set("value", value);
        one.set("text", text(std::string("first.") + value));
        firsts.push_back(one);
    }
    view.set("firsts", std::move(firsts));
}

} // namespace

Response show_invitation(Exchange& exchange)
{
    if (is_test_link(exchange)) return test_link_page(exchange);
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    return invitation_page(exchange, *opened, stage_of(*opened, exchange.shared.now()), 200);
}

Response take_answer(Exchange& exchange)
{
    if (is_test_link(exchange)) return test_link_page(exchange);
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    const std::string answer = exchange.field("answer");
    if (answer != "yes" && answer != "no" && answer != "maybe") throw input_error("answer: must be yes, no or maybe");
    const Stage stage = stage_of(*opened, exchange.shared.now());
    if (stage != Stage::open) return invitation_page(exchange, *opened, stage, 409);
    if (!responses::answer_on_page(exchange.shared.services(), opened->invitation, answer))
        return invitation_page(exchange, *opened, Stage::closed, 409);
    if (exchange.shared.site.planned) exchange.shared.site.planned();
    return redirect(opened->path + "/thanks?lang=" + opened->locale);
}

Response show_thanks(Exchange& exchange)
{
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    if (!opened->invitation.answer) return redirect(opened->path);
    const std::string word = answer_word(opened->invitation);
    const std::string title = page_text(exchange, *opened, "thanks." + word + ".title");
    content::View view = invitation_view(exchange, *opened, title, opened->path + "/thanks");
    view.set("thanks_title", title);
    view.set("thanks_text", page_text(exchange, *opened, "thanks." + word + ".text"));
    view.set("coming", is_coming(*opened) && word != "waiting" && has_date(*opened));
    add_details(exchange, *opened, view);
    return public_response(exchange, "public/thanks.html", view);
}

Response take_details(Exchange& exchange)
{
    if (is_test_link(exchange)) return test_link_page(exchange);
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    if (stage_of(*opened, exchange.shared.now()) != Stage::open || !is_coming(*opened)) return redirect(opened->path);
    const bool fits =
        responses::details_on_page(exchange.shared.services(), opened->invitation, read_details(exchange));
    return redirect(opened->path + "/thanks?lang=" + opened->locale + "&noted=" + (fits ? "yes" : "alone"));
}

Response event_calendar_file(Exchange& exchange)
{
    const auto opened = open_invitation(exchange);
    if (!opened) return unknown_link_page(exchange);
    const std::string url =
        campaigns::invitation_url(exchange.shared.services().master, exchange.shared.services().config.http_public_url,
                                  opened->invitation, false);
    Response response = text_response(
        campaigns::event_calendar(opened->campaign, opened->organisation, opened->locale, url, exchange.shared.now()),
        "text/calendar; charset=utf-8");
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"event.ics\"");
    return response;
}

} // namespace dosah::web
