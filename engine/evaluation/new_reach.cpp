// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/new_reach.h"

#include <algorithm>
#include <cassert>

namespace dosah::evaluation {

NewReach new_reach(const ReachedByPrior& reached, const IntervalMethod& method)
{
    const std::int64_t all = reached.none + reached.prior + reached.unobservable;
    NewReach out;
    out.known = share(reached.none, reached.none + reached.prior, method);
    const Share least = share(reached.none, all, method);
    const Share most = share(reached.none + reached.unobservable, all, method);
    out.at_least = least.estimate;
    out.at_most = most.estimate;
    if (least.interval && most.interval) out.outer = Interval{least.interval->low, most.interval->high};
    return out;
}

NewReachRate new_reach_rate(const ReachedByPrior& reached, const ReachedByPrior& invited, const IntervalMethod& method)
{
    NewReachRate out{share(reached.none, invited.none, method), share(reached.prior, invited.prior, method), {}};
    if (invited.none > 0 && invited.prior > 0)
        out.difference = newcombe(reached.none, invited.none, reached.prior, invited.prior, method);
    return out;
}

Agreement agreement(const RecordAgainstSelf& table)
{
    const std::int64_t total = table.new_yes + table.new_no + table.prior_yes + table.prior_no;
    Agreement out{share(table.new_yes + table.prior_no, total), {}};
    if (total == 0) return out;
    const auto people = static_cast<double>(total);
    const auto product = [&](std::int64_t row, std::int64_t column) {
        return static_cast<double>(row) / people * (static_cast<double>(column) / people);
    };
    const double by_chance = product(table.new_yes + table.new_no, table.new_yes + table.prior_yes) +
                             product(table.prior_yes + table.prior_no, table.new_no + table.prior_no);
    if (by_chance < 1) out.kappa = (*out.agreeing.estimate - by_chance) / (1 - by_chance);
    return out;
}

PeopleRange unique_people(std::int64_t live, const std::vector<std::int64_t>& erased, bool may_return)
{
    assert(live >= 0);
    PeopleRange out{live, live};
    for (const std::int64_t number : erased) {
        assert(number >= 0);
        if (!may_return) out.at_least = std::max(out.at_least, live + number);
        out.at_most += number;
    }
    return out;
}

} // namespace dosah::evaluation
