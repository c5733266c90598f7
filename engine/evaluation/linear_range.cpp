// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/linear_range.h"

#include "base/error.h"

namespace dosah::evaluation {

namespace {

constexpr double tiny = 1e-9; // coefficients are small whole numbers until pivots make fractions of them

}

void LinearRange::know(const std::vector<std::size_t>& parts, double sum)
{
    std::vector<double> row(unknowns_ + 1);
    for (const std::size_t part : parts)
        row.at(part) = 1;
    row.back() = sum;
    known_.push_back(std::move(row));
    start_.reset();
}

void LinearRange::pivot(Tableau& tableau, std::vector<double>& objective, std::size_t row, std::size_t column)
{
    std::vector<double>& pivoted = tableau.rows[row];
    const double by = pivoted[column];
    for (double& value : pivoted)
        value /= by;
    const auto clear = [&](std::vector<double>& other) {
        const double times = other[column];
        if (times == 0) return;
        for (std::size_t i = 0; i < other.size(); ++i)
            other[i] -= times * pivoted[i];
        other[column] = 0;
    };
    for (std::size_t i = 0; i < tableau.rows.size(); ++i)
        if (i != row) clear(tableau.rows[i]);
    clear(objective);
    tableau.basis[row] = column;
}

bool LinearRange::maximise(Tableau& tableau, std::vector<double>& objective, std::size_t columns)
{
    for (;;) {
        std::size_t entering = columns;
        for (std::size_t i = 0; i < columns && entering == columns; ++i)
            if (objective[i] > tiny) entering = i;
        if (entering == columns) return true;
        std::size_t leaving = tableau.rows.size();
        double least = 0;
        for (std::size_t i = 0; i < tableau.rows.size(); ++i) {
            if (tableau.rows[i][entering] <= tiny) continue;
            const double ratio = tableau.rows[i].back() / tableau.rows[i][entering];
            if (leaving == tableau.rows.size() || ratio < least - tiny ||
                (ratio <= least + tiny && tableau.basis[i] < tableau.basis[leaving])) {
                leaving = i;
                least = ratio;
            }
        }
        if (leaving == tableau.rows.size()) return false;
        pivot(tableau, objective, leaving, entering);
    }
}

std::optional<LinearRange::Tableau> LinearRange::feasible() const
{
    const std::size_t rows = known_.size();
    Tableau out;
    std::vector<double> objective(unknowns_ + rows + 1);
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<double> row(known_[i].begin(), known_[i].end() - 1);
        row.resize(unknowns_ + rows + 1);
        row[unknowns_ + i] = 1;
        row.back() = known_[i].back();
        for (std::size_t j = 0; j < unknowns_; ++j)
            objective[j] += row[j];
        objective.back() += row.back();
        out.rows.push_back(std::move(row));
        out.basis.push_back(unknowns_ + i);
    }
    maximise(out, objective, unknowns_);
    if (objective.back() > 1e-3) return std::nullopt; // sums are whole numbers: rounding errors are far smaller
    for (std::size_t i = 0; i < out.rows.size();) {
        std::size_t column = 0;
        while (out.basis[i] >= unknowns_ && column < unknowns_ && std::abs(out.rows[i][column]) <= tiny)
            ++column;
        if (out.basis[i] < unknowns_) {
            ++i;
        } else if (column < unknowns_) {
            pivot(out, objective, i++, column);
        } else { // it follows from the others
            out.rows.erase(out.rows.begin() + static_cast<std::ptrdiff_t>(i));
            out.basis.erase(out.basis.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    for (std::vector<double>& row : out.rows)
        row.erase(row.begin() + static_cast<std::ptrdiff_t>(unknowns_), row.end() - 1);
    return out;
}

std::optional<double> LinearRange::highest(const Tableau& start, const std::vector<std::size_t>& parts,
                                           double sign) const
{
    Tableau tableau = start;
    std::vector<double> objective(unknowns_ + 1);
    for (const std::size_t part : parts)
        objective.at(part) = sign;
    for (std::size_t i = 0; i < tableau.rows.size(); ++i) {
        const double times = objective[tableau.basis[i]];
        if (times == 0) continue;
        for (std::size_t j = 0; j < objective.size(); ++j)
            objective[j] -= times * tableau.rows[i][j];
    }
    if (!maximise(tableau, objective, unknowns_)) return std::nullopt;
    return -objective.back();
}

bool LinearRange::possible() const
{
    if (!start_) start_ = feasible();
    return start_.has_value();
}

LinearRange::Range LinearRange::range(const std::vector<std::size_t>& parts) const
{
    if (!possible()) throw Error(ErrorKind::internal, "what is known contradicts itself");
    Range out;
    out.high = highest(*start_, parts, 1);
    out.low = -highest(*start_, parts, -1).value_or(0);
    return out;
}

} // namespace dosah::evaluation
