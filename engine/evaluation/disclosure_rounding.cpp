// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_rounding.h"

#include "base/crypto.h"
#include "base/error.h"

namespace dosah::evaluation {

namespace {

/// Numbers that only who has the key can foresee.
class Draw
{
public:
    explicit Draw(std::string key) : key_(std::move(key)) {}

    /// 0 to below - 1, each as likely.
    std::uint64_t below(std::uint64_t limit)
    {
        const std::uint64_t fair = UINT64_MAX - UINT64_MAX % limit;
        for (;;) {
            const std::string bytes = hmac_sha256(key_, "draw " + std::to_string(number_++));
            std::uint64_t value = 0;
            for (int i = 0; i < 8; ++i)
                value = value << 8 | static_cast<unsigned char>(bytes[i]);
            if (value < fair) return value % limit;
        }
    }

private:
    std::string key_;
    std::uint64_t number_ = 0;
};

std::string canonical(const CountTable& table, std::int64_t round_to)
{
    std::string out = std::string(rounding_rule) + "\n" + std::to_string(round_to) + "\n";
    for (const auto* labels : {&table.rows, &table.columns}) {
        out += std::to_string(labels->size()) + "\n";
        for (const std::string& label : *labels)
            out += std::to_string(label.size()) + ":" + label + "\n";
    }
    for (const std::int64_t count : table.counts)
        out += std::to_string(count) + "\n";
    return out;
}

/// A cell on the way round, and whether it is gone through from its row to its column.
struct Step
{
    std::size_t cell;
    bool to_column;
};

class Rounding
{
public:
    Rounding(CountTable& table, std::int64_t round_to) : table_(table), round_to_(round_to) {}

    bool odd(std::size_t cell) const { return table_.counts[cell] % round_to_ != 0; }

    /// A cycle of odd cells through `start`'s row or beyond. There is one: as rows and columns add up, none has one odd
    /// cell alone, so a walk never ends before it meets itself.
    std::vector<Step> cycle(std::size_t start) const
    {
        std::vector<Step> walk;
        std::vector<std::size_t> met(table_.height() + table_.width(), SIZE_MAX);
        std::size_t node = start / table_.width();
        std::size_t before = SIZE_MAX;
        while (met[node] == SIZE_MAX) {
            met[node] = walk.size();
            const bool is_row = node < table_.height();
            const std::size_t count = is_row ? table_.width() : table_.height();
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t cell = is_row ? table_.index(node, i) : table_.index(i, node - table_.height());
                if (cell == before || !odd(cell)) continue;
                walk.push_back({cell, is_row});
                before = cell;
                node = is_row ? table_.height() + i : i;
                break;
            }
        }
        walk.erase(walk.begin(), walk.begin() + static_cast<std::ptrdiff_t>(met[node]));
        return walk;
    }

    /// How far the cells of a cycle can move together until one of them is a multiple.
    std::int64_t room(const std::vector<Step>& cycle, bool forward) const
    {
        std::int64_t least = round_to_;
        for (const Step& step : cycle) {
            const std::int64_t over = table_.counts[step.cell] % round_to_;
            least = std::min(least, rises(step, forward) ? round_to_ - over : over);
        }
        return least;
    }

    void move(const std::vector<Step>& cycle, bool forward, std::int64_t by)
    {
        for (const Step& step : cycle)
            table_.counts[step.cell] += rises(step, forward) ? by : -by;
    }

private:
    /// Row to column is a growing value; the totals of rows and columns stand there with the opposite sign.
    bool rises(const Step& step, bool forward) const
    {
        const bool total_row = step.cell / table_.width() + 1 == table_.height();
        const bool total_column = step.cell % table_.width() + 1 == table_.width();
        return (step.to_column == forward) != (total_row != total_column);
    }

    CountTable& table_;
    std::int64_t round_to_;
};

} // namespace

CountTable round_table(const CountTable& table, std::int64_t round_to, std::string_view secret)
{
    if (round_to < 2 || round_to > 1'000'000)
        throw input_error("round to a number from 2 to 1000000, not " + std::to_string(round_to));
    Draw draw(hmac_sha256(secret, canonical(table, round_to)));
    CountTable out = table;
    Rounding rounding(out, round_to);
    for (std::size_t cell = 0; cell < out.cells(); ++cell)
        while (rounding.odd(cell)) {
            const std::vector<Step> cycle = rounding.cycle(cell);
            const std::int64_t forward = rounding.room(cycle, true);
            const std::int64_t back = rounding.room(cycle, false);
            // so that the expected change is 0
            const bool go = draw.below(static_cast<std::uint64_t>(forward + back)) < static_cast<std::uint64_t>(back);
            rounding.move(cycle, go, go ? forward : back);
        }
    return out;
}

} // namespace dosah::evaluation
