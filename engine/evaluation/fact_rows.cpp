// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/fact_rows.h"

#include "evaluation/report_data.h"

namespace dosah::evaluation {

void set_figures(json::Object& out, const std::vector<Fact>& facts, const std::string& group)
{
    for (const Fact& fact : facts) {
        if (fact.group != group) continue;
        json::Object::Ptr figure = fact_json(fact);
        figure->remove("group");
        figure->remove("measure");
        out.set(fact.measure, figure);
    }
}

Fact value_fact(const std::string& group, std::string_view measure, std::optional<double> estimate,
                std::string_view status)
{
    return {group, std::string(measure), {}, {}, estimate, {}, std::string(status)};
}

} // namespace dosah::evaluation
