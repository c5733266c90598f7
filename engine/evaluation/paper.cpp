// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "evaluation/paper_sections.h"
#include "evaluation/report_cells.h"
#include "evaluation/report_data.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

/// Of the same bytes as --format json writes.
PaperSource source(const char* indicator, const char* definition, const std::string& json, std::vector<Fact> facts)
{
    return {indicator, definition, sha256_hex(json + "\n"), std::move(facts)};
}

PaperSource reach_source(const ReachReport& report)
{
    return source("reach", reach_definition, reach_json(report), reach_facts(report));
}

PaperSource flow_source(const FlowReport& report)
{
    return source("flow", flow_definition, flow_json(report), flow_facts(report));
}

PaperSource rates_source(const RatesReport& report)
{
    return source("rates", rates_definition, rates_json(report), rates_facts(report));
}

PaperSource representativeness_source(const RepresentativenessReport& report)
{
    return source("representativeness", representativeness_definition, representativeness_json(report),
                  representativeness_facts(report));
}

PaperSource uplift_source(const UpliftReport& report)
{
    return source("uplift", uplift_definition, uplift_json(report), uplift_facts(report));
}

/// What the benchmark was, and how people were drawn.
void add_benchmark(Paper& paper, const RepresentativenessReport& report)
{
    if (!report.benchmark) return;
    const BenchmarkHead& head = *report.benchmark;
    paper.more.emplace_back("meta.benchmark", head.source_and_table() + ", " + head.reference_date + ", " + head.kind +
                                                  ", sha256 " + head.file_sha256);
}

void add_draw(Paper& paper, const UpliftReport& report)
{
    if (!report.frame_sha256.empty()) paper.more.emplace_back("meta.frame", "sha256 " + report.frame_sha256);
    if (!report.seed.empty()) paper.more.emplace_back("meta.seed", report.seed);
}

/// "Park forum – whom did we reach?"; `key` is a section's.
std::string title(const char* key, const ReportHead& head, const ReportWriter& writer)
{
    return head.campaign_name + " – " + writer.say(key);
}

} // namespace

Paper reach_paper(const ReachReport& report, const ReportWriter& writer)
{
    return {report,
            title("section.reach", report, writer),
            {reach_section(report, writer), new_reach_section(report, writer)},
            {reach_source(report)}};
}

Paper flow_paper(const FlowReport& report, const ReportWriter& writer)
{
    return {report, title("section.flow", report, writer), {flow_section(report, writer)}, {flow_source(report)}};
}

Paper rates_paper(const RatesReport& report, const ReportWriter& writer)
{
    return {report, title("section.rates", report, writer), {rates_section(report, writer)}, {rates_source(report)}};
}

Paper representativeness_paper(const RepresentativenessReport& report, const ReportWriter& writer)
{
    return {report,
            title("section.representativeness", report, writer),
            representativeness_sections(report, writer),
            {representativeness_source(report)}};
}

Paper uplift_paper(const UpliftReport& report, const ReportWriter& writer)
{
    Paper out{
        report, title("section.uplift", report, writer), {uplift_section(report, writer)}, {uplift_source(report)}};
    add_draw(out, report);
    return out;
}

FullReport full_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement,
                       const std::optional<std::string>& benchmark)
{
    FullReport out;
    RepresentativenessOptions options;
    options.benchmark = benchmark;
    options.may_leave_out = true;
    out.flow = flow_report(session, organisation_id, campaign_id, now, locale, restatement);
    out.reach = reach_report(session, organisation_id, campaign_id, now, locale, restatement);
    out.rates = rates_report(session, organisation_id, campaign_id, now, locale, restatement);
    out.hours = reached_hours(session, out.reach);
    out.representativeness =
        representativeness_report(session, organisation_id, campaign_id, now, locale, options, restatement);
    try {
        out.uplift = uplift_report(session, organisation_id, campaign_id, now, locale, restatement);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::conflict) throw; // there was no holdout
    }
    return out;
}

std::string full_json(const FullReport& report)
{
    std::string out = "{\"flow\":" + flow_json(report.flow) + ",\"reach\":" + reach_json(report.reach) +
                      ",\"rates\":" + rates_json(report.rates) +
                      ",\"representativeness\":" + representativeness_json(report.representativeness);
    if (report.uplift) out += ",\"uplift\":" + uplift_json(*report.uplift);
    return out + "}";
}

Paper full_paper(const FullReport& report, const ReportWriter& writer)
{
    Paper out{report.reach,
              title("section.full", report.reach, writer),
              {flow_section(report.flow, writer), reach_section(report.reach, writer),
               new_reach_section(report.reach, writer)},
              {flow_source(report.flow), reach_source(report.reach), rates_source(report.rates),
               representativeness_source(report.representativeness)}};
    for (PaperSection& section : representativeness_sections(report.representativeness, writer))
        out.sections.push_back(std::move(section));
    out.sections.push_back(days_section(report.reach, report.hours, writer));
    out.sections.push_back(rates_section(report.rates, writer));
    if (report.uplift) {
        out.sections.push_back(uplift_section(*report.uplift, writer));
        out.sources.push_back(uplift_source(*report.uplift));
        add_draw(out, *report.uplift);
    }
    add_benchmark(out, report.representativeness);
    return out;
}

namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// Of one campaign. `exact` is not for evaluators: how many were erased is a small count, and the reason of a
/// restatement is anybody's text.
Metadata head_metadata(const ReportHead& head, const ReportWriter& writer, bool exact)
{
    Metadata out;
    const auto add = [&](const char* key, const std::string& value) {
        out.emplace_back(writer.say(std::string("meta.") + key), value);
    };
    add("organisation", head.organisation_name);
    add("campaign", head.campaign_name + " (" + head.campaign_key + ")");
    add("unit", writer.say("meta.unit.person"));
    add("act", writer.say("rates.act." + head.target_act));
    if (head.frozen_at) add("frozen", to_iso(*head.frozen_at));
    add("as_of", to_iso(head.as_of));
    add("status", writer.say(head.interim ? "meta.status.interim" : "meta.status.closed"));
    if (exact && head.closed && head.closed->number > 0) add("restatement", writer.restatement(*head.closed));
    if (exact && head.erased > 0) add("erased", writer.number(head.erased));
    add("look_back", writer.say("meta.months", {{"months", static_cast<std::int64_t>(head.look_back_months)}}));
    add("register", head.register_start ? to_iso(*head.register_start) : writer.say("meta.not_stated"));
    add("covers", writer.say(head.register_covers ? "meta.yes" : "meta.no"));
    return out;
}

} // namespace

Metadata paper_metadata(const Paper& paper, const ReportWriter& writer)
{
    Metadata out = paper.about.empty() ? head_metadata(paper.head, writer, paper.rule.empty()) : paper.about;
    const auto add = [&](const char* key, const std::string& value) {
        out.emplace_back(writer.say(std::string("meta.") + key), value);
    };
    add("interval", writer.say("meta.wilson"));
    for (const auto& [key, value] : paper.more)
        out.emplace_back(writer.say(key), value);
    if (!paper.rule.empty()) add("rule", paper.rule);
    if (paper.release > 0) add("release", std::to_string(paper.release));
    for (const PaperSource& source : paper.sources)
        out.emplace_back(
            writer.say("meta.source", {{"indicator", source.indicator}, {"definition", source.definition}}),
            "sha256 " + source.sha256);
    return out;
}

std::string paper_svg(const Paper& paper)
{
    const auto drawn = std::find_if(paper.sections.begin(), paper.sections.end(),
                                    [](const PaperSection& section) { return !section.figure.empty(); });
    return drawn == paper.sections.end() ? std::string() : drawn->figure + "\n";
}

} // namespace dosah::evaluation
