// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/invitation.h"
#include "campaigns/test_send.h"
#include "campaigns/token.h"
#include "content/locale.h"
#include "content/salutation.h"
#include "responses/interpret.h"
#include "web/error_page.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

/// Everything behind a valid link.
struct Opened
{
    campaigns::Invitation invitation;
    campaigns::Campaign campaign;
    contacts::Contact contact;
    organisations::Organisation organisation;
    std::string locale;
    std::string path; ///< "/i/TOKEN"
};

std::optional<Opened> open_link(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    if (token.size() > 100) return std::nullopt;
    store::Session session = exchange.shared.database().session();
    auto invitation = campaigns::find_invitation_by_token(session, exchange.shared.services().master, token);
    if (!invitation || invitation->arm != "invited") return std::nullopt;
    auto contact = contacts::find_contact(session, invitation->organisation_id, invitation->contact_id);
    if (!contact) return std::nullopt;
    Opened opened{*invitation, campaigns::find_campaign(session, invitation->organisation_id, invitation->campaign_id),
                  *contact,    {},
                  {},          "/i/" + token};
    return opened;
}

/// The organisation is looked up with a connection of its own: the first must be given back before.
std::optional<Opened> open_page(const Exchange& exchange)
{
    auto opened = open_link(exchange);
    if (!opened) return std::nullopt;
    opened->organisation =
        organisations::find_organisation(exchange.shared.database(), opened->invitation.organisation_id);
    opened->locale =
        public_locale(exchange, opened->contact.locale.empty() ? opened->organisation.locale : opened->contact.locale);
    return opened;
}

/// The link of a test message, which is nobody's.
bool is_test(const Exchange& exchange)
{
    return exchange.parameter("token") == campaigns::test_token;
}

enum class Stage { open, over, cancelled, closed };

Stage stage_of(const Opened& opened, Instant now)
{
    if (opened.campaign.event_cancelled_at) return Stage::cancelled;
    switch (opened.campaign.state) {
    case campaigns::State::cancelled:
        return Stage::cancelled;
    case campaigns::State::scheduled:
    case campaigns::State::running:
    case campaigns::State::paused:
    case campaigns::State::finished:
        break;
    default:
        return Stage::closed;
    }
    return opened.campaign.definition.event.ends < now ? Stage::over : Stage::open;
}

std::vector<std::string> languages_of(const Opened& opened)
{
    std::vector<std::string> languages;
    for (const std::string& locale : content::locales())
        if (opened.campaign.definition.event.title.contains(locale) || locale == opened.locale)
            languages.push_back(locale);
    return languages;
}

/// yes, no, maybe, or waiting: a yes without a place as yet.
std::string answer_word(const campaigns::Invitation& invitation)
{
    return invitation.answer == "yes" && invitation.place == "waiting" ? "waiting" : invitation.answer.value_or("");
}

content::View view_of(const Exchange& exchange, const Opened& opened, const std::string& title, const std::string& self)
{
    const campaigns::Event& event = opened.campaign.definition.event;
    const std::string& zone = opened.organisation.time_zone;
    const auto& catalogs = exchange.shared.services().catalogs;
    content::View view = public_view(exchange, &opened.organisation, title, self, opened.locale, languages_of(opened));
    // Links get forwarded: nothing of the person but the given name.
    view.set("greeting",
             content::greeting(catalogs, opened.locale, {opened.contact.given_name, "", opened.contact.gender, ""}));
    view.set("event_title", localised(event.title, opened.locale));
    const std::string lead = localised(event.lead, opened.locale);
    view.set("lead", lead);
    view.set("has_lead", !lead.empty());
    view.set("when", content::format_time_span(opened.locale, event.starts, event.ends, zone));
    const std::string place = localised(event.place, opened.locale);
    view.set("place", place);
    view.set("has_place", !place.empty());
    const std::string access = localised(event.access, opened.locale);
    view.set("access", access);
    view.set("has_access", !access.empty());
    view.set("path", opened.path);
    view.set("lang_query", "?lang=" + opened.locale);
    view.set("unsubscribe_url",
             "/u/" +
                 campaigns::make_token(exchange.shared.services().master, campaigns::TokenKind::unsubscribe,
                                       opened.contact.id, opened.contact.token_version, false) +
                 "?lang=" + opened.locale);
    view.set("preferences_url", campaigns::preferences_url(exchange.shared.services().master, "", opened.contact) +
                                    "?lang=" + opened.locale);
    view.set("has_answer", opened.invitation.answer.has_value());
    view.set("answer_text", opened.invitation.answer
                                ? catalogs.text(opened.locale, "public.answer_is." + answer_word(opened.invitation))
                                : std::string());
    return view;
}

Response invitation_page(Exchange& exchange, const Opened& opened, Stage stage, int status)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    const std::string title = localised(opened.campaign.definition.event.title, opened.locale);
    content::View view = view_of(exchange, opened, title, opened.path);
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
        button.set("text", catalogs.text(opened.locale, std::string("public.answer.") + answer));
        button.set("chosen", wished == answer);
        button.set("current", opened.invitation.answer == answer);
        chosen = chosen || wished == answer;
        answers.push_back(button);
    }
    view.set("answers", std::move(answers));
    view.set("chosen_any", chosen);
    return public_response(exchange, "public/invitation.html", view, status);
}

} // namespace

Response show_invitation(Exchange& exchange)
{
    if (is_test(exchange)) return test_link_page(exchange);
    const auto opened = open_page(exchange);
    if (!opened) return unknown_link_page(exchange);
    return invitation_page(exchange, *opened, stage_of(*opened, exchange.shared.now()), 200);
}

Response take_answer(Exchange& exchange)
{
    if (is_test(exchange)) return test_link_page(exchange);
    const auto opened = open_page(exchange);
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
    const auto opened = open_page(exchange);
    if (!opened) return unknown_link_page(exchange);
    if (!opened->invitation.answer) return redirect(opened->path);
    const std::string word = answer_word(opened->invitation);
    const std::string title =
        exchange.shared.services().catalogs.text(opened->locale, "public.thanks." + word + ".title");
    content::View view = view_of(exchange, *opened, title, opened->path + "/thanks");
    view.set("thanks_title", title);
    view.set("thanks_text",
             exchange.shared.services().catalogs.text(opened->locale, "public.thanks." + word + ".text"));
    view.set("coming", word == "yes" || word == "maybe");
    return public_response(exchange, "public/thanks.html", view);
}

Response event_calendar_file(Exchange& exchange)
{
    const auto opened = open_page(exchange);
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
