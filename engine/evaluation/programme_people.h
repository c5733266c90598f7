// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/new_reach.h"
#include "evaluation/programme_report.h"

#include <optional>
#include <vector>

/// How many different people a programme's campaigns had, as far as what was released can tell.
namespace dosah::evaluation {

/// Nobody is looked up in two organisations, so the number itself is never told: at least as many as the campaign with
/// the most had, at most as many as all had together. Nothing where a campaign's part is hidden.
std::optional<PeopleRange> different_people(const ProgrammeRow& row, GroupMeasure measure);

/// "unique_audience" and "unique_reached" of a row: no estimate, lo and hi.
std::vector<Fact> different_people_facts(const ProgrammeRow& row);

} // namespace dosah::evaluation
