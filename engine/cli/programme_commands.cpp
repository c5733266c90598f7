// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "cli/campaign_words.h"
#include "cli/printable.h"
#include "cli/report_words.h"
#include "content/locale.h"
#include "evaluation/programme_report.h"
#include "organisations/organisation.h"

#include <ostream>

namespace dosah::cli {

namespace {

struct Form
{
    std::string format;
    std::optional<std::string> locale;
};

Form read_form(Words& words)
{
    Form out;
    const bool as_json = words.flag("json");
    out.format = words.option("format").value_or(as_json ? "json" : "text");
    out.locale = words.option("locale");
    if (out.format != "text" && out.format != "csv" && out.format != "json")
        throw input_error("--format: expected text, csv or json, found \"" + out.format + "\"");
    if (as_json && out.format != "json")
        throw input_error("--json and --format " + out.format + " contradict each other");
    if (out.locale && !content::is_locale(*out.locale))
        throw input_error("--locale: expected cs, nb, nn or en, found \"" + *out.locale + "\"");
    return out;
}

/// The SHA-256 stands beside the payload: the same figures are the same bytes whenever they are printed.
int print_payload(Context& context, const std::string& payload)
{
    context.out() << payload;
    context.err() << "sha256 " << sha256_hex(payload) << ", printed " << to_iso(context.clock().now()) << '\n';
    return 0;
}

int report_programme(Context& context, Words& words)
{
    const std::string key = words.required_option("programme");
    const bool mixed = words.flag("mixed");
    const std::string actor = actor_of(context, words);
    const Form form = read_form(words);
    words.finish();
    const std::string locale = form.locale.value_or("en");
    const auto report = evaluation::programme_report(context.database(), context.clock(), actor, key, locale, mixed);
    if (form.format == "csv") return print_payload(context, evaluation::programme_csv(report));
    if (form.format == "json") return print_payload(context, evaluation::programme_json(report) + "\n");
    context.out() << evaluation::programme_text(report, context.catalogs(), locale);
    return 0;
}

json::Object::Ptr programme_json(const evaluation::Programme& programme)
{
    auto out = json::object();
    out->set("key", programme.key);
    out->set("name", programme.name);
    return out;
}

int add(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string name = words.required_option("name");
    const std::string actor = actor_of(context, words);
    const std::string key = words.operand("KEY");
    words.finish();
    const auto programme = evaluation::add_programme(context.database(), key, name, actor, context.clock().now());
    print(context, as_json, programme_json(programme), "programme " + programme.key + " is there");
    return 0;
}

/// ORG/CAMPAIGN.
int join(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string campaign = words.required_option("campaign");
    const std::string actor = actor_of(context, words);
    const std::string key = words.operand("KEY");
    words.finish();
    const std::size_t slash = campaign.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == campaign.size())
        throw input_error("--campaign: write the organisation's and the campaign's key, for example lipova/forum-2026");
    const auto organisation = organisations::find_organisation(context.database(), campaign.substr(0, slash));
    const campaigns::Campaign found = find_named(context, organisation, campaign.substr(slash + 1));
    evaluation::Programme programme;
    {
        store::Session session = context.database().session();
        programme = evaluation::find_programme(session, key);
    }
    const bool joined = evaluation::join_programme(context.database(), programme, organisation.id, found.id, actor,
                                                   context.clock().now());
    auto out = programme_json(programme);
    out->set("campaign", organisation.key + "/" + found.key);
    out->set("joined", joined);
    print(context, as_json, out,
          organisation.key + "/" + found.key + (joined ? " is in programme " : " was in programme ") + programme.key);
    return 0;
}

int list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    store::Session session = context.database().session();
    auto out = json::array();
    for (const evaluation::Programme& programme : evaluation::all_programmes(session)) {
        const std::size_t campaigns = evaluation::programme_campaigns(session, programme.id).size();
        auto one = programme_json(programme);
        one->set("campaigns", campaigns);
        out->add(one);
        if (!as_json)
            context.out() << programme.key << "  " << campaigns << (campaigns == 1 ? " campaign  " : " campaigns  ")
                          << printable(programme.name) << '\n';
    }
    if (as_json) context.out() << json::write(out) << '\n';
    return 0;
}

} // namespace

std::vector<Command> programme_commands()
{
    const std::string form = "[--format text|csv|json] [--json] [--locale LOCALE]";
    return {
        {"report programme", "--programme KEY [--mixed] [--as NAME] " + form,
         "Shows several organisations' campaigns together, of protected figures alone.", report_programme},
        {"programme add", "KEY --name TEXT [--as NAME] [--json]",
         "Makes a programme: campaigns of several organisations that are reported together.", add},
        {"programme join", "KEY --campaign ORG/CAMPAIGN [--as NAME] [--json]", "Adds a campaign to a programme.", join},
        {"programme list", "[--json]", "Lists the programmes.", list},
    };
}

} // namespace dosah::cli
