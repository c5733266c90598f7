// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/flow_report.h"
#include "evaluation/report_data.h"
#include "evaluation/report_text.h"

namespace dosah::evaluation {

namespace {

constexpr const char* definition = "flow-1"; // raised when a rule in facts.h changes

bool is_frame(const FlowStep& step)
{
    return step.value == &FlowRow::frame;
}

std::string csv_rows(const FlowReport& report, const FlowRow& row)
{
    std::string out;
    for (const FlowStep& step : flow_steps) {
        if (is_frame(step)) {
            out += csv_count(row.group, step.name, row.frame, status_word(report, true));
            continue;
        }
        const Share value = share_of_drawn(row, step);
        out += csv_share(row.group, step.name, value, status_word(report, value.estimate.has_value()));
    }
    return out;
}

json::Object::Ptr json_row(const FlowReport& report, const FlowRow& row)
{
    json::Object::Ptr out = json::object();
    out->set("group", row.group);
    out->set("name", row.name);
    for (const FlowStep& step : flow_steps) {
        if (is_frame(step)) {
            out->set(step.name, row.frame);
            continue;
        }
        const Share value = share_of_drawn(row, step);
        out->set(step.name, share_json(value, status_word(report, value.estimate.has_value())));
    }
    return out;
}

std::vector<std::string> cells(const FlowRow& row, const ReportWriter& writer)
{
    std::vector<std::string> out = {writer.row_name(row.group, row.name)};
    for (const FlowStep& step : flow_steps)
        out.push_back(writer.number(row.*step.value));
    const Share participated = share_of_drawn(row, flow_steps.back());
    out.push_back(writer.share(participated.estimate, participated.interval));
    return out;
}

} // namespace

std::string flow_csv(const FlowReport& report)
{
    std::string out = std::string(csv_header) + csv_rows(report, report.all);
    for (const FlowRow& row : report.groups)
        out += csv_rows(report, row);
    return out;
}

std::string flow_json(const FlowReport& report)
{
    json::Array::Ptr groups = json::array();
    for (const FlowRow& row : report.groups)
        groups->add(json_row(report, row));
    json::Object::Ptr out = head_json(report, "flow", definition);
    out->set("all", json_row(report, report.all));
    out->set("groups", groups);
    return json::write(out);
}

std::string flow_text(const FlowReport& report, const content::Catalogs& catalogs, const std::string& locale,
                      const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    std::vector<std::string> heading = {writer.say("column.group")};
    for (const FlowStep& step : flow_steps)
        heading.push_back(writer.say(std::string("flow.step.") + step.name));
    heading.push_back(writer.say("flow.share"));
    std::vector<std::vector<std::string>> lines = {heading, cells(report.all, writer)};
    for (const FlowRow& row : report.groups)
        lines.push_back(cells(row, writer));
    return writer.heading("flow.title", report) + writer.say("rates.act." + report.target_act) + "\n\n" +
           aligned_table(lines) + "\n" + writer.say("flow.note") + "\n" + writer.say("note.interval") + "\n" +
           writer.say("note.groups") + "\n";
}

} // namespace dosah::evaluation
