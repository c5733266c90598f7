// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/share.h"

#include <cstdint>
#include <optional>
#include <vector>

/// Who of the reached was never reached before, and how sure that is. Pure functions, any thread.
namespace dosah::evaluation {

/// People reached by what the register knew of them when the audience was frozen.
struct ReachedByPrior
{
    std::int64_t none = 0; ///< no act on record, and the register covers the look-back: new
    std::int64_t prior = 0;
    std::int64_t unobservable = 0; ///< nobody can know
};

struct NewReach
{
    Share known;                    ///< new / (new + prior)
    std::optional<double> at_least; ///< new / all: nobody of the unobservable is new
    std::optional<double> at_most;  ///< (new + unobservable) / all: all of them are
    std::optional<Interval> outer;  ///< Wilson's lower limit of the former to the upper limit of the latter
};
NewReach new_reach(const ReachedByPrior& reached, const IntervalMethod& method = {});

/// How new people respond beside those with prior involvement. The share of new people among the reached rises simply
/// by inviting more new ones; this does not.
struct NewReachRate
{
    Share none;                           ///< new reached / new invited
    Share prior;                          ///< likewise of those involved before
    std::optional<Difference> difference; ///< none - prior, Newcombe
};
NewReachRate new_reach_rate(const ReachedByPrior& reached, const ReachedByPrior& invited,
                            const IntervalMethod& method = {});

/// The register against what people say of themselves ("Is it your first time?"), of those for whom both are known.
struct RecordAgainstSelf
{
    std::int64_t new_yes = 0; ///< no record, and says it is the first time: new in the strict sense
    std::int64_t new_no = 0;
    std::int64_t prior_yes = 0;
    std::int64_t prior_no = 0;
};
struct Agreement
{
    Share agreeing;
    std::optional<double> kappa; ///< Cohen's: agreement beyond chance; undefined where chance alone gives it all
};
Agreement agreement(const RecordAgainstSelf& table);

/// How many different people several campaigns had, when erased ones are only known as a number for each campaign.
struct PeopleRange
{
    std::int64_t at_least = 0;
    std::int64_t at_most = 0;
};
/// `may_return`: an erased person may have come again as another, so not even the largest number adds for sure.
PeopleRange unique_people(std::int64_t live, const std::vector<std::int64_t>& erased, bool may_return);

} // namespace dosah::evaluation
