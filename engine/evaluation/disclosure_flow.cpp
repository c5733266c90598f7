// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_flow.h"

#include <algorithm>
#include <queue>

namespace dosah::evaluation {

namespace {

constexpr std::size_t unseen = SIZE_MAX;

} // namespace

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

CellNetwork::Flow CellNetwork::most(std::size_t cell, Change change, const HiddenCells& hidden, std::size_t known,
                                    std::int64_t enough) const
{
    Flow flow;
    flow.used.assign(falls_.size(), 0);
    const std::size_t from = source(cell, change);
    const std::size_t to = from == row_node(cell) ? column_node(cell) : row_node(cell);
    std::vector<std::size_t> by(nodes());
    std::vector<std::size_t> queue;
    while (flow.amount < enough) {
        std::fill(by.begin(), by.end(), unseen);
        queue.assign(1, from);
        for (std::size_t at = 0; at < queue.size() && by[to] == unseen; ++at) {
            const std::size_t node = queue[at];
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
