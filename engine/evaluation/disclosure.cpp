// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure.h"

#include "base/error.h"
#include "evaluation/disclosure_layers.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace dosah::evaluation {

namespace {

using Change = CellNetwork::Change;

constexpr std::size_t cells_to_tidy = 400;

class Protector
{
public:
    Protector(const Layers& layers, const std::vector<bool>& hidden_before)
        : layers_(layers), hidden_(layers.first()), state_(layers.cells(), CellState::shown),
          before_(hidden_before.empty() ? std::vector<bool>(layers.cells()) : hidden_before),
          proofs_(layers.size(), std::vector<std::vector<bool>>(layers.cells()))
    {
        if (before_.size() != layers.cells()) throw input_error("the earlier pattern is of another table");
        for (std::size_t cell = 0; cell < layers.cells(); ++cell)
            for (std::size_t layer = 0; layer < layers.size(); ++layer)
                if (layers.primary(layer, cell)) hide(cell, CellState::primary);
        for (std::size_t cell = 0; cell < layers.cells(); ++cell)
            if (before_[cell]) hide(cell, CellState::complementary);
        set_prices();
    }

    Protection run()
    {
        // What is hidden later only widens intervals, so a proof once found stays one; what is new wants its own.
        for (std::size_t done = SIZE_MAX; done != order_.size();) {
            done = order_.size();
            std::vector<std::size_t> now = order_;
            for (const std::size_t cell : now)
                for (std::size_t layer = 0; layer < layers_.size(); ++layer)
                    if (layers_.delicate(layer, cell) && proofs_[layer][cell].empty())
                        proofs_[layer][cell] = widen(layer, cell, CellNetwork::nobody);
            if (done != order_.size()) continue;
            for (const std::size_t known : now)
                withstand(known);
        }
        if (layers_.cells() <= cells_to_tidy) tidy();
        Audit audit = audit_layers(layers_, hidden_, true);
        if (!audit.safe) throw Error(ErrorKind::internal, "disclosure control failed its own audit: " + audit.problem);
        return {std::move(state_), std::move(audit.bounds), audit.singletons};
    }

private:
    void hide(std::size_t cell, CellState as)
    {
        if (hidden_.has(cell)) return;
        hidden_.add(cell);
        state_[cell] = as;
        order_.push_back(cell);
    }

    /// What hiding a cell costs: the people in it, and more than any inner cell for a total, more than any total for
    /// everybody.
    void set_prices()
    {
        std::int64_t everybody = 0;
        for (std::size_t layer = 0; layer < layers_.size(); ++layer)
            everybody = std::max(everybody, layers_.count(layer, layers_.cells() - 1));
        const std::int64_t total = std::max<std::int64_t>(100'000, everybody);
        for (std::size_t cell = 0; cell < layers_.cells(); ++cell) {
            std::int64_t price = 1;
            for (std::size_t layer = 0; layer < layers_.size(); ++layer)
                price = std::max(price, layers_.count(layer, cell) + 1);
            if (layers_.first().is_total(cell)) price += total;
            if (cell + 1 == layers_.cells()) price += 100 * total;
            prices_.push_back(price);
        }
    }

    /// Hides more until the cell's interval is wide enough for who knows `known`. Returns the cells that prove it.
    std::vector<bool> widen(std::size_t layer, std::size_t cell, std::size_t known)
    {
        CellNetwork::Flow rise;
        CellNetwork::Flow fall;
        while (!layers_.wide(layer, cell, known, hidden_, rise, fall)) {
            std::vector<std::optional<std::int64_t>> price(layers_.cells());
            for (std::size_t i = 0; i < price.size(); ++i) {
                if (i == known) continue;
                if (hidden_.has(i))
                    price[i] = 0;
                else if (layers_.count(layer, i) > 0)
                    price[i] = prices_[i];
            }
            const CellNetwork& network = layers_.network(layer);
            auto way = network.cheapest(cell, Change::rise, rise, price);
            const bool may_fall = rise.amount > 0 || !layers_.primary(layer, cell);
            if (may_fall && fall.amount < layers_.network(layer).can_fall(cell)) {
                auto other = network.cheapest(cell, Change::fall, fall, price);
                if (other && (!way || other->price < way->price)) way = std::move(other);
            }
            if (!way || way->cells.empty())
                throw Error(ErrorKind::internal,
                            "disclosure control found no way to protect " + layers_.first().cell_name(cell));
            std::sort(way->cells.begin(), way->cells.end());
            for (const std::size_t partner : way->cells)
                hide(partner, CellState::complementary);
        }
        std::vector<bool> proof(layers_.cells());
        for (const CellNetwork::Flow* flow : {&rise, &fall})
            for (const std::size_t used : flow->cells)
                proof[used] = true;
        return proof;
    }

    /// The one person of a cell knows it: what needs it as a proof gets another one.
    void withstand(std::size_t known)
    {
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
            if (!layers_.known_to_one(layer, known)) continue;
            for (std::size_t i = 0; i < order_.size(); ++i) {
                const std::size_t cell = order_[i];
                if (cell == known || proofs_[layer][cell].empty() || !proofs_[layer][cell][known] ||
                    layers_.of_same_one(layer, known, cell) || !withstood_.emplace(layer, cell, known).second)
                    continue;
                widen(layer, cell, known);
            }
        }
    }

    /// The way there may have hidden what later cells made needless: the dearest are tried first.
    void tidy()
    {
        std::vector<std::size_t> candidates;
        for (const std::size_t cell : order_)
            if (state_[cell] == CellState::complementary && !before_[cell]) candidates.push_back(cell);
        std::stable_sort(candidates.begin(), candidates.end(),
                         [&](std::size_t a, std::size_t b) { return prices_[a] > prices_[b]; });
        for (const std::size_t candidate : candidates) {
            HiddenCells without(layers_.first());
            for (const std::size_t cell : order_)
                if (cell != candidate && state_[cell] != CellState::shown) without.add(cell);
            if (!audit_layers(layers_, without, false).safe) continue;
            hidden_ = std::move(without);
            state_[candidate] = CellState::shown;
        }
    }

    const Layers& layers_;
    HiddenCells hidden_;
    std::vector<CellState> state_;
    std::vector<std::size_t> order_; ///< as they were hidden: the primary ones first
    std::vector<bool> before_;
    std::vector<std::int64_t> prices_;
    std::vector<std::vector<std::vector<bool>>> proofs_; ///< by layer and cell: the cells its interval rests on
    std::set<std::tuple<std::size_t, std::size_t, std::size_t>> withstood_;
};

} // namespace

std::size_t Protection::count(CellState state) const
{
    return static_cast<std::size_t>(std::count(cells.begin(), cells.end(), state));
}

Protection protect(const std::vector<Layer>& layers, const DisclosureRule& rule, const std::vector<bool>& hidden_before)
{
    const Layers checked(layers, rule);
    return Protector(checked, hidden_before).run();
}

Audit audit_pattern(const std::vector<Layer>& layers, const DisclosureRule& rule, const std::vector<bool>& hidden)
{
    const Layers checked(layers, rule);
    if (hidden.size() != checked.cells()) throw input_error("the pattern is of another table");
    HiddenCells cells(checked.first());
    for (std::size_t cell = 0; cell < hidden.size(); ++cell)
        if (hidden[cell]) cells.add(cell);
    return audit_layers(checked, cells, true);
}

} // namespace dosah::evaluation
