// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "campaigns/campaign.h"
#include "cli/campaign_words.h"
#include "cli/command.h"
#include "cli/report_words.h"
#include "evaluation/paper_sections.h"
#include "evaluation/protected_report.h"
#include "organisations/organisation.h"

#include <algorithm>
#include <functional>
#include <ostream>
#include <utility>

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

/// What one kind of report can do; without text and csv it is a report of several.
template <class Report>
struct Kind
{
    std::function<Report(store::Session&, std::int64_t, std::int64_t, Instant, const std::string&,
                         std::optional<std::int64_t>)>
        make;
    evaluation::Paper (*paper)(const Report&, const evaluation::ReportWriter&);
    std::string (*text)(const Report&, const content::Catalogs&, const std::string&, const std::string&) = nullptr;
    std::string (*csv)(const Report&) = nullptr;
    std::string (*json)(const Report&) = nullptr;
};

struct Asked : ReportForm
{
    std::string campaign;
    std::optional<std::string> organisation_key;
    std::optional<std::int64_t> restatement;
};

Asked read_asked(Words& words, bool several = false)
{
    Asked out;
    out.campaign = words.required_option("campaign");
    out.organisation_key = words.option("org");
    static_cast<ReportForm&>(out) =
        several ? read_report_form(words, {"html", "xlsx", "json"}) : read_report_form(words);
    if (const auto number = words.option("restatement")) {
        out.restatement = whole_number(*number);
        if (!out.restatement) throw input_error("--restatement: expected a number, found \"" + *number + "\"");
    }
    words.finish();
    return out;
}

template <class Report>
int report(Context& context, Words& words, const Kind<Report>& kind)
{
    const Asked asked = read_asked(words, kind.csv == nullptr);
    const Place place = find(context, asked.campaign, asked.organisation_key);
    const std::string locale = asked.locale.value_or(place.organisation.locale);
    const std::string& zone = place.organisation.time_zone;
    store::Session session = context.database().session();
    const Report made =
        kind.make(session, place.organisation.id, place.campaign_id, context.clock().now(), locale, asked.restatement);
    if (asked.format == "text")
        return print_report(context, kind.text(made, context.catalogs(), locale, zone), asked.format);
    if (asked.format == "csv") return print_report(context, kind.csv(made), asked.format);
    if (asked.format == "json") return print_report(context, kind.json(made) + "\n", asked.format);
    const evaluation::ReportWriter writer(context.catalogs(), locale, zone);
    return print_report(context, paper_file(context, kind.paper(made, writer), writer, asked.format), asked.format);
}

/// What may be given away: as evaluators see it, entered in the register of releases.
int report_protected(Context& context, Words& words)
{
    const std::string actor = actor_of(context, words);
    const Asked asked = read_asked(words);
    if (asked.restatement) throw input_error("--protected: what was released stays; it knows no --restatement");
    const Place place = find(context, asked.campaign, asked.organisation_key);
    const std::string locale = asked.locale.value_or(place.organisation.locale);
    const evaluation::ReportWriter writer(context.catalogs(), locale, place.organisation.time_zone);
    const evaluation::ProtectedReport made = evaluation::protected_report(
        context.database(), context.clock(), actor, place.organisation.id, place.campaign_id, locale);
    if (asked.format == "text")
        return print_report(context,
                            evaluation::protected_text(made, context.catalogs(), locale, place.organisation.time_zone),
                            asked.format);
    if (asked.format == "csv") return print_report(context, evaluation::protected_csv(made), asked.format);
    if (asked.format == "json") return print_report(context, evaluation::protected_json(made) + "\n", asked.format);
    return print_report(context, paper_file(context, evaluation::protected_paper(made, writer), writer, asked.format),
                        asked.format);
}

/// A report that asks for nothing of its own.
template <auto make, auto paper, auto text, auto csv, auto json>
int report_plain(Context& context, Words& words)
{
    using Report = decltype(make(std::declval<store::Session&>(), 0, 0, Instant(), std::string(), std::nullopt));
    return report<Report>(context, words, {make, paper, text, csv, json});
}

int report_representativeness(Context& context, Words& words)
{
    using namespace evaluation;
    RepresentativenessOptions options;
    options.benchmark = words.option("benchmark");
    if (const auto by = words.option("by"))
        for (const std::string& dimension : text::split(*by, ','))
            options.by.push_back(text::trim(dimension));
    if (const auto bands = words.option("bands")) options.bands = read_age_bands(*bands);
    const auto make = [&](store::Session& session, std::int64_t organisation, std::int64_t campaign, Instant now,
                          const std::string& locale, std::optional<std::int64_t> restatement) {
        return representativeness_report(session, organisation, campaign, now, locale, options, restatement);
    };
    return report<RepresentativenessReport>(
        context, words,
        {make, representativeness_paper, representativeness_text, representativeness_csv, representativeness_json});
}

int report_reach(Context& context, Words& words)
{
    if (words.flag("protected")) return report_protected(context, words);
    using namespace evaluation;
    return report_plain<reach_report, reach_paper, reach_text, reach_csv, reach_json>(context, words);
}

int report_full(Context& context, Words& words)
{
    using namespace evaluation;
    const std::optional<std::string> benchmark = words.option("benchmark");
    const auto make = [&](store::Session& session, std::int64_t organisation, std::int64_t campaign, Instant now,
                          const std::string& locale, std::optional<std::int64_t> restatement) {
        return full_report(session, organisation, campaign, now, locale, restatement, benchmark);
    };
    return report<FullReport>(context, words, {make, full_paper, nullptr, nullptr, full_json});
}

} // namespace

std::vector<Command> report_commands()
{
    using namespace evaluation;
    const std::string campaign = "--campaign ID|KEY [--org KEY] ";
    const std::string options =
        campaign + "[--format text|csv|json|xlsx|html|svg] [--json] [--locale LOCALE] [--restatement N]";
    std::vector<Command> all = {
        {"report reach", options + " [--protected [--as NAME]]",
         "Shows whom a campaign reached, and whom it reached for the first time (for coordinators; --protected as "
         "evaluators see it).",
         report_reach},
        {"report rates", options,
         "Shows how the people of a campaign ended, and AAPOR's outcome rates (for coordinators).",
         report_plain<rates_report, rates_paper, rates_text, rates_csv, rates_json>},
        {"report flow", options,
         "Shows how far people came, from the frozen audience to the act asked for (for coordinators).",
         report_plain<flow_report, flow_paper, flow_text, flow_csv, flow_json>},
        {"report full",
         campaign + "[--benchmark KEY] [--format html|xlsx|json] [--json] [--locale LOCALE] [--restatement N]",
         "Writes the whole report of a campaign with its figures, to print or to hand over (for coordinators).",
         report_full},
        {"report representativeness",
         options + " [--benchmark KEY] [--by age,gender,place|group] [--bands 15-24,25-44,45-64,65+]",
         "Shows whether all responded alike, and whether those reached are like those who live there (for "
         "coordinators).",
         report_representativeness},
        {"report uplift", options, "Shows what the invitation did, by a holdout drawn by lot (for coordinators).",
         report_plain<uplift_report, uplift_paper, uplift_text, uplift_csv, uplift_json>},
    };
    for (auto area : {benchmark_commands, programme_commands, eligibility_commands})
        for (Command& command : area())
            all.push_back(std::move(command));
    return all;
}

} // namespace dosah::cli
