// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_flow.h"

#include "base/error.h"

#include <algorithm>
#include <queue>

namespace dosah::evaluation {

namespace {

constexpr std::size_t unseen = SIZE_MAX;

} // namespace

void Work::spend(std::size_t steps)
{
    left_ -= static_cast<std::int64_t>(steps);
    if (left_ < 0)
        throw input_error("too much work to protect this table: too many of its cells are small; make it smaller (join "
                          "rows or columns, or leave some out) or lower the threshold");
}

HiddenCells::HiddenCells(const CountTable& table)
    : height_(table.height()), width_(table.width()), mask_(table.cells()), of_node_(table.height() + table.width())
{
}

void HiddenCells::add(std::size_t cell)
{
    if (mask_[cell]) return;
    mask_[cell] = true;
    of_node_[cell / width_].push_back(cell);
    of_node_[height_ + cell % width_].push_back(cell);
}

bool CellNetwork::negative(std::size_t cell) const
{
    const bool total_row = row_node(cell) + 1 == height_;
    const bool total_column = cell % width_ + 1 == width_;
    return total_row != total_column;
}

std::int64_t CellNetwork::room(std::size_t cell, std::size_t from, std::int64_t used) const
{
    const bool to_column = from < height_;
    const std::int64_t limit = to_column == negative(cell) ? falls_[cell] : unlimited;
    return to_column ? limit - used : limit + used;
}

std::size_t CellNetwork::source(std::size_t cell, Change change) const
{
    const bool from_column = (change == Change::rise) != negative(cell);
    return from_column ? column_node(cell) : row_node(cell);
}

std::optional<std::array<std::size_t, 3>> CellNetwork::with_totals(std::size_t cell, const HiddenCells& hidden,
                                                                   std::size_t known) const
{
    const std::size_t everybody = height_ * width_ - 1;
    if (!hidden.has(everybody)) return std::nullopt;
    const auto corners = [&](std::size_t inner) -> std::optional<std::array<std::size_t, 3>> {
        const std::size_t row = inner / width_ * width_ + width_ - 1;
        const std::size_t column = (height_ - 1) * width_ + inner % width_;
        std::array<std::size_t, 4> all = {inner, row, column, everybody};
        std::array<std::size_t, 3> out{};
        std::size_t found = 0;
        for (const std::size_t one : all) {
            if (one == cell) continue;
            if (one == known || !hidden.has(one)) return std::nullopt;
            out.at(found++) = one;
        }
        return out;
    };
    const bool last_row = row_node(cell) + 1 == height_;
    const bool last_column = cell % width_ + 1 == width_;
    if (!last_row && !last_column) return corners(cell);
    if (last_row && last_column) return std::nullopt;
    const std::vector<std::size_t>& line = hidden.of_node(last_row ? column_node(cell) : row_node(cell));
    for (const std::size_t inner : line)
        if (inner != cell)
            if (auto out = corners(inner)) return out;
    return std::nullopt;
}

CellNetwork::Flow CellNetwork::most(std::size_t cell, Change change, const HiddenCells& hidden, std::size_t known,
                                    std::int64_t enough) const
{
    Flow flow;
    flow.used.assign(falls_.size(), 0);
    work_->spend(falls_.size() / 4);
    if (change == Change::rise)
        if (const auto three = with_totals(cell, hidden, known)) {
            flow.cells.assign(three->begin(), three->end());
            flow.amount = unlimited;
            return flow;
        }
    const std::size_t from = source(cell, change);
    const std::size_t to = from == row_node(cell) ? column_node(cell) : row_node(cell);
    std::vector<std::size_t> by(nodes());
    std::vector<std::size_t> queue;
    while (flow.amount < enough) {
        std::fill(by.begin(), by.end(), unseen);
        queue.assign(1, from);
        for (std::size_t at = 0; at < queue.size() && by[to] == unseen; ++at) {
            const std::size_t node = queue[at];
            work_->spend(hidden.of_node(node).size());
            for (const std::size_t edge : hidden.of_node(node)) {
                if (edge == cell || edge == known) continue;
                const std::size_t next = row_node(edge) + column_node(edge) - node;
                if (next == from || by[next] != unseen || room(edge, node, flow.used[edge]) == 0) continue;
                by[next] = edge;
                queue.push_back(next);
            }
        }
        if (by[to] == unseen) return flow;
        std::int64_t least = enough - flow.amount;
        const auto walk = [&](auto&& step) {
            for (std::size_t node = to; node != from;) {
                const std::size_t edge = by[node];
                const std::size_t before = row_node(edge) + column_node(edge) - node;
                step(edge, before);
                node = before;
            }
        };
        walk([&](std::size_t edge, std::size_t before) {
            least = std::min(least, room(edge, before, flow.used[edge]));
        });
        if (least > unlimited / 2) {
            walk([&](std::size_t edge, std::size_t) { flow.cells.push_back(edge); });
            flow.amount = unlimited;
            return flow;
        }
        walk([&](std::size_t edge, std::size_t before) {
            flow.used[edge] += before < height_ ? least : -least;
            flow.cells.push_back(edge);
        });
        flow.amount += least;
    }
    return flow;
}

std::optional<CellNetwork::Way> CellNetwork::cheapest(std::size_t cell, Change change, const Flow& flow,
                                                      const std::vector<std::optional<std::int64_t>>& price) const
{
    const std::size_t from = source(cell, change);
    const std::size_t to = from == row_node(cell) ? column_node(cell) : row_node(cell);
    std::vector<std::int64_t> best(nodes(), INT64_MAX);
    std::vector<std::size_t> by(nodes(), unseen);
    using Entry = std::pair<std::int64_t, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    best[from] = 0;
    queue.emplace(0, from);
    while (!queue.empty()) {
        const auto [so_far, node] = queue.top();
        queue.pop();
        if (so_far > best[node]) continue;
        if (node == to) break;
        const bool is_row = node < height_;
        const std::size_t count = is_row ? width_ : height_;
        work_->spend(count);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t edge = is_row ? node * width_ + i : i * width_ + node - height_;
            if (edge == cell || !price[edge] || room(edge, node, flow.used[edge]) == 0) continue;
            const std::size_t next = is_row ? height_ + i : i;
            if (so_far + *price[edge] >= best[next]) continue;
            best[next] = so_far + *price[edge];
            by[next] = edge;
            queue.emplace(best[next], next);
        }
    }
    if (best[to] == INT64_MAX) return std::nullopt;
    Way way;
    way.price = best[to];
    for (std::size_t node = to; node != from; node = row_node(by[node]) + column_node(by[node]) - node)
        if (*price[by[node]] > 0) way.cells.push_back(by[node]);
    return way;
}

} // namespace dosah::evaluation
