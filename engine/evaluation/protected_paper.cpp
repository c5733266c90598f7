// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "evaluation/paper_sections.h"
#include "evaluation/protected_cells.h"
#include "evaluation/report_data.h"

namespace dosah::evaluation {

namespace {

/// Nobody can be told to be new while the register does not cover the window.
const char* status(const ProtectedReport& report, bool is_shown, bool is_new, bool is_defined)
{
    if (!is_shown) return report.interim ? "interim" : "suppressed";
    if (is_new && !report.register_covers) return "unobservable";
    return status_word(report, is_defined);
}

void add_facts(std::vector<Fact>& out, const ProtectedReport& report, const ProtectedRow& row)
{
    for (std::size_t i = 0; i < group_measures; ++i) {
        const auto measure = static_cast<GroupMeasure>(i);
        // Before the as-of time only the audience is told: what is not, is no row.
        if (report.interim && measure != GroupMeasure::audience) continue;
        const std::optional<std::int64_t> count = row.of(measure);
        const char* word =
            report.interim && !count ? "suppressed" : status(report, count.has_value(), is_about_new(measure), true);
        out.push_back({row.group, measure_names[i], count, {}, {}, {}, word});
    }
    if (report.interim) return;
    for (const ProtectedShare& one : protected_shares) {
        const std::optional<Share> value = (row.*one.value)();
        out.push_back(protected_share_fact(row.group, one.name, value, !one.is_new || report.register_covers,
                                           status(report, value.has_value(), one.is_new, value && value->estimate)));
    }
}

std::string figure(const ProtectedReport& report, const ReportWriter& writer, const std::string& key,
                   std::optional<Share> (ProtectedRow::*pick)() const)
{
    std::vector<ShareRow> rows = {{writer.row_name("", ""), (report.all.*pick)(), true}};
    for (const ProtectedRow& row : report.groups)
        rows.push_back({writer.row_name(row.group, row.name), (row.*pick)(), false});
    return share_forest(figure_words(key, writer), rows, writer.say("figure." + key + ".axis"), writer);
}

} // namespace

std::vector<Fact> protected_facts(const ProtectedReport& report)
{
    std::vector<Fact> out;
    add_facts(out, report, report.all);
    for (const ProtectedRow& row : report.groups)
        add_facts(out, report, row);
    return out;
}

std::string protected_csv(const ProtectedReport& report)
{
    return facts_csv(protected_facts(report));
}

std::string protected_json(const ProtectedReport& report)
{
    const DisclosureRule rule;
    json::Object::Ptr out = head_json(report, "protected-reach", protected_definition);
    // How many were erased is a small count, and why figures were restated is anybody's text.
    out->remove("erased");
    out->remove("restatement");
    json::Object::Ptr protection = json::object();
    protection->set("rule", std::string(group_rule));
    protection->set("threshold", rule.threshold);
    protection->set("base", rule.base);
    protection->set("release", report.release > 0 ? Poco::Dynamic::Var(report.release) : Poco::Dynamic::Var());
    out->set("protection", protection);
    json::Array::Ptr facts = json::array();
    for (const Fact& fact : protected_facts(report))
        facts->add(fact_json(fact));
    out->set("facts", facts);
    return json::write(out);
}

PaperTable protected_table(const ProtectedReport& report, const ReportWriter& writer)
{
    PaperTable out{
        "reach", writer.say("paper.table.reach"), {writer.say("column.group"), writer.say("column.audience")}, {}};
    if (!report.interim) {
        for (const char* column :
             {"reach.column.reached", "reach.column.reach_share", "flow.step.participated", "flow.share"})
            out.heading.push_back(writer.say(column));
        if (report.register_covers)
            for (const char* column : {"new.column.none", "new.column.prior", "new.column.new_share"})
                out.heading.push_back(writer.say(column));
    }
    const auto add = [&](const ProtectedRow& row) {
        std::vector<PaperCell>& cells = out.rows.emplace_back();
        cells = {writer.name_cell(writer.row_name(row.group, row.name)),
                 protected_count_cell(row.of(GroupMeasure::audience), writer)};
        if (report.interim) return;
        cells.push_back(protected_count_cell(row.of(GroupMeasure::reached), writer));
        cells.push_back(protected_share_cell(row.reach_share(), writer));
        cells.push_back(protected_count_cell(row.of(GroupMeasure::participated), writer));
        cells.push_back(protected_share_cell(row.participation_share(), writer));
        if (!report.register_covers) return;
        cells.push_back(protected_count_cell(row.of(GroupMeasure::reached_none), writer));
        cells.push_back(protected_count_cell(row.of(GroupMeasure::reached_prior), writer));
        cells.push_back(protected_share_cell(row.new_share(), writer));
    };
    add(report.all);
    for (const ProtectedRow& row : report.groups)
        add(row);
    return out;
}

std::vector<std::string> protected_notes(const ProtectedReport& report, const ReportWriter& writer)
{
    if (report.interim) return {writer.say("protected.interim")};
    const DisclosureRule rule;
    std::vector<std::string> out = {writer.say("protected.note", {{"threshold", rule.threshold}, {"base", rule.base}}),
                                    writer.say("reach.note.reached"), writer.say("note.interval"),
                                    writer.say("note.groups")};
    // How many are unobservable would be told by the bounds, so they are left out.
    for (std::string& note : new_reach_notes(report, {}, writer))
        out.push_back(std::move(note));
    return out;
}

std::string protected_text(const ProtectedReport& report, const content::Catalogs& catalogs, const std::string& locale,
                           const std::string& time_zone)
{
    const ReportWriter writer(catalogs, locale, time_zone);
    return writer.heading("reach.title", report) + "\n" + aligned_table(protected_table(report, writer)) + "\n" +
           note_lines(protected_notes(report, writer));
}

Paper protected_paper(const ProtectedReport& report, const ReportWriter& writer)
{
    Paper out;
    out.head = report;
    out.title = report.campaign_name + " – " + writer.say("section.reach");
    out.rule = protection_rule();
    out.release = report.release;
    PaperSection reach{"reach",
                       writer.say("section.reach"),
                       "",
                       "",
                       "",
                       {protected_table(report, writer)},
                       protected_notes(report, writer)};
    if (!report.interim) {
        reach.figure = figure(report, writer, "reach", &ProtectedRow::reach_share);
        reach.caption = writer.say("figure.reach.title");
    }
    out.sections.push_back(std::move(reach));
    if (!report.interim && report.register_covers)
        out.sections.push_back({"new-reach",
                                writer.say("section.new"),
                                "",
                                figure(report, writer, "new", &ProtectedRow::new_share),
                                writer.say("figure.new.title"),
                                {},
                                {writer.say("new.note.short")}});
    out.sources.push_back(
        {"protected-reach", protected_definition, sha256_hex(protected_json(report) + "\n"), protected_facts(report)});
    return out;
}

} // namespace dosah::evaluation
