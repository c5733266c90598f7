// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "evaluation/programme_report.h"
#include "evaluation/protected_cells.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

std::string groups_figure(const ProgrammeReport& report, const ReportWriter& writer, const std::string& key)
{
    return share_forest(figure_words(key, writer, "programme-" + key), programme_group_rows(report, writer, key),
                        writer.say("figure." + key + ".axis"), writer);
}

std::string member_text(const ProgrammeMember& member, const ReportWriter& writer)
{
    const char* key = member.counted   ? "meta.member.counted"
                      : member.pending ? "meta.member.pending"
                                       : "meta.member.open";
    return writer.say(key, {{"as_of", to_iso(member.as_of)}, {"release", member.release}});
}

std::vector<std::pair<std::string, std::string>> about(const ProgrammeReport& report, const ReportWriter& writer)
{
    std::vector<std::pair<std::string, std::string>> out = {
        {writer.say("meta.programme"), report.programme.name + " (" + report.programme.key + ")"},
        {writer.say("meta.unit"), writer.say("meta.unit.programme")},
        {writer.say("meta.as_of"), to_iso(report.as_of)},
        {writer.say("meta.status"), writer.say(report.interim ? "meta.status.interim" : "meta.status.closed")},
        {writer.say("meta.covers"), writer.say(report.register_covers ? "meta.yes" : "meta.no")}};
    for (const ProgrammeMember& member : report.members)
        out.emplace_back(member.organisation_name + ": " + member.campaign_name, member_text(member, writer));
    return out;
}

std::string organisations(const ProgrammeReport& report)
{
    std::vector<std::string> names;
    for (const ProgrammeMember& member : report.members)
        if (std::find(names.begin(), names.end(), member.organisation_name) == names.end())
            names.push_back(member.organisation_name);
    std::string out;
    for (const std::string& name : names)
        out += (out.empty() ? "" : ", ") + name;
    return out;
}

} // namespace

std::vector<ShareRow> programme_group_rows(const ProgrammeReport& report, const ReportWriter& writer,
                                           const std::string& key)
{
    const auto pick = key == "new" ? &ProtectedRow::new_share : &ProtectedRow::reach_share;
    std::vector<ShareRow> rows = {{writer.row_name("", ""), (report.everybody.all.*pick)(), true}};
    for (const ProgrammeRow& row : report.groups)
        rows.push_back({writer.row_name(row.group, row.name), (row.all.*pick)(), false});
    return rows;
}

std::vector<ShareRow> programme_campaign_rows(const ProgrammeReport& report, const ReportWriter& writer)
{
    std::vector<ShareRow> rows = {{writer.say("programme.column.together"), report.everybody.all.reach_share(), true}};
    const auto members = report.counted();
    for (std::size_t i = 0; i < members.size(); ++i)
        rows.push_back({members[i]->organisation_name + ": " + members[i]->campaign_name,
                        report.everybody.campaigns[i].reach_share(), false});
    return rows;
}

Paper programme_paper(const ProgrammeReport& report, const ReportWriter& writer)
{
    Paper out;
    out.head.campaign_key = report.programme.key;
    out.head.campaign_name = report.programme.name;
    out.head.organisation_name = organisations(report);
    out.head.as_of = report.as_of;
    out.head.interim = report.interim;
    out.title = writer.say("programme.title", {{"programme", report.programme.name}});
    out.rule = protection_rule();
    out.about = about(report, writer);
    std::vector<PaperTable> tables = programme_tables(report, writer);
    out.sections.push_back({"programme",
                            writer.say("section.reach"),
                            "",
                            groups_figure(report, writer, "reach"),
                            writer.say("figure.reach.title"),
                            {std::move(tables.at(0))},
                            programme_notes(report, writer)});
    out.sections.push_back(
        {"programme-campaigns",
         writer.say("section.programme_campaigns"),
         "",
         share_forest(figure_words("programme_campaigns", writer, "programme-campaigns"),
                      programme_campaign_rows(report, writer), writer.say("figure.reach.axis"), writer),
         writer.say("figure.programme_campaigns.title"),
         {std::move(tables.at(1)), std::move(tables.at(2))},
         {}});
    if (report.register_covers)
        out.sections.push_back({"programme-new",
                                writer.say("section.new"),
                                "",
                                groups_figure(report, writer, "new"),
                                writer.say("figure.new.title"),
                                {std::move(tables.at(3))},
                                {writer.say("new.note.short")}});
    out.sources.push_back(
        {"programme", programme_definition, sha256_hex(programme_json(report) + "\n"), programme_facts(report)});
    return out;
}

} // namespace dosah::evaluation
