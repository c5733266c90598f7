// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/cells.h"
#include "evaluation/report_head.h"

#include <vector>

/// The figures a report of a campaign is made from: while it is open counted from the history, with the erased added;
/// once it is closed those that were frozen then, or of a later restatement (evaluation/closed_figures.h), whatever
/// became of people since. Which of them says the head.
namespace dosah::evaluation {

std::vector<PeopleCell> people_cells(store::Session& session, const ReportHead& head, bool by_place = false);
std::vector<StratumCell> stratum_cells(store::Session& session, const ReportHead& head);
/// When the reached were reached first (evaluation/reach_days.h); the erased are in it only of figures that were kept
/// while they were there.
std::vector<ReachedHour> reached_hours(store::Session& session, const ReportHead& head);
/// Who came without an invitation.
std::vector<WalkInCell> walk_in_cells(store::Session& session, const ReportHead& head);

} // namespace dosah::evaluation
