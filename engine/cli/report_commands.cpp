// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "campaigns/campaign.h"
#include "cli/command.h"
#include "content/locale.h"
#include "evaluation/flow_report.h"
#include "evaluation/rates_report.h"
#include "evaluation/reach.h"
#include "organisations/organisation.h"

#include <algorithm>
#include <ostream>

namespace dosah::cli {

namespace {

bool is_id(const std::string& text)
{
    return !text.empty() && text.size() <= 18 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Place
{
    organisations::Organisation organisation;
    std::int64_t campaign_id = 0;
};

/// A key needs its organisation; an id is unique in the store.
Place find(Context& context, const std::string& campaign, const std::optional<std::string>& organisation_key)
{
    if (!organisation_key && !is_id(campaign))
        throw input_error("--org KEY is needed with a campaign's key (its number alone would do)");
    Place out;
    if (organisation_key) out.organisation = organisations::find_organisation(context.database(), *organisation_key);
    if (is_id(campaign)) {
        out.campaign_id = std::stoll(campaign);
        if (!organisation_key) {
            std::int64_t organisation_id = 0;
            {
                store::Session session = context.database().session();
                organisation_id = evaluation::organisation_of_campaign(session, out.campaign_id);
            }
            out.organisation = organisations::find_organisation(context.database(), organisation_id);
        }
        return out;
    }
    store::Session session = context.database().session();
    out.campaign_id = campaigns::find_campaign(session, out.organisation.id, campaign).id;
    return out;
}

/// What one kind of report can do.
template <class Report>
struct Kind
{
    Report (*make)(store::Session&, std::int64_t, std::int64_t, Instant, const std::string&);
    std::string (*text)(const Report&, const content::Catalogs&, const std::string&, const std::string&);
    std::string (*csv)(const Report&);
    std::string (*json)(const Report&);
};

template <class Report>
int report(Context& context, Words& words, const Kind<Report>& kind)
{
    const std::string campaign = words.required_option("campaign");
    const std::optional<std::string> organisation_key = words.option("org");
    const bool as_json = words.flag("json");
    const std::string format = words.option("format").value_or(as_json ? "json" : "text");
    const std::optional<std::string> wanted_locale = words.option("locale");
    words.finish();
    if (format != "text" && format != "json" && format != "csv")
        throw input_error("--format: expected text, json or csv, found \"" + format + "\"");
    if (as_json && format != "json") throw input_error("--json and --format " + format + " contradict each other");
    if (wanted_locale && !content::is_locale(*wanted_locale))
        throw input_error("--locale: expected cs, nb, nn or en, found \"" + *wanted_locale + "\"");

    const Place place = find(context, campaign, organisation_key);
    const std::string locale = wanted_locale.value_or(place.organisation.locale);
    store::Session session = context.database().session();
    const Report made = kind.make(session, place.organisation.id, place.campaign_id, context.clock().now(), locale);
    if (format == "text") {
        context.out() << kind.text(made, context.catalogs(), locale, place.organisation.time_zone);
        return 0;
    }
    const std::string payload = format == "csv" ? kind.csv(made) : kind.json(made) + "\n";
    context.out() << payload;
    // Beside the payload: the same figures are the same bytes whenever they are printed.
    context.err() << "sha256 " << sha256_hex(payload) << ", printed " << to_iso(context.clock().now()) << '\n';
    return 0;
}

int report_reach(Context& context, Words& words)
{
    using namespace evaluation;
    return report<ReachReport>(context, words, {reach_report, reach_text, reach_csv, reach_json});
}

int report_rates(Context& context, Words& words)
{
    using namespace evaluation;
    return report<RatesReport>(context, words, {rates_report, rates_text, rates_csv, rates_json});
}

int report_flow(Context& context, Words& words)
{
    using namespace evaluation;
    return report<FlowReport>(context, words, {flow_report, flow_text, flow_csv, flow_json});
}

} // namespace

std::vector<Command> report_commands()
{
    const std::string options = "--campaign ID|KEY [--org KEY] [--format text|json|csv] [--json] [--locale LOCALE]";
    return {
        {"report reach", options,
         "Shows whom a campaign reached, and whom it reached for the first time (for coordinators).", report_reach},
        {"report rates", options,
         "Shows how the people of a campaign ended, and AAPOR's outcome rates (for coordinators).", report_rates},
        {"report flow", options,
         "Shows how far people came, from the frozen audience to the act asked for (for coordinators).", report_flow},
    };
}

} // namespace dosah::cli
