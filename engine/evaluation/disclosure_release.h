// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "evaluation/disclosure.h"

#include <map>
#include <set>

/// Releases of protected tables, and what one may still show after others: two tables that are safe each by itself can
/// give a person away by their difference (12 yesterday, 13 today; 15 to 24 years against 15 to 26).
///
/// People counted in a release are given by its filters and its as-of time; counts are cumulative. One release lies
/// *within* another when each of its filters lies within the other's and its as-of time is not later. Then the
/// difference of the two is itself a table of counts, which an attacker has wherever both are shown. Were T the
/// smaller, hidden in S, and D = larger - T, hidden in S' which holds all of S, then T and D are two tables that have
/// nothing to do with one another but that their sum is the larger; so when T is protected by S and D by S', so is
/// everything.
namespace dosah::evaluation {

/// Dimension ("place", "age") -> the values let through. A dimension that is not named lets all through. Where all
/// values are ranges of whole numbers ("15-24", with a hyphen or an en dash, "65+", "18") they are compared as such.
/// Names of dimensions, measures and tables are compared without case and marks, values and labels without case.
using Filters = std::map<std::string, std::set<std::string>>;

struct Release
{
    std::int64_t number = 0; ///< within its organisation, from 1; given by the register
    std::string table;       ///< key in the organisation's catalogue: the same key, the same table
    std::string rows_by;     ///< dimension of its rows; "" when they are no other table's
    std::string columns_by;  ///< likewise
    Filters filters;
    Instant as_of;
    bool interim = false;      ///< before its declared time: shows totals only
    std::vector<Layer> layers; ///< a layer's name is its measure
    std::vector<bool> needed;  ///< the pattern that protects it, indexed like counts
    std::vector<bool> hidden;  ///< what is hidden: `needed`, and all inner cells of an interim release
};

/// Whether the values let through by one are all let through by the other.
bool lies_within(const Filters& inner, const Filters& outer);

/// Sets needed and hidden of `next`: protected by itself, or where earlier releases of its table lie within it against
/// the differences too; what those needed hidden stays hidden, as does what next.needed marks. Throws Error(input) like
/// protect(), Error(conflict) where a release of the same table had other rows, columns or layers.
void choose_pattern(Release& next, const std::vector<Release>& earlier, const DisclosureRule& rule);

/// Why `next` with its pattern must not be released after the earlier ones, in sentences that tell no count; none: it
/// may. Refused are: an unsafe pattern; an interim release that shows more than totals; the same figure (same measure,
/// same people) shown once and hidden once, or shown with two values; of two releases within one another a figure
/// hidden in the smaller and shown in the larger, a difference between 1 and threshold - 1 of shown figures, one that
/// is negative, and differences that can be told too closely otherwise; and a filter of ranges where an earlier one of
/// the same dimension was something else, or the other way round, so that they cannot be compared.
std::vector<std::string> refusals(const Release& next, const std::vector<Release>& earlier, const DisclosureRule& rule);

} // namespace dosah::evaluation
