// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/draw.h"
#include "evaluation/fact_rows.h"
#include "evaluation/report_data.h"
#include "evaluation/uplift_report.h"

#include <cmath>

namespace dosah::evaluation {

namespace {

constexpr const char* pooled_row = "(pooled)";

Fact difference_fact(const UpliftReport& report, const std::string& row, const char* measure,
                     const std::optional<Difference>& difference)
{
    Fact out{row, measure, {}, {}, {}, {}, status_word(report, difference.has_value())};
    if (difference) {
        out.estimate = difference->estimate;
        out.interval = difference->interval;
    }
    return out;
}

void add_row(std::vector<Fact>& out, const UpliftReport& report, const UpliftRow& row)
{
    const auto share_of = [&](const char* measure, const Share& value) {
        out.push_back(share_fact(row.stratum, measure, value, status_word(report, value.estimate.has_value())));
    };
    share_of("attended_invited", row.invited_share);
    share_of("attended_holdout", row.holdout_share);
    const char* status = status_word(report, row.uplift.has_value());
    Fact incremental{row.stratum, "incremental_attendees", {}, {}, {}, {}, status};
    if (row.uplift) {
        incremental.estimate = row.uplift->incremental;
        incremental.interval = row.uplift->incremental_interval;
    }
    out.push_back(difference_fact(report, row.stratum, "uplift",
                                  row.uplift ? std::optional(row.uplift->difference) : std::nullopt));
    out.push_back(incremental);
    share_of("had_invitation", row.delivered_share);
    out.push_back(
        difference_fact(report, row.stratum, "of_delivered", row.uplift ? row.uplift->of_delivered : std::nullopt));
    if (!report.interim)
        out.push_back(
            value_fact(row.stratum, "p_fisher", row.uplift ? std::optional(row.uplift->p) : std::nullopt, status));
    out.push_back(value_fact(row.stratum, "least_detectable", row.least_detectable,
                             status_word(report, row.least_detectable.has_value())));
}

std::string name_of(const UpliftRow& row, const ReportWriter& writer)
{
    return row.stratum.empty() ? writer.say("uplift.all") : writer.row_name(row.stratum, row.stratum);
}

std::vector<PaperCell> cells(const UpliftReport& report, const UpliftRow& row, const ReportWriter& writer)
{
    std::vector<PaperCell> out = {writer.name_cell(name_of(row, writer)), writer.count_cell(row.invited.drawn),
                                  writer.share_cell(row.invited_share.estimate, row.invited_share.interval),
                                  writer.count_cell(row.holdout.drawn),
                                  writer.share_cell(row.holdout_share.estimate, row.holdout_share.interval)};
    if (row.uplift)
        out.push_back(writer.share_cell(row.uplift->difference.estimate, row.uplift->difference.interval));
    else
        out.push_back(writer.share_cell({}, {}));
    if (!report.interim) {
        PaperCell p{PaperCell::Form::real, writer.say("undefined"), {}, {}};
        if (row.uplift)
            p = {PaperCell::Form::real,
                 row.uplift->p < 0.001 ? writer.say("representativeness.p_small")
                                       : writer.say("representativeness.p", {{"value", row.uplift->p}}),
                 row.uplift->p,
                 {}};
        out.push_back(p);
    }
    out.push_back(writer.share_cell(row.least_detectable, {}));
    return out;
}

} // namespace

std::vector<Fact> uplift_facts(const UpliftReport& report)
{
    std::vector<Fact> out;
    add_row(out, report, report.all);
    out.push_back(count_fact("", "moved_up", report.moved_up, status_word(report, true)));
    const Fact pooled = difference_fact(report, pooled_row, "uplift",
                                        report.pooled ? std::optional(report.pooled->difference) : std::nullopt);
    if (report.pooled) {
        out.push_back(count_fact(pooled_row, "people", report.pooled->people, pooled.status));
        out.push_back(count_fact(pooled_row, "people_left_out", report.pooled->people_left_out, pooled.status));
        out.push_back(count_fact(pooled_row, "strata_left_out", static_cast<std::int64_t>(report.pooled->left_out),
                                 pooled.status));
    }
    out.push_back(pooled);
    out.push_back(difference_fact(report, pooled_row, "of_delivered",
                                  report.pooled ? report.pooled->of_delivered : std::nullopt));
    for (const UpliftRow& row : report.strata)
        add_row(out, report, row);
    return out;
}

std::string uplift_csv(const UpliftReport& report)
{
    return facts_csv(uplift_facts(report));
}

std::string uplift_json(const UpliftReport& report)
{
    const std::vector<Fact> facts = uplift_facts(report);
    json::Object::Ptr out = head_json(report, "uplift", uplift_definition);
    json::Object::Ptr draw = json::object();
    draw->set("algorithm", campaigns::draw_algorithm);
    draw->set("frame_sha256", report.frame_sha256);
    draw->set("seed", report.seed);
    out->set("draw", draw);
    json::Object::Ptr all = json::object();
    set_figures(*all, facts, "");
    out->set("all", all);
    json::Object::Ptr pooled = json::object();
    set_figures(*pooled, facts, pooled_row);
    out->set("pooled", pooled);
    json::Array::Ptr strata = json::array();
    for (const UpliftRow& row : report.strata) {
        json::Object::Ptr one = json::object();
        one->set("stratum", row.stratum);
        set_figures(*one, facts, row.stratum);
        strata->add(one);
    }
    out->set("strata", strata);
    return json::write(out);
}

PaperTable uplift_table(const UpliftReport& report, const ReportWriter& writer)
{
    PaperTable out{"uplift", writer.say("uplift.table"), {writer.say("representativeness.column.stratum")}, {}};
    for (const char* column : {"invited", "invited_came", "holdout", "holdout_came", "uplift"})
        out.heading.push_back(writer.say(std::string("uplift.column.") + column));
    if (!report.interim) out.heading.push_back(writer.say("uplift.column.p"));
    out.heading.push_back(writer.say("uplift.column.least"));
    out.rows.push_back(cells(report, report.all, writer));
    for (const UpliftRow& row : report.strata)
        out.rows.push_back(cells(report, row, writer));
    return out;
}

std::vector<std::string> uplift_notes(const UpliftReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out;
    const auto say = [&](const char* key, const content::Arguments& arguments = {}) {
        out.push_back(writer.say(std::string("uplift.note.") + key, arguments));
    };
    if (report.pooled && report.strata.size() > 1)
        say("pooled",
            {{"uplift", writer.share(report.pooled->difference.estimate, report.pooled->difference.interval)}});
    if (report.pooled && report.pooled->people_left_out > 0)
        say("left_out", {{"count", report.pooled->people_left_out}});
    if (report.all.uplift) {
        const auto whole = [&](double people) { return writer.number(std::llround(people)); };
        const Interval& limits = report.all.uplift->incremental_interval;
        say("incremental", {{"people", whole(report.all.uplift->incremental)},
                            {"low", whole(limits.low)},
                            {"high", whole(limits.high)}});
    }
    if (report.all.uplift && report.all.uplift->of_delivered) {
        const Difference& of_delivered = *report.all.uplift->of_delivered;
        say("of_delivered", {{"delivered", writer.number(report.all.invited.delivered)},
                             {"drawn", writer.number(report.all.invited.drawn)},
                             {"uplift", writer.share(of_delivered.estimate, of_delivered.interval)}});
    }
    say("arms");
    say("least");
    if (report.moved_up > 0) say("moved_up", {{"count", report.moved_up}});
    if (report.interim) say("interim");
    return out;
}

std::string uplift_text(const UpliftReport& report, const content::Catalogs& catalogs, const std::string& locale,
                        const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    return writer.heading("uplift.title", report) + "\n" + aligned_table(uplift_table(report, writer)) + "\n" +
           note_lines(uplift_notes(report, writer));
}

} // namespace dosah::evaluation
