// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/paper_sections.h"
#include "evaluation/report_data.h"

#include <array>

namespace dosah::evaluation {

namespace {

struct CountMeasure
{
    const char* name;
    std::int64_t ReachRow::*value;
    bool about_new;
};

constexpr std::array counts = {
    CountMeasure{"audience", &ReachRow::audience, false},
    CountMeasure{"sent", &ReachRow::sent, false},
    CountMeasure{"delivered", &ReachRow::delivered, false},
    CountMeasure{"reached", &ReachRow::reached, false},
    CountMeasure{"attended", &ReachRow::attended, false},
    CountMeasure{"in_doubt", &ReachRow::in_doubt, false},
    CountMeasure{"reached_prior", &ReachRow::reached_prior, false},
    CountMeasure{"reached_none", &ReachRow::reached_none, true},
    CountMeasure{"reached_unobservable", &ReachRow::reached_unobservable, false},
    CountMeasure{"audience_none", &ReachRow::audience_none, true},
};

struct ShareMeasure
{
    const char* name;
    Share ReachRow::*value;
    bool about_new;
};

constexpr std::array shares = {
    ShareMeasure{"reach_share", &ReachRow::reach_share, false},
    ShareMeasure{"new_share", &ReachRow::new_share, true},
    ShareMeasure{"new_reach_share", &ReachRow::new_reach_share, true},
};

const char* status(const ReachReport& report, bool about_new, bool is_defined)
{
    return about_new && !report.register_covers ? "unobservable" : status_word(report, is_defined);
}

void add_facts(std::vector<Fact>& out, const ReachReport& report, const ReachRow& row)
{
    for (const CountMeasure& measure : counts)
        out.push_back(count_fact(row.group, measure.name, row.*measure.value, status(report, measure.about_new, true)));
    for (const ShareMeasure& measure : shares) {
        const Share& value = row.*measure.value;
        out.push_back(
            share_fact(row.group, measure.name, value, status(report, measure.about_new, value.estimate.has_value())));
    }
}

json::Object::Ptr json_row(const ReachReport& report, const ReachRow& row)
{
    json::Object::Ptr out = json::object();
    out->set("group", row.group);
    out->set("name", row.name);
    for (const CountMeasure& measure : counts)
        out->set(measure.name, row.*measure.value);
    for (const ShareMeasure& measure : shares) {
        const Share& value = row.*measure.value;
        out->set(measure.name, share_json(value, status(report, measure.about_new, value.estimate.has_value())));
    }
    return out;
}

} // namespace

std::vector<Fact> reach_facts(const ReachReport& report)
{
    std::vector<Fact> out;
    add_facts(out, report, report.all);
    for (const ReachRow& row : report.groups)
        add_facts(out, report, row);
    return out;
}

std::string reach_csv(const ReachReport& report)
{
    return facts_csv(reach_facts(report));
}

std::string reach_json(const ReachReport& report)
{
    json::Array::Ptr groups = json::array();
    for (const ReachRow& row : report.groups)
        groups->add(json_row(report, row));
    json::Object::Ptr out = head_json(report, "reach", reach_definition);
    out->set("all", json_row(report, report.all));
    out->set("groups", groups);
    return json::write(out);
}

} // namespace dosah::evaluation
