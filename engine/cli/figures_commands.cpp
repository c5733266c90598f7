// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/campaign_words.h"
#include "evaluation/closed_figures.h"

#include <ostream>

namespace dosah::cli {

namespace {

json::Object::Ptr as_json(const evaluation::ClosedFigures& figures)
{
    auto out = json::object();
    out->set("number", figures.number);
    out->set("as_of", to_iso(figures.as_of));
    out->set("made_at", to_iso(figures.made_at));
    out->set("actor", figures.actor);
    out->set("reason", figures.reason);
    out->set("erased", figures.erased);
    return out;
}

int restate(Context& context, Words& words)
{
    const std::string reason = words.required_option("reason");
    const Named named = read_named(context, words, true);
    const evaluation::ClosedFigures made = evaluation::restate_figures(
        context.database(), named.organisation.id, named.campaign.id, reason, named.actor, context.clock().now());
    print(context, named.as_json, as_json(made),
          "restatement " + std::to_string(made.number) + " of campaign " + named.campaign.key +
              " is made; reports show it from now on, --restatement N shows an earlier one");
    return 0;
}

int list(Context& context, Words& words)
{
    const Named named = read_named(context, words, false);
    store::Session session = context.database().session();
    const auto closed = evaluation::all_closed_figures(session, named.campaign.id);
    if (named.as_json) {
        auto out = json::array();
        for (const auto& figures : closed)
            out->add(as_json(figures));
        context.out() << json::write(out) << '\n';
        return 0;
    }
    for (const auto& figures : closed)
        context.out() << figures.number << "  as of " << to_iso(figures.as_of) << "  made " << to_iso(figures.made_at)
                      << " by " << figures.actor << (figures.reason.empty() ? "" : "  " + figures.reason) << '\n';
    if (closed.empty())
        context.out() << "open until " << to_iso(campaigns::closing_time(named.campaign.definition)) << '\n';
    return 0;
}

} // namespace

std::vector<Command> figures_commands()
{
    return {
        {"campaign restate", "CAMPAIGN --org KEY --reason TEXT [--as NAME] [--json]",
         "Counts a closed campaign's figures anew, with what became known since, as the next numbered restatement.",
         restate},
        {"campaign figures", "CAMPAIGN --org KEY [--json]",
         "Lists a campaign's closed figures and their restatements, with reasons.", list},
    };
}

} // namespace dosah::cli
