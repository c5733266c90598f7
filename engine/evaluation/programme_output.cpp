// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/fact_rows.h"
#include "evaluation/programme_people.h"
#include "evaluation/programme_report.h"
#include "evaluation/protected_cells.h"
#include "evaluation/report_data.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

/// What stands for a figure; `acts` says that participation means one thing.
std::string status(bool is_shown, bool is_new, bool covers, bool is_defined, bool acts = true)
{
    if (!acts) return "undefined";
    if (!is_shown) return "suppressed";
    if (is_new && !covers) return "unobservable";
    return is_defined ? "ok" : "undefined";
}

void add_facts(std::vector<Fact>& out, const std::string& name, const ProtectedRow& row, bool covers, bool acts)
{
    for (std::size_t i = 0; i < group_measures; ++i) {
        const auto measure = static_cast<GroupMeasure>(i);
        const bool counts = acts || measure != GroupMeasure::participated;
        const std::optional<std::int64_t> count = row.of(measure);
        out.push_back({name,
                       measure_names[i],
                       count,
                       {},
                       {},
                       {},
                       status(count.has_value(), is_about_new(measure), covers, true, counts)});
    }
    for (const ProtectedShare& one : protected_shares) {
        const std::optional<Share> value = (row.*one.value)();
        const bool counts = acts || one.value != &ProtectedRow::participation_share;
        out.push_back(
            protected_share_fact(name, one.name, value, !one.is_new || covers,
                                 status(value.has_value(), one.is_new, covers, value && value->estimate, counts)));
    }
}

std::string member_name(const ProgrammeMember& member)
{
    return member.organisation_key + "/" + member.campaign_key;
}

std::string fact_name(const ProgrammeMember& member, const std::string& group)
{
    return member_name(member) + (group.empty() ? "" : ": " + group);
}

std::vector<const ProgrammeRow*> rows_of(const ProgrammeReport& report)
{
    std::vector<const ProgrammeRow*> out = {&report.everybody};
    for (const ProgrammeRow& row : report.groups)
        out.push_back(&row);
    return out;
}

void add_columns(PaperTable& table, const std::vector<const char*>& columns, const ReportWriter& writer)
{
    for (const char* column : columns)
        table.heading.push_back(writer.say(std::string("programme.column.") + column));
}

PaperTable sums_table(const ProgrammeReport& report, const ReportWriter& writer)
{
    PaperTable out{"programme-sums", writer.say("programme.sums"), {writer.say("column.group")}, {}};
    add_columns(out, {"invited", "reached", "reach_share"}, writer);
    if (report.register_covers) add_columns(out, {"new_share"}, writer);
    if (!report.mixed_acts) add_columns(out, {"participated"}, writer);
    for (const ProgrammeRow* row : rows_of(report)) {
        std::vector<PaperCell> cells = {writer.name_cell(writer.row_name(row->group, row->name)),
                                        protected_count_cell(row->all.of(GroupMeasure::audience), writer),
                                        protected_count_cell(row->all.of(GroupMeasure::reached), writer),
                                        protected_share_cell(row->all.reach_share(), writer)};
        if (report.register_covers) cells.push_back(protected_share_cell(row->all.new_share(), writer));
        if (!report.mixed_acts) cells.push_back(protected_count_cell(row->all.of(GroupMeasure::participated), writer));
        out.rows.push_back(std::move(cells));
    }
    return out;
}

PaperTable campaigns_table(const ProgrammeReport& report, const ReportWriter& writer)
{
    PaperTable out{
        "programme-campaigns", writer.say("programme.campaigns"), {writer.say("programme.column.campaign")}, {}};
    add_columns(out, {"invited", "reached", "reach_share", "participated"}, writer);
    const auto add = [&](const std::string& name, const ProtectedRow& row) {
        out.rows.push_back({writer.name_cell(name), protected_count_cell(row.of(GroupMeasure::audience), writer),
                            protected_count_cell(row.of(GroupMeasure::reached), writer),
                            protected_share_cell(row.reach_share(), writer),
                            protected_count_cell(row.of(GroupMeasure::participated), writer)});
    };
    const auto members = report.counted();
    for (std::size_t i = 0; i < members.size(); ++i)
        add(members[i]->organisation_name + ": " + members[i]->campaign_name, report.everybody.campaigns[i]);
    add(writer.say("programme.column.together"), report.everybody.all);
    if (report.mixed_acts) out.rows.back().back() = {PaperCell::Form::count, writer.say("undefined"), {}, {}};
    return out;
}

PaperTable new_table(const ProgrammeReport& report, const ReportWriter& writer)
{
    PaperTable out{"programme-new", writer.say("paper.table.new"), {writer.say("column.group")}, {}};
    for (const char* column : {"none", "prior", "new_share"})
        out.heading.push_back(writer.say(std::string("new.column.") + column));
    for (const ProgrammeRow* row : rows_of(report))
        out.rows.push_back({writer.name_cell(writer.row_name(row->group, row->name)),
                            protected_count_cell(row->all.of(GroupMeasure::reached_none), writer),
                            protected_count_cell(row->all.of(GroupMeasure::reached_prior), writer),
                            protected_share_cell(row->all.new_share(), writer)});
    return out;
}

PaperTable reached_table(const ProgrammeReport& report, const ReportWriter& writer)
{
    PaperTable out{"programme-reached", writer.say("programme.reached"), {writer.say("column.group")}, {}};
    const auto members = report.counted();
    for (const ProgrammeMember* member : members) {
        const auto of_the_same = std::count_if(members.begin(), members.end(), [&](const ProgrammeMember* other) {
            return other->organisation_name == member->organisation_name;
        });
        out.heading.push_back(member->organisation_name +
                              (of_the_same > 1 ? ": " + member->campaign_name : std::string()));
    }
    out.heading.push_back(writer.say("programme.column.together"));
    for (const ProgrammeRow* row : rows_of(report)) {
        std::vector<PaperCell> cells = {writer.name_cell(writer.row_name(row->group, row->name))};
        for (const ProtectedRow& campaign : row->campaigns)
            cells.push_back(protected_count_cell(campaign.of(GroupMeasure::reached), writer));
        cells.push_back(protected_count_cell(row->all.of(GroupMeasure::reached), writer));
        out.rows.push_back(std::move(cells));
    }
    return out;
}

json::Object::Ptr member_json(const ProgrammeMember& member)
{
    json::Object::Ptr out = json::object();
    out->set("organisation", member.organisation_key);
    out->set("organisation_name", member.organisation_name);
    out->set("campaign", member.campaign_key);
    out->set("campaign_name", member.campaign_name);
    out->set("target_act", member.target_act);
    out->set("as_of", to_iso(member.as_of));
    out->set("counted", member.counted);
    if (member.counted) {
        out->set("register_covers", member.register_covers);
        out->set("release", member.release);
    }
    return out;
}

} // namespace

std::vector<Fact> programme_facts(const ProgrammeReport& report)
{
    std::vector<Fact> out;
    const auto members = report.counted();
    for (const ProgrammeRow* row : rows_of(report)) {
        add_facts(out, row->group, row->all, report.register_covers, !report.mixed_acts);
        for (Fact& fact : different_people_facts(*row))
            out.push_back(std::move(fact));
    }
    for (const ProgrammeRow* row : rows_of(report))
        for (std::size_t i = 0; i < members.size(); ++i)
            add_facts(out, fact_name(*members[i], row->group), row->campaigns[i], members[i]->register_covers, true);
    return out;
}

std::vector<PaperTable> programme_tables(const ProgrammeReport& report, const ReportWriter& writer)
{
    std::vector<PaperTable> out = {sums_table(report, writer), campaigns_table(report, writer),
                                   reached_table(report, writer)};
    if (report.register_covers) out.push_back(new_table(report, writer));
    return out;
}

std::vector<std::string> programme_notes(const ProgrammeReport& report, const ReportWriter& writer)
{
    std::vector<std::string> out;
    for (const ProgrammeMember& member : report.members)
        if (!member.counted)
            out.push_back(writer.say(member.pending ? "programme.note.pending" : "programme.note.open",
                                     {{"organisation", member.organisation_name},
                                      {"campaign", member.campaign_name},
                                      {"time", writer.date_time(member.as_of)}}));
    const DisclosureRule rule;
    out.push_back(writer.say("protected.note", {{"threshold", rule.threshold}, {"base", rule.base}}));
    out.push_back(writer.say("programme.note.sums"));
    out.push_back(writer.say("programme.note.people"));
    if (const auto people = different_people(report.everybody, GroupMeasure::reached);
        people && people->at_least < people->at_most)
        out.push_back(writer.say("programme.note.different",
                                 {{"low", writer.number(people->at_least)}, {"high", writer.number(people->at_most)}}));
    if (report.mixed_acts) out.push_back(writer.say("programme.note.mixed"));
    if (!report.register_covers) out.push_back(writer.say("programme.note.no_register"));
    out.push_back(writer.say("programme.note.rank"));
    out.push_back(writer.say("note.interval"));
    return out;
}

std::string programme_text(const ProgrammeReport& report, const content::Catalogs& catalogs, const std::string& locale)
{
    const ReportWriter writer(catalogs, locale, report.time_zone());
    std::string out =
        writer.say("programme.title", {{"programme", report.programme.name}}) + "\n" +
        writer.say("as_of_zone", {{"time", writer.date_time(report.as_of)}, {"zone", report.time_zone()}}) + "\n";
    for (const PaperTable& table : programme_tables(report, writer))
        out += "\n" + table.title + "\n" + aligned_table(table);
    return out + "\n" + note_lines(programme_notes(report, writer));
}

std::string programme_csv(const ProgrammeReport& report)
{
    return facts_csv(programme_facts(report));
}

std::string programme_json(const ProgrammeReport& report)
{
    const std::vector<Fact> facts = programme_facts(report);
    const DisclosureRule rule;
    json::Object::Ptr suppression = json::object();
    suppression->set("rule", group_rule);
    suppression->set("threshold", rule.threshold);
    suppression->set("base", rule.base);
    json::Object::Ptr interval = json::object();
    interval->set("method", "wilson");
    interval->set("level", 0.95);
    interval->set("continuity_correction", false);
    json::Object::Ptr out = json::object();
    out->set("indicator", "programme");
    out->set("definition", programme_definition);
    out->set("unit", "person in a campaign");
    out->set("programme", report.programme.key);
    out->set("name", report.programme.name);
    out->set("as_of", to_iso(report.as_of));
    out->set("interim", report.interim);
    out->set("mixed_acts", report.mixed_acts);
    out->set("interval", interval);
    out->set("suppression", suppression);
    json::Array::Ptr members = json::array();
    for (const ProgrammeMember& member : report.members)
        members->add(member_json(member));
    out->set("campaigns", members);
    const auto counted = report.counted();
    json::Array::Ptr rows = json::array();
    for (const ProgrammeRow* row : rows_of(report)) {
        json::Object::Ptr one = json::object();
        one->set("group", row->group);
        one->set("name", row->name);
        set_figures(*one, facts, row->group);
        json::Array::Ptr parts = json::array();
        for (const ProgrammeMember* member : counted) {
            json::Object::Ptr part = json::object();
            part->set("campaign", member_name(*member));
            set_figures(*part, facts, fact_name(*member, row->group));
            parts->add(part);
        }
        one->set("campaigns", parts);
        rows->add(one);
    }
    out->set("rows", rows);
    return json::write(out);
}

} // namespace dosah::evaluation
