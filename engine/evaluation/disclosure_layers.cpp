// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/disclosure_layers.h"

#include "base/error.h"

#include <algorithm>

namespace dosah::evaluation {

using Change = CellNetwork::Change;

Layers::Layers(const std::vector<Layer>& layers, const DisclosureRule& rule) : layers_(&layers), rule_(&rule)
{
    if (layers.empty()) throw input_error("there is no table to protect");
    if (rule.threshold < 1 || rule.threshold > largest_count || rule.base < 1 || rule.base > largest_count)
        throw input_error("the threshold and the base are numbers of people from 1 to " +
                          std::to_string(largest_count));
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const CountTable& table = layers[i].table;
        if (table.rows != first().rows || table.columns != first().columns)
            throw input_error(layers[i].name + ": its rows and columns are not those of " + layers.front().name +
                              ", in the same order; layers must agree");
        if (layers[i].kind == LayerKind::denominator) {
            if (denominator_) throw input_error(layers[i].name + ": there is another denominator already");
            denominator_ = i;
        }
    }
    within_.assign(layers.size(), std::vector<bool>(layers.size()));
    for (std::size_t part = 0; part < layers.size(); ++part)
        for (std::size_t whole = 0; whole < layers.size(); ++whole)
            within_[part][whole] = in_every_cell(part, whole);
    const auto work = std::make_shared<Work>();
    for (std::size_t i = 0; i < layers.size(); ++i)
        networks_.emplace_back(layers[i].table, falls(i), work);
    if (!denominator_) return;
    for (std::size_t i = 0; i < layers.size(); ++i)
        for (std::size_t cell = 0; cell < cells(); ++cell)
            if (count(i, cell) > count(*denominator_, cell))
                throw input_error(layers[i].name + ": " + first().cell_name(cell) + ": " +
                                  std::to_string(count(i, cell)) + " of " + std::to_string(count(*denominator_, cell)) +
                                  " people; a part cannot be larger than its denominator");
}

bool Layers::in_every_cell(std::size_t part, std::size_t whole) const
{
    for (std::size_t cell = 0; cell < cells(); ++cell)
        if (count(part, cell) > count(whole, cell)) return false;
    return true;
}

std::vector<std::int64_t> Layers::falls(std::size_t layer) const
{
    std::vector<std::int64_t> out = (*layers_)[layer].table.counts;
    for (std::size_t moved = 0; moved < size(); ++moved) {
        if (!within(layer, moved)) continue;
        if ((*layers_)[moved].kind != LayerKind::sensitive)
            for (std::size_t cell = 0; cell < cells(); ++cell)
                out[cell] = std::min(out[cell], std::max<std::int64_t>(0, count(moved, cell) - 1));
        for (std::size_t still = 0; still < size(); ++still)
            if (!within(layer, still) && within(still, moved))
                for (std::size_t cell = 0; cell < cells(); ++cell)
                    out[cell] = std::min(out[cell], count(moved, cell) - count(still, cell));
    }
    return out;
}

std::int64_t Layers::threshold(std::size_t layer, std::size_t cell) const
{
    if ((*layers_)[layer].kind == LayerKind::denominator) return rule_->base;
    if (!denominator_ && rule_->base_of_totals && first().is_total(cell))
        return std::max(rule_->base, rule_->threshold);
    return rule_->threshold;
}

bool Layers::primary(std::size_t layer, std::size_t cell) const
{
    const std::int64_t people = count(layer, cell);
    if (people > 0 && people < threshold(layer, cell)) return true;
    if ((*layers_)[layer].kind != LayerKind::sensitive) return false;
    if (!denominator_) return people == 0;
    const std::int64_t of = count(*denominator_, cell);
    return of > 0 && (people == 0 || people == of);
}

bool Layers::delicate(std::size_t layer, std::size_t cell) const
{
    return count(layer, cell) > 0 || primary(layer, cell);
}

bool Layers::known_to_one(std::size_t layer, std::size_t cell) const
{
    if (first().is_total(cell)) return false;
    for (std::size_t whole = 0; whole < size(); ++whole)
        if (within(layer, whole) && count(whole, cell) == 1) return true;
    return false;
}

bool Layers::of_same_one(std::size_t layer, std::size_t cell, std::size_t total) const
{
    const std::size_t width = first().width();
    if (!first().is_total(total)) return false;
    const bool over_row = total / width == cell / width || total / width + 1 == first().height();
    const bool over_column = total % width == cell % width || total % width + 1 == width;
    if (!over_row || !over_column) return false;
    for (std::size_t whole = 0; whole < size(); ++whole)
        if (within(layer, whole) && count(whole, cell) == 1 && count(whole, total) == 1) return true;
    return false;
}

bool Layers::wide(std::size_t layer, std::size_t cell, std::size_t known, const HiddenCells& hidden,
                  CellNetwork::Flow& rise, CellNetwork::Flow& fall) const
{
    const std::int64_t wanted = threshold(layer, cell);
    rise = networks_[layer].most(cell, Change::rise, hidden, known, wanted);
    fall = {};
    fall.used.assign(cells(), 0);
    if (rise.amount < wanted)
        fall = networks_[layer].most(cell, Change::fall, hidden, known,
                                     std::min(networks_[layer].can_fall(cell), wanted - rise.amount));
    return (rise.amount > 0 || !primary(layer, cell)) && rise.amount + fall.amount >= wanted;
}

namespace {

/// Marks what a flow used.
void mark(std::vector<bool>& cells, const CellNetwork::Flow& flow)
{
    for (const std::size_t cell : flow.cells)
        cells[cell] = true;
}

std::string not_wide(const Layers& layers, std::size_t layer, std::size_t cell, const std::string& to_whom)
{
    return layers.layer(layer).name + ": " + layers.first().cell_name(cell) + " can be told too closely" + to_whom;
}

} // namespace

Audit audit_layers(const Layers& layers, const HiddenCells& hidden, bool exact)
{
    Audit out;
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < layers.cells(); ++cell)
        if (hidden.has(cell)) cells.push_back(cell);
    out.bounds.resize(layers.size());
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        out.bounds[layer].resize(layers.cells());
        for (std::size_t cell = 0; cell < layers.cells(); ++cell) {
            const std::int64_t people = layers.count(layer, cell);
            if (!hidden.has(cell) && layers.primary(layer, cell)) {
                out.safe = false;
                out.problem = layers.layer(layer).name + ": " + layers.first().cell_name(cell) + " must not be shown";
                return out;
            }
            out.bounds[layer][cell] = {people, people};
        }
        std::vector<std::size_t> singletons;
        for (const std::size_t cell : cells)
            if (layers.known_to_one(layer, cell)) singletons.push_back(cell);
        out.singletons += singletons.size();
        for (const std::size_t cell : cells) {
            const bool delicate = layers.delicate(layer, cell);
            CellNetwork::Flow rise;
            CellNetwork::Flow fall;
            if (exact) {
                const std::int64_t people = layers.count(layer, cell);
                rise = layers.network(layer).most(cell, Change::rise, hidden, CellNetwork::nobody, unlimited);
                fall = layers.network(layer).most(cell, Change::fall, hidden, CellNetwork::nobody,
                                                  layers.network(layer).can_fall(cell));
                Bounds& bounds = out.bounds[layer][cell];
                bounds.low = people - fall.amount;
                bounds.high = rise.amount == unlimited ? std::nullopt : std::optional(people + rise.amount);
            }
            if (!delicate) continue;
            if (!layers.wide(layer, cell, CellNetwork::nobody, hidden, rise, fall)) {
                out.safe = false;
                out.problem = not_wide(layers, layer, cell, "");
                return out;
            }
            std::vector<bool> proof(layers.cells());
            mark(proof, rise);
            mark(proof, fall);
            for (const std::size_t known : singletons) {
                // A proof that does not need what they know holds for them too.
                if (known == cell || !proof[known] || layers.of_same_one(layer, known, cell)) continue;
                if (layers.wide(layer, cell, known, hidden, rise, fall)) continue;
                out.safe = false;
                out.problem = not_wide(layers, layer, cell, " by the one person of " + layers.first().cell_name(known));
                return out;
            }
        }
    }
    return out;
}

} // namespace dosah::evaluation
