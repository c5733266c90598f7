// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/disclosure.h"
#include "evaluation/disclosure_flow.h"

namespace dosah::evaluation {

/// The layers of one release with the questions the rule asks of them. Private to disclosure*.cpp. Layers and rule must
/// outlive it.
class Layers
{
public:
    /// Throws Error(input) like protect().
    Layers(const std::vector<Layer>& layers, const DisclosureRule& rule);

    std::size_t size() const { return layers_->size(); }
    std::size_t cells() const { return first().cells(); }
    const CountTable& first() const { return layers_->front().table; }
    const Layer& layer(std::size_t layer) const { return (*layers_)[layer]; }
    std::int64_t count(std::size_t layer, std::size_t cell) const { return (*layers_)[layer].table.counts[cell]; }
    /// Counts below it are hidden, and no hidden one may be told more narrowly.
    std::int64_t threshold(std::size_t layer, std::size_t cell) const;
    bool primary(std::size_t layer, std::size_t cell) const;
    /// Whether the cell, once hidden, has to be protected in this layer: not a zero that means nothing there.
    bool delicate(std::size_t layer, std::size_t cell) const;

    /// Whether one person is alone in the (inner) cell, in this layer or in one that it lies within, so that what it
    /// counts in this layer is known to them.
    bool known_to_one(std::size_t layer, std::size_t cell) const;
    /// Whether a total counts nobody but the person who is alone in `cell`: they know it too, and it tells of no other.
    bool of_same_one(std::size_t layer, std::size_t cell, std::size_t total) const;

    /// Whether the interval of a hidden cell is wide enough for who knows `known` besides what is shown. `cells`, when
    /// given, gets those hidden cells that prove it; `rise` and `fall` get the flows.
    bool wide(std::size_t layer, std::size_t cell, std::size_t known, const HiddenCells& hidden,
              CellNetwork::Flow& rise, CellNetwork::Flow& fall) const;
    const CellNetwork& network(std::size_t layer) const { return networks_[layer]; }

private:
    bool in_every_cell(std::size_t part, std::size_t whole) const;
    bool within(std::size_t part, std::size_t whole) const { return within_[part][whole]; }
    /// How far counts of a layer can fall, whatever an attacker knows of how layers lie within each other: those it
    /// lies within move along with it, the others stay as they are, and none may then be larger than what it lies
    /// within. A zero that is not sensitive would be shown, so a hidden count, and what it lies within, stays 1 or
    /// more.
    std::vector<std::int64_t> falls(std::size_t layer) const;

    const std::vector<Layer>* layers_;
    const DisclosureRule* rule_;
    std::optional<std::size_t> denominator_;
    std::vector<std::vector<bool>> within_; ///< by part and whole: at most as large in every cell
    std::vector<CellNetwork> networks_;
};

/// The audit of a pattern; bounds only when `exact`, which takes longer. Ends at the first cell that is not protected.
Audit audit_layers(const Layers& layers, const HiddenCells& hidden, bool exact);

} // namespace dosah::evaluation
