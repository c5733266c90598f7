// SPDX-License-Identifier: EUPL-1.2
#include "web/opened_invitation.h"

#include "campaigns/data_link.h"
#include "campaigns/test_send.h"
#include "content/event_kind.h"
#include "content/locale.h"
#include "content/salutation.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

std::optional<OpenedInvitation> open_link(const Exchange& exchange)
{
    const std::string& token = exchange.parameter("token");
    if (token.size() > 100) return std::nullopt;
    store::Session session = exchange.shared.database().session();
    auto invitation = campaigns::find_invitation_by_token(session, exchange.shared.services().master, token);
    if (!invitation || invitation->arm != "invited") return std::nullopt;
    auto contact = contacts::find_contact(session, invitation->organisation_id, invitation->contact_id);
    if (!contact) return std::nullopt;
    OpenedInvitation opened{
        *invitation, campaigns::find_campaign(session, invitation->organisation_id, invitation->campaign_id),
        *contact,    {},
        {},          "/i/" + token};
    return opened;
}

std::vector<std::string> languages_of(const OpenedInvitation& opened)
{
    std::vector<std::string> languages;
    for (const std::string& locale : content::locales())
        if (opened.campaign.definition.event.title.contains(locale) || locale == opened.locale)
            languages.push_back(locale);
    return languages;
}

} // namespace

/// The organisation is looked up with a connection of its own: the first must be given back before.
std::optional<OpenedInvitation> open_invitation(const Exchange& exchange)
{
    auto opened = open_link(exchange);
    if (!opened) return std::nullopt;
    opened->organisation =
        organisations::find_organisation(exchange.shared.database(), opened->invitation.organisation_id);
    opened->locale =
        public_locale(exchange, opened->contact.locale.empty() ? opened->organisation.locale : opened->contact.locale);
    return opened;
}

bool is_test_link(const Exchange& exchange)
{
    return exchange.parameter("token") == campaigns::test_token;
}

Stage stage_of(const OpenedInvitation& opened, Instant now)
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

std::string answer_word(const campaigns::Invitation& invitation)
{
    return invitation.answer == "yes" && invitation.place == "waiting" ? "waiting" : invitation.answer.value_or("");
}

std::string page_text(const Exchange& exchange, const OpenedInvitation& opened, const std::string& key)
{
    const auto& catalogs = exchange.shared.services().catalogs;
    const std::string own = "public.survey." + key;
    const bool has_own = content::is_survey(opened.campaign.definition.event.kind) && catalogs.has(opened.locale, own);
    return catalogs.text(opened.locale, has_own ? own : "public." + key);
}

content::View invitation_view(const Exchange& exchange, const OpenedInvitation& opened, const std::string& title,
                              const std::string& self)
{
    const campaigns::Event& event = opened.campaign.definition.event;
    const std::string& zone = opened.organisation.time_zone;
    const bool survey = content::is_survey(event.kind);
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
    view.set("data_url",
             campaigns::data_url(exchange.shared.services().master, "", opened.contact) + "?lang=" + opened.locale);
    view.set("has_calendar", !survey); // nor have the mails
    view.set("has_answer", opened.invitation.answer.has_value());
    view.set("answer_text", opened.invitation.answer
                                ? page_text(exchange, opened, "answer_is." + answer_word(opened.invitation))
                                : std::string());
    return view;
}

} // namespace dosah::web
