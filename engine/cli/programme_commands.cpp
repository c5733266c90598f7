// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "cli/campaign_words.h"
#include "cli/printable.h"
#include "cli/report_words.h"
#include "evaluation/programme_report.h"
#include "organisations/organisation.h"

#include <ostream>

namespace dosah::cli {

namespace {

int report_programme(Context& context, Words& words)
{
    const std::string key = words.required_option("programme");
    const bool mixed = words.flag("mixed");
    const std::string actor = actor_of(context, words);
    const ReportForm form = read_report_form(words);
    words.finish();
    const std::string locale = form.locale.value_or("en");
    const auto report = evaluation::programme_report(context.database(), context.clock(), actor, key, locale, mixed);
    const evaluation::ReportWriter writer(context.catalogs(), locale, report.time_zone());
    return print_report(context,
                        form.format == "text"  ? evaluation::programme_text(report, context.catalogs(), locale)
                        : form.format == "csv" ? evaluation::programme_csv(report)
                        : form.format == "json"
                            ? evaluation::programme_json(report) + "\n"
                            : paper_file(context, evaluation::programme_paper(report, writer), writer, form.format),
                        form.format);
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
    const std::string form = "[--format text|csv|json|xlsx|html|svg] [--json] [--locale LOCALE]";
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
