// SPDX-License-Identifier: EUPL-1.2
#include "attacker.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace dosah::tests {

namespace {

/// max or min of one variable, subject to A x = b, x >= 0, by Bland's rule. Columns behind the variables are the
/// artificial ones of the first phase.
class Simplex
{
public:
    Simplex(std::vector<std::vector<std::int64_t>> a, std::vector<std::int64_t> b, std::size_t variables)
        : variables_(variables), rows_(std::move(a)), right_(std::move(b))
    {
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            if (right_[i] < 0) {
                right_[i] = -right_[i];
                for (std::int64_t& value : rows_[i])
                    value = -value;
            }
            rows_[i].resize(variables_ + rows_.size());
            rows_[i][variables_ + i] = 1;
            basis_.push_back(variables_ + i);
        }
    }

    bool feasible()
    {
        std::vector<std::int64_t> gain(columns());
        for (std::size_t i = variables_; i < gain.size(); ++i)
            gain[i] = -1;
        rise(gain, columns());
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (basis_[i] >= variables_ && right_[i] != 0) return false;
        // An artificial variable left at 0 goes, or its row says nothing.
        for (std::size_t i = 0; i < rows_.size(); ++i)
            for (std::size_t j = 0; basis_[i] >= variables_ && j < variables_; ++j)
                if (rows_[i][j] != 0) pivot(i, j);
        return true;
    }

    /// Nothing: without limit.
    std::optional<std::int64_t> greatest(std::size_t variable)
    {
        std::vector<std::int64_t> gain(columns());
        gain[variable] = 1;
        if (!rise(gain, variables_)) return std::nullopt;
        return value(variable);
    }

    std::int64_t least(std::size_t variable)
    {
        std::vector<std::int64_t> gain(columns());
        gain[variable] = -1;
        rise(gain, variables_);
        return value(variable);
    }

private:
    std::size_t columns() const { return variables_ + rows_.size(); }

    std::int64_t value(std::size_t variable) const
    {
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (basis_[i] == variable) return right_[i];
        return 0;
    }

    bool rise(const std::vector<std::int64_t>& gain, std::size_t usable)
    {
        for (;;) {
            std::size_t enters = usable;
            for (std::size_t j = 0; j < usable && enters == usable; ++j) {
                std::int64_t reduced = gain[j];
                for (std::size_t i = 0; i < rows_.size(); ++i)
                    reduced -= gain[basis_[i]] * rows_[i][j];
                if (reduced > 0) enters = j;
            }
            if (enters == usable) return true;
            std::size_t leaves = rows_.size();
            for (std::size_t i = 0; i < rows_.size(); ++i) {
                if (rows_[i][enters] <= 0) continue;
                if (leaves == rows_.size() || right_[i] < right_[leaves] ||
                    (right_[i] == right_[leaves] && basis_[i] < basis_[leaves]))
                    leaves = i;
            }
            if (leaves == rows_.size()) return false;
            pivot(leaves, enters);
        }
    }

    void pivot(std::size_t row, std::size_t column)
    {
        const std::int64_t by = rows_[row][column];
        if (by != 1 && by != -1) throw std::logic_error("the matrix is not totally unimodular");
        for (std::int64_t& value : rows_[row])
            value *= by;
        right_[row] *= by;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const std::int64_t times = rows_[i][column];
            if (i == row || times == 0) continue;
            for (std::size_t j = 0; j < columns(); ++j)
                rows_[i][j] -= times * rows_[row][j];
            right_[i] -= times * right_[row];
        }
        basis_[row] = column;
    }

    std::size_t variables_;
    std::vector<std::vector<std::int64_t>> rows_;
    std::vector<std::int64_t> right_;
    std::vector<std::size_t> basis_;
};

} // namespace

std::optional<std::vector<Told>> attack(const PublishedTable& published)
{
    const auto least = [&](std::size_t cell) { return published.least.empty() ? 0 : published.least[cell]; };
    std::vector<std::size_t> variable(published.cells.size(), SIZE_MAX);
    std::size_t variables = 0;
    for (std::size_t cell = 0; cell < published.cells.size(); ++cell)
        if (!published.cells[cell]) variable[cell] = variables++;
    std::vector<std::vector<std::int64_t>> a;
    std::vector<std::int64_t> b;
    const auto equation = [&](std::size_t first, std::size_t step, std::size_t parts) {
        std::vector<std::int64_t> row(variables);
        std::int64_t right = 0;
        for (std::size_t i = 0; i <= parts; ++i) { // the total is the last
            const std::size_t cell = first + i * step;
            const std::int64_t factor = i == parts ? -1 : 1;
            if (published.cells[cell]) {
                right -= factor * *published.cells[cell];
            } else { // the variable is what the cell has above its least
                row[variable[cell]] = factor;
                right -= factor * least(cell);
            }
        }
        a.push_back(row);
        b.push_back(right);
    };
    for (std::size_t row = 0; row < published.height; ++row)
        equation(row * published.width, 1, published.width - 1);
    for (std::size_t column = 0; column < published.width; ++column)
        equation(column, published.width, published.height - 1);
    Simplex simplex(std::move(a), std::move(b), variables);
    if (!simplex.feasible()) return std::nullopt;
    std::vector<Told> out;
    for (std::size_t cell = 0; cell < published.cells.size(); ++cell) {
        if (published.cells[cell]) {
            out.push_back({*published.cells[cell], published.cells[cell]});
            continue;
        }
        const auto greatest = simplex.greatest(variable[cell]);
        out.push_back({simplex.least(variable[cell]) + least(cell),
                       greatest ? std::optional(*greatest + least(cell)) : std::nullopt});
    }
    return out;
}

std::optional<std::vector<Told>> attack_by_trying(const PublishedTable& published, std::int64_t most)
{
    const std::size_t height = published.height;
    const std::size_t width = published.width;
    std::vector<std::int64_t> table(published.cells.size());
    std::vector<Told> told(published.cells.size(), Told{INT64_MAX, 0});
    bool any = false;
    const auto fits = [&](std::size_t cell) {
        if (published.cells[cell]) return *published.cells[cell] == table[cell];
        return published.least.empty() || table[cell] >= published.least[cell];
    };
    const auto with_totals = [&] {
        for (std::size_t column = 0; column + 1 < width; ++column) {
            std::int64_t sum = 0;
            for (std::size_t row = 0; row + 1 < height; ++row)
                sum += table[row * width + column];
            table[(height - 1) * width + column] = sum;
            if (!fits((height - 1) * width + column)) return;
        }
        std::int64_t everybody = 0;
        for (std::size_t row = 0; row + 1 < height; ++row)
            everybody += table[row * width + width - 1];
        table.back() = everybody;
        if (!fits(table.size() - 1)) return;
        any = true;
        for (std::size_t cell = 0; cell < table.size(); ++cell) {
            told[cell].low = std::min(told[cell].low, table[cell]);
            told[cell].high = std::max(*told[cell].high, table[cell]);
        }
    };
    const std::function<void(std::size_t)> fill = [&](std::size_t inner) {
        const std::size_t row = inner / (width - 1);
        const std::size_t column = inner % (width - 1);
        if (column == 0 && row > 0) {
            const std::size_t total = (row - 1) * width + width - 1;
            table[total] = std::accumulate(table.begin() + static_cast<std::ptrdiff_t>((row - 1) * width),
                                           table.begin() + static_cast<std::ptrdiff_t>(total), std::int64_t{0});
            if (!fits(total)) return;
        }
        if (row + 1 == height) return with_totals();
        const std::size_t cell = row * width + column;
        for (std::int64_t value = 0; value <= most; ++value) {
            table[cell] = value;
            if (fits(cell)) fill(inner + 1);
        }
    };
    fill(0);
    if (!any) return std::nullopt;
    return told;
}

} // namespace dosah::tests
