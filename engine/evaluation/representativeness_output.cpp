// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/campaign_comparison.h"
#include "evaluation/fact_rows.h"
#include "evaluation/report_data.h"
#include "evaluation/representativeness_report.h"

#include <cmath>

namespace dosah::evaluation {

namespace {

using Report = RepresentativenessReport;
using Row = RepresentativenessRow;

constexpr const char* no_benchmark = "not_benchmarked";

/// Of a figure that needs a population.
std::string benchmarked(const Report& report, bool is_defined)
{
    return report.benchmark ? status_word(report, is_defined) : no_benchmark;
}

void add_row(std::vector<Fact>& out, const Report& report, const Row& row)
{
    const auto share_of = [&](const char* measure, const Share& value) {
        out.push_back(share_fact(row.key, measure, value, status_word(report, value.estimate.has_value())));
    };
    out.push_back(count_fact(row.key, "frame", row.frame, status_word(report, true)));
    share_of("invited", row.invited_share);
    share_of("reached", row.reached_share);
    share_of("response", row.response);
    const auto of_population = [&](const char* measure, std::int64_t people, const std::optional<double>& estimate) {
        out.push_back({row.key,
                       measure,
                       report.benchmark ? std::optional(people) : std::nullopt,
                       row.population,
                       estimate,
                       {},
                       benchmarked(report, estimate.has_value())});
    };
    Fact population{
        row.key, "population", {}, {}, row.population_share, {}, benchmarked(report, row.population.has_value())};
    if (row.population) {
        population.numerator = std::llround(*row.population);
        population.denominator = report.all.population;
    }
    out.push_back(population);
    if (row.is_modelled()) {
        out.push_back(count_fact(row.key, "population_low", std::llround(*row.population_low), population.status));
        out.push_back(count_fact(row.key, "population_high", std::llround(*row.population_high), population.status));
    }
    out.push_back(
        {row.key, "parity", {}, {}, row.parity, row.parity_interval, benchmarked(report, row.parity.has_value())});
    of_population("coverage", row.frame, row.coverage);
    of_population("penetration", row.reached, row.penetration);
    if (!report.overlapping && &row != &report.all)
        out.push_back(value_fact(row.key, "partial", row.partial, status_word(report, row.partial.has_value())));
}

void add_indicators(std::vector<Fact>& out, const Report& report)
{
    const auto value = [&](const char* measure, const std::optional<double>& estimate, const std::string& status) {
        out.push_back(value_fact("", measure, estimate, status));
    };
    const auto own = [&](const char* measure, const std::optional<double>& estimate) {
        value(measure, estimate, status_word(report, estimate.has_value()));
    };
    const auto& found = report.indicator;
    const auto of = [&](double Representativeness::*member) {
        return found ? std::optional((*found).*member) : std::nullopt;
    };
    const auto maybe = [&](std::optional<double> Representativeness::*member) {
        return found ? (*found).*member : std::nullopt;
    };
    own("r", of(&Representativeness::r));
    own("r_standard_error", maybe(&Representativeness::standard_error));
    own("r_unadjusted", of(&Representativeness::r_unadjusted));
    own("cv", maybe(&Representativeness::cv));
    own("cv_unadjusted", maybe(&Representativeness::cv_unadjusted));
    const auto compared = [&](const char* measure, const std::optional<double>& estimate) {
        value(measure, estimate, benchmarked(report, estimate.has_value()));
    };
    compared("dissimilarity", report.dissimilarity);
    compared("similarity", report.similarity);
    compared("go_vocal_score", report.go_vocal);
    compared("smallest_over_mean", report.smallest_over_mean);
    if (report.alike) own("p_strata_alike", report.alike->p);
    if (report.fit)
        own("p_like_population",
            report.fit->smallest_expected >= least_expected ? std::optional(report.fit->p) : std::nullopt);
    for (const Pair& pair : report.pairs) {
        const std::string name = report.rows[pair.one].key + " - " + report.rows[pair.other].key;
        out.push_back({name, "difference", {}, {}, pair.difference.estimate, pair.difference.interval, "ok"});
        out.push_back(value_fact(name, "p_holm", pair.p_holm, "ok"));
    }
}

/// The group of its facts.
std::string campaign_fact_name(const ComparedCampaign& campaign)
{
    return "(campaign " + campaign.key + ")";
}

json::Object::Ptr row_json(const Row& row, const std::vector<Fact>& facts)
{
    json::Object::Ptr out = json::object();
    out->set("stratum", row.key);
    if (row.band) out->set("age", row.band->name());
    if (!row.gender.empty()) out->set("gender", row.gender);
    if (!row.place.empty()) out->set("place", row.place);
    if (!row.group.empty()) out->set("group", row.group);
    set_figures(*out, facts, row.key);
    return out;
}

PaperCell real_cell(const ReportWriter& writer, const std::optional<double>& value,
                    const std::optional<Interval>& interval = {})
{
    if (!value) return {PaperCell::Form::real, writer.say("undefined"), {}, {}};
    std::string text = writer.real(*value);
    if (interval)
        text = writer.say(
            "share", {{"estimate", text}, {"low", writer.real(interval->low)}, {"high", writer.real(interval->high)}});
    return {PaperCell::Form::real, text, value, interval};
}

std::vector<PaperCell> cells(const Report& report, const Row& row, const std::string& name, const ReportWriter& writer)
{
    std::vector<PaperCell> out = {writer.name_cell(name),
                                  writer.count_cell(row.frame),
                                  writer.count_cell(row.invited),
                                  writer.count_cell(row.reached),
                                  writer.share_cell(row.response.estimate, row.response.interval),
                                  writer.share_cell(row.reached_share.estimate, row.reached_share.interval)};
    if (!report.benchmark) return out;
    out.push_back(writer.share_cell(row.population_share, {}));
    out.push_back(real_cell(writer, row.parity, row.parity_interval));
    out.push_back(writer.share_cell(row.coverage, {}));
    return out;
}

PaperTable strata_table(const Report& report, const ReportWriter& writer)
{
    PaperTable out{"representativeness-strata", writer.say("representativeness.strata"), {}, {}};
    out.heading.push_back(writer.say(report.overlapping ? "column.group" : "representativeness.column.stratum"));
    for (const char* column : {"frame", "invited", "reached", "response", "reached_share"})
        out.heading.push_back(writer.say(std::string("representativeness.column.") + column));
    if (report.benchmark)
        for (const char* column : {"population_share", "parity", "coverage"})
            out.heading.push_back(writer.say(std::string("representativeness.column.") + column));
    Row all = report.all;
    if (report.benchmark) {
        all.population_share = 1;
        all.parity = report.all.reached > 0 && !report.is_single() ? std::optional(1.0) : std::nullopt;
    }
    out.rows.push_back(
        cells(report, all, writer.say(report.overlapping ? "everybody" : "representativeness.all"), writer));
    for (const Row& row : report.rows)
        out.rows.push_back(cells(report, row, stratum_name(row, writer), writer));
    if (report.unplaced.frame > 0) {
        Row unplaced = report.unplaced;
        unplaced.response = share(unplaced.reached, unplaced.invited);
        out.rows.push_back(cells(report, unplaced, writer.say("representativeness.unplaced"), writer));
    }
    return out;
}

PaperTable indicator_table(const Report& report, const ReportWriter& writer)
{
    PaperTable out{"representativeness-figures",
                   writer.say("representativeness.figures"),
                   {writer.say("representativeness.column.figure"), writer.say("representativeness.column.value")},
                   {}};
    const auto add = [&](const char* name, PaperCell cell) {
        out.rows.push_back(
            {writer.name_cell(writer.say(std::string("representativeness.figure.") + name)), std::move(cell)});
    };
    // Never R without the mean response: it comes out high wherever few respond at all.
    add("response", writer.share_cell(report.all.response.estimate, report.all.response.interval));
    if (report.is_single()) return out;
    if (report.indicator) {
        add("r", real_cell(writer, report.indicator->r));
        add("r_error", real_cell(writer, report.indicator->standard_error));
        add("cv", real_cell(writer, report.indicator->cv));
    }
    if (report.benchmark) {
        add("dissimilarity", real_cell(writer, report.dissimilarity));
        add("similarity", real_cell(writer, report.similarity));
        add("go_vocal", real_cell(writer, report.go_vocal));
    }
    const auto p = [&](const char* name, const std::optional<double>& value) {
        if (!value) return add(name, {PaperCell::Form::real, writer.say("representativeness.no_test"), {}, {}});
        const std::string text = *value < 0.001 ? writer.say("representativeness.p_small")
                                                : writer.say("representativeness.p", {{"value", *value}});
        add(name, {PaperCell::Form::real, text, value, {}});
    };
    if (report.alike) p("alike", report.alike->p);
    if (report.fit)
        p("fit", report.fit->smallest_expected >= least_expected ? std::optional(report.fit->p) : std::nullopt);
    else if (report.benchmark && !report.interim && report.all.reached > 0)
        add("fit", {PaperCell::Form::real, writer.say("representativeness.no_fit"), {}, {}});
    return out;
}

} // namespace

std::string stratum_name(const RepresentativenessRow& row, const ReportWriter& writer)
{
    if (!row.group.empty()) return row.group;
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
    if (row.band) add(row.band->name());
    if (!row.gender.empty()) add(writer.say("gender." + row.gender));
    if (!row.place.empty()) add(row.place);
    return out;
}

std::vector<Fact> representativeness_facts(const RepresentativenessReport& report)
{
    std::vector<Fact> out;
    add_row(out, report, report.all);
    if (!report.overlapping) add_indicators(out, report);
    for (const Row& row : report.rows)
        add_row(out, report, row);
    for (const auto& [measure, people] : {std::pair("frame", report.unplaced.frame),
                                          {"invited", report.unplaced.invited},
                                          {"reached", report.unplaced.reached}})
        out.push_back(count_fact("(unplaced)", measure, people, status_word(report, true)));
    for (const ComparedCampaign& one : report.campaigns) {
        const std::string name = campaign_fact_name(one);
        const char* status = one.interim ? "interim" : "ok";
        out.push_back(share_fact(name, "response", one.response, status));
        out.push_back(value_fact(name, "r", one.r, status));
        out.push_back(
            value_fact(name, "r_standard_error", one.standard_error, one.standard_error ? status : "undefined"));
        out.push_back(value_fact(name, "cv", one.cv, status));
    }
    return out;
}

std::string representativeness_csv(const RepresentativenessReport& report)
{
    return facts_csv(representativeness_facts(report));
}

std::string representativeness_json(const RepresentativenessReport& report)
{
    const std::vector<Fact> facts = representativeness_facts(report);
    json::Object::Ptr out = head_json(report, "representativeness", representativeness_definition);
    out->set("benchmark",
             report.benchmark ? Poco::Dynamic::Var(benchmark_json(*report.benchmark)) : Poco::Dynamic::Var());
    json::Array::Ptr by = json::array();
    for (const std::string& dimension : report.by)
        by->add(dimension);
    out->set("by", by);
    out->set("multiplicity", "holm");
    out->set("all", row_json(report.all, facts));
    json::Array::Ptr rows = json::array();
    for (const Row& row : report.rows)
        rows->add(row_json(row, facts));
    out->set("strata", rows);
    json::Object::Ptr unplaced = json::object();
    set_figures(*unplaced, facts, "(unplaced)");
    out->set("unplaced", unplaced);
    json::Array::Ptr pairs = json::array();
    for (const Pair& pair : report.pairs) {
        json::Object::Ptr one = json::object();
        one->set("one", report.rows[pair.one].key);
        one->set("other", report.rows[pair.other].key);
        set_estimate(*one, pair.difference.estimate, pair.difference.interval);
        one->set("test", to_string(pair.kind));
        one->set("p", pair.p);
        one->set("p_holm", pair.p_holm);
        pairs->add(one);
    }
    out->set("pairs", pairs);
    json::Array::Ptr campaigns = json::array();
    for (const ComparedCampaign& campaign : report.campaigns) {
        json::Object::Ptr one = json::object();
        one->set("key", campaign.key);
        one->set("name", campaign.name);
        one->set("as_of", to_iso(campaign.as_of));
        set_figures(*one, facts, campaign_fact_name(campaign));
        campaigns->add(one);
    }
    out->set("campaigns", campaigns);
    return json::write(out);
}

std::vector<PaperTable> representativeness_tables(const RepresentativenessReport& report, const ReportWriter& writer)
{
    std::vector<PaperTable> out = {strata_table(report, writer)};
    if (!report.overlapping) out.push_back(indicator_table(report, writer));
    return out;
}

std::vector<std::string> representativeness_notes(const RepresentativenessReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out;
    const auto say = [&](const char* key, const content::Arguments& arguments = {}) {
        out.push_back(writer.say(std::string("representativeness.note.") + key, arguments));
    };
    if (report.benchmark)
        say(report.benchmark->kind == "modelled" ? "modelled" : "benchmark",
            {{"source", report.benchmark->source_and_table()}, {"date", report.benchmark->reference_date}});
    else if (!report.unchosen.empty())
        say("not_chosen", {{"keys", report.unchosen}});
    else
        say("not_benchmarked");
    if (report.overlapping) {
        out.push_back(writer.say("note.groups"));
    } else if (report.is_single()) {
        say("single");
    } else {
        say("indicator");
        say("compare");
        if (report.benchmark) say("go_vocal");
    }
    if (report.unplaced.frame > 0) say("unplaced", {{"count", report.unplaced.frame}});
    out.push_back(writer.say("note.interval"));
    return out;
}

std::string representativeness_text(const RepresentativenessReport& report, const content::Catalogs& catalogs,
                                    const std::string& locale, const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    std::string out = writer.heading("representativeness.title", report);
    std::vector<PaperTable> tables = representativeness_tables(report, writer);
    if (!report.campaigns.empty()) tables.push_back(campaigns_table(report, writer));
    for (const PaperTable& table : tables)
        out += "\n" + aligned_table(table);
    return out + "\n" + note_lines(representativeness_notes(report, writer));
}

} // namespace dosah::evaluation
