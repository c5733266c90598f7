// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/paper_sections.h"
#include "evaluation/report_data.h"

namespace dosah::evaluation {

namespace {

void add_facts(std::vector<Fact>& out, const RatesReport& report, const RatesRow& row)
{
    for (const DispositionName& one : disposition_names)
        out.push_back(count_fact(row.group, one.name, row.people.*one.value, status_word(report, true)));
    for (const Rate& rate : row.rates.all)
        out.push_back({row.group, rate.name, rate.numerator, rate.denominator, rate.estimate, rate.interval,
                       status_word(report, rate.estimate.has_value())});
    const std::int64_t eligible =
        sum(row.people) - row.people.not_sent - row.people.not_arrived - row.people.not_eligible;
    out.push_back({row.group, "e", eligible, static_cast<double>(eligible + row.people.not_eligible), row.rates.e,
                   std::nullopt, status_word(report, row.rates.e.has_value())});
}

json::Object::Ptr json_row(const RatesReport& report, const RatesRow& row)
{
    json::Object::Ptr people = json::object();
    for (const DispositionName& one : disposition_names)
        people->set(one.name, row.people.*one.value);
    json::Object::Ptr values = json::object();
    for (const Rate& rate : row.rates.all) {
        json::Object::Ptr value = json::object();
        value->set("numerator", rate.numerator);
        value->set("denominator", rate.denominator);
        set_estimate(*value, rate.estimate, rate.interval);
        value->set("status", std::string(status_word(report, rate.estimate.has_value())));
        values->set(rate.name, value);
    }
    json::Object::Ptr out = json::object();
    out->set("group", row.group);
    out->set("name", row.name);
    out->set("people", sum(row.people));
    out->set("dispositions", people);
    out->set("e", row.rates.e ? Poco::Dynamic::Var(*row.rates.e) : Poco::Dynamic::Var());
    out->set("rates", values);
    return out;
}

} // namespace

std::vector<Fact> rates_facts(const RatesReport& report)
{
    std::vector<Fact> out;
    add_facts(out, report, report.all);
    for (const RatesRow& row : report.groups)
        add_facts(out, report, row);
    return out;
}

std::string rates_csv(const RatesReport& report)
{
    return facts_csv(rates_facts(report));
}

std::string rates_json(const RatesReport& report)
{
    json::Array::Ptr groups = json::array();
    for (const RatesRow& row : report.groups)
        groups->add(json_row(report, row));
    json::Object::Ptr out = head_json(report, "rates", rates_definition);
    out->set("headline", std::string(headline_rate));
    out->set("e_rule", "K/(K+NE)");
    out->set("silence_is", "NC");
    out->set("all", json_row(report, report.all));
    out->set("groups", groups);
    return json::write(out);
}

} // namespace dosah::evaluation
