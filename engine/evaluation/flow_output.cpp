// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/paper_sections.h"
#include "evaluation/report_data.h"

namespace dosah::evaluation {

namespace {

constexpr const char* walk_ins = "walk_ins";

bool is_frame(const FlowStep& step)
{
    return step.value == &FlowRow::frame;
}

void add_facts(std::vector<Fact>& out, const FlowReport& report, const FlowRow& row)
{
    for (const FlowStep& step : flow_steps) {
        if (is_frame(step)) {
            out.push_back(count_fact(row.group, step.name, row.frame, status_word(report, true)));
            continue;
        }
        const Share value = share_of_drawn(row, step);
        out.push_back(share_fact(row.group, step.name, value, status_word(report, value.estimate.has_value())));
    }
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

std::vector<PaperCell> cells(const FlowRow& row, const ReportWriter& writer)
{
    std::vector<PaperCell> out = {writer.name_cell(writer.row_name(row.group, row.name))};
    for (const FlowStep& step : flow_steps)
        out.push_back(writer.count_cell(row.*step.value));
    const Share participated = share_of_drawn(row, flow_steps.back());
    out.push_back(writer.share_cell(participated.estimate, participated.interval));
    return out;
}

json::Object::Ptr walk_ins_json(const FlowReport& report)
{
    json::Array::Ptr groups = json::array();
    for (const WalkInRow& row : report.walk_in_groups) {
        json::Object::Ptr one = json::object();
        one->set("group", row.group);
        one->set("name", row.name);
        one->set("people", row.people);
        groups->add(one);
    }
    json::Object::Ptr out = json::object();
    out->set("people", report.walk_ins.people);
    out->set("groups", groups);
    return out;
}

} // namespace

std::vector<Fact> flow_facts(const FlowReport& report)
{
    std::vector<Fact> out;
    add_facts(out, report, report.all);
    for (const FlowRow& row : report.groups)
        add_facts(out, report, row);
    out.push_back(count_fact("", walk_ins, report.walk_ins.people, status_word(report, true)));
    for (const WalkInRow& row : report.walk_in_groups)
        out.push_back(count_fact(row.group, walk_ins, row.people, status_word(report, true)));
    return out;
}

std::string flow_csv(const FlowReport& report)
{
    return facts_csv(flow_facts(report));
}

std::string flow_json(const FlowReport& report)
{
    json::Array::Ptr groups = json::array();
    for (const FlowRow& row : report.groups)
        groups->add(json_row(report, row));
    json::Object::Ptr out = head_json(report, "flow", flow_definition);
    out->set("all", json_row(report, report.all));
    out->set("groups", groups);
    out->set(walk_ins, walk_ins_json(report));
    return json::write(out);
}

PaperTable flow_table(const FlowReport& report, const ReportWriter& writer)
{
    PaperTable out{"flow", writer.say("paper.table.flow"), {writer.say("column.group")}, {}};
    for (const FlowStep& step : flow_steps)
        out.heading.push_back(writer.say(std::string("flow.step.") + step.name));
    out.heading.push_back(writer.say("flow.share"));
    out.rows.push_back(cells(report.all, writer));
    for (const FlowRow& row : report.groups)
        out.rows.push_back(cells(row, writer));
    return out;
}

PaperTable walk_ins_table(const FlowReport& report, const ReportWriter& writer)
{
    PaperTable out{
        "walk-ins", writer.say("paper.table.walk_ins"), {writer.say("column.group"), writer.say("flow.walk_ins")}, {}};
    const auto add = [&](const WalkInRow& row) {
        out.rows.push_back({writer.name_cell(writer.row_name(row.group, row.name)), writer.count_cell(row.people)});
    };
    add(report.walk_ins);
    for (const WalkInRow& row : report.walk_in_groups)
        add(row);
    return out;
}

std::vector<std::string> flow_notes(const FlowReport& report, const ReportWriter& writer)
{
    return {writer.say("rates.act." + report.target_act), writer.say("flow.note"), writer.say("note.interval"),
            writer.say("note.groups"), writer.say("flow.note.walk_ins")};
}

std::string flow_text(const FlowReport& report, const content::Catalogs& catalogs, const std::string& locale,
                      const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    return writer.heading("flow.title", report) + "\n" + aligned_table(flow_table(report, writer)) + "\n" +
           aligned_table(walk_ins_table(report, writer)) + "\n" + note_lines(flow_notes(report, writer));
}

} // namespace dosah::evaluation
