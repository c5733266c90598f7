// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/wave.h"
#include "content/locale.h"
#include "content/message_writer.h"
#include "web/console_page.h"
#include "web/pages.h"

#include <algorithm>
#include <array>

namespace dosah::web {

namespace {

using campaigns::Campaign;
using campaigns::Definition;
using campaigns::State;

/// Of texts without a language of their own, in the form and in a campaign's file.
constexpr const char* every_locale_word = "all";
constexpr const char* every_locale = "*";

/// Those of content::message_variables() that are no texts.
constexpr std::array<std::string_view, 4> section_names = {"people", "points", "takes_replies", "takes_stop"};

/// Which texts the page is about; what the address says, as far as there is such a thing.
struct Which
{
    std::string wave = "invitation";
    std::string locale; ///< "*" for every language

    std::string word() const { return locale == every_locale ? every_locale_word : locale; }
};

/// Own texts of one message in one language; empty ones take the shipped template's.
struct Texts
{
    campaigns::EmailContent email;
    std::string sms;
};

Which read_which(const Exchange& exchange, const Campaign& campaign, const std::string& wave, const std::string& locale)
{
    Which which;
    which.locale = exchange.organisation->locale;
    if (campaigns::find_wave(campaign.definition, wave) != nullptr) which.wave = wave;
    if (locale == every_locale_word) which.locale = every_locale;
    if (content::is_locale(locale)) which.locale = locale;
    return which;
}

/// The invitation's texts are the campaign's, the others stand at their wave.
template <class Take>
void with_texts(Definition& definition, const std::string& kind, Take take)
{
    if (kind == "invitation") return take(definition.email, definition.sms);
    for (campaigns::Wave& wave : definition.waves)
        if (wave.kind == kind) return take(wave.email, wave.sms);
}

Texts texts_of(Definition definition, const Which& which)
{
    Texts texts;
    with_texts(definition, which.wave, [&](auto& email, auto& sms) {
        if (const auto found = email.find(which.locale); found != email.end()) texts.email = found->second;
        if (const auto found = sms.find(which.locale); found != sms.end()) texts.sms = found->second;
    });
    return texts;
}

Definition with(Definition definition, const Which& which, const Texts& texts)
{
    with_texts(definition, which.wave, [&](auto& email, auto& sms) {
        const campaigns::EmailContent& own = texts.email;
        if (own.subject.empty() && own.body.empty() && own.easy_body.empty())
            email.erase(which.locale);
        else
            email[which.locale] = own;
        if (texts.sms.empty())
            sms.erase(which.locale);
        else
            sms[which.locale] = texts.sms;
    });
    return definition;
}

Texts typed(const Exchange& exchange)
{
    // Browsers end a text area's lines in CRLF.
    const auto field = [&](const char* name) {
        std::string text = exchange.field(name);
        std::erase(text, '\r');
        return text;
    };
    return {{field("subject"), field("body"), field("easy_body")}, field("sms")};
}

bool is_editable(State state)
{
    return state == State::draft || state == State::submitted || state == State::approved;
}

void demand_editable(const Exchange& exchange, const Campaign& campaign)
{
    if (is_editable(campaign.state)) return;
    throw conflict_error(
        exchange.text("console.campaign.not_now",
                      {{"state", exchange.text("console.state." + std::string(to_string(campaign.state)))}}));
}

std::string page_of(const Campaign& campaign, const Which& which)
{
    return "/campaigns/" + std::to_string(campaign.id) + "/texts?wave=" + which.wave + "&locale=" + which.word();
}

content::View option(const std::string& value, const std::string& label, bool here)
{
    content::View view;
    view.set("value", value);
    view.set("label", label);
    view.set("here", here);
    return view;
}

void set_choices(content::View& view, const Exchange& exchange, const Campaign& campaign, const Which& which)
{
    content::ViewList waves;
    for (const campaigns::Wave& wave : campaign.definition.waves)
        waves.push_back(option(wave.kind, exchange.text("console.wave." + wave.kind), wave.kind == which.wave));
    content::ViewList locales;
    for (const std::string& locale : content::locales())
        locales.push_back(option(locale, exchange.shared.services().catalogs.text(locale, "public.language"),
                                 locale == which.locale));
    locales.push_back(
        option(every_locale_word, exchange.text("console.texts.every_language"), which.locale == every_locale));
    view.set("waves", std::move(waves));
    view.set("locales", std::move(locales));
}

/// `problem_lang`: those of the engine are English.
Response page(const Exchange& exchange, const Campaign& campaign, const Which& which, const Texts& texts,
              const std::string& problem, const std::string& problem_lang)
{
    content::View view = console_view(exchange, exchange.text("console.label.texts_title"), "campaigns");
    set_campaign(view, exchange, campaign);
    set_choices(view, exchange, campaign, which);
    view.set("wave", which.wave);
    view.set("locale", which.word());
    view.set("text_lang", which.locale == every_locale ? exchange.organisation->locale : which.locale);
    view.set("hash", campaign.definition_hash);
    view.set("subject", texts.email.subject);
    view.set("body", texts.email.body);
    view.set("easy_body", texts.email.easy_body);
    view.set("sms", texts.sms);
    std::string names;
    for (const std::string& name : content::message_variables()) {
        const bool section = std::find(section_names.begin(), section_names.end(), name) != section_names.end();
        names += (names.empty() ? "" : " ") + (section ? "{{#" + name + "}}{{/" + name + "}}" : "{{" + name + "}}");
    }
    view.set("variables", names);
    view.set("approved", campaign.state != State::draft);
    view.set("has_problem", !problem.empty());
    view.set("problem", problem);
    view.set("problem_lang", problem_lang);
    view.set("saved", problem.empty() && exchange.query("saved") == "yes");
    return console_response(exchange, "console/texts.html", view, problem.empty() ? 200 : 422);
}

} // namespace

Response show_texts(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_editable(exchange, campaign);
    const Which which = read_which(exchange, campaign, exchange.query("wave"), exchange.query("locale"));
    return page(exchange, campaign, which, texts_of(campaign.definition, which), "", exchange.locale());
}

Response save_texts_form(Exchange& exchange)
{
    const Campaign campaign = campaign_of(exchange);
    demand_editable(exchange, campaign);
    const Which which = read_which(exchange, campaign, exchange.field("wave"), exchange.field("locale"));
    const Texts texts = typed(exchange);
    try {
        campaigns::load_campaign(exchange.shared.services(), *exchange.organisation,
                                 campaigns::write_definition(with(campaign.definition, which, texts)), exchange.actor(),
                                 exchange.field("hash"));
    } catch (const Error& error) {
        // What was typed is kept.
        if (error.kind() == ErrorKind::conflict)
            return page(exchange, campaign, which, texts, exchange.text("console.texts.edited_meanwhile"),
                        exchange.locale());
        if (error.kind() != ErrorKind::input) throw;
        return page(exchange, campaign, which, texts, error.what(), "en");
    }
    return redirect(page_of(campaign, which) + "&saved=yes");
}

} // namespace dosah::web
