// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace dosah::evaluation {

/// What sums of unknown counts can be, given other sums of them: the linear program whose unknowns are not negative.
/// Both ends are those of the relaxation to real numbers, by the two-phase simplex method with Bland's rule (Bland
/// 1977, Math. Oper. Res. 2:103), which ends always. Meant for hundreds of unknowns. Not thread-safe.
class LinearRange
{
public:
    explicit LinearRange(std::size_t unknowns) : unknowns_(unknowns) {}

    /// These unknowns together are known to be `sum`.
    void know(const std::vector<std::size_t>& parts, double sum);

    struct Range
    {
        double low = 0;
        std::optional<double> high; ///< nothing: no limit
    };
    /// Whether anything fits what is known.
    bool possible() const;
    /// Of the sum of these unknowns. Throws Error(internal) when nothing fits what is known.
    Range range(const std::vector<std::size_t>& parts) const;

private:
    struct Tableau
    {
        std::vector<std::vector<double>> rows; ///< the last column is the right side
        std::vector<std::size_t> basis;
    };
    std::optional<Tableau> feasible() const;
    static void pivot(Tableau& tableau, std::vector<double>& objective, std::size_t row, std::size_t column);
    /// Makes the objective as large as it gets; false when it has no limit.
    static bool maximise(Tableau& tableau, std::vector<double>& objective, std::size_t columns);
    std::optional<double> highest(const Tableau& start, const std::vector<std::size_t>& parts, double sign) const;

    std::size_t unknowns_;
    std::vector<std::vector<double>> known_;
    mutable std::optional<Tableau> start_; ///< a first solution of what is known
};

} // namespace dosah::evaluation
