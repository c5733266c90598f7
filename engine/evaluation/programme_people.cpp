// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/programme_people.h"

#include "evaluation/report_data.h"

namespace dosah::evaluation {

std::optional<PeopleRange> different_people(const ProgrammeRow& row, GroupMeasure measure)
{
    std::vector<std::int64_t> campaigns;
    for (const ProtectedRow& campaign : row.campaigns) {
        const auto people = campaign.of(measure);
        if (!people) return std::nullopt;
        campaigns.push_back(*people);
    }
    // Of each campaign only a number is known, as of erased people.
    return unique_people(0, campaigns, false);
}

std::vector<Fact> different_people_facts(const ProgrammeRow& row)
{
    std::vector<Fact> out;
    for (const auto& [name, measure] :
         {std::pair("unique_audience", GroupMeasure::audience), std::pair("unique_reached", GroupMeasure::reached)}) {
        const auto range = different_people(row, measure);
        Fact fact{row.group, name, {}, {}, {}, {}, range ? "ok" : "suppressed"};
        if (range) fact.interval = Interval{static_cast<double>(range->at_least), static_cast<double>(range->at_most)};
        out.push_back(std::move(fact));
    }
    return out;
}

} // namespace dosah::evaluation
