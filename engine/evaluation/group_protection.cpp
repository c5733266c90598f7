// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/group_protection.h"

#include "base/error.h"
#include "evaluation/linear_range.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

// What one person is, as far as the measures tell: not reached, or reached with and without the act asked for, each by
// prior involvement (prior, none, unobservable).
constexpr std::size_t states = 7;

/// Sets times groups: more would take minutes.
constexpr std::size_t most_work = 6000;

bool counts(GroupMeasure measure, std::size_t state)
{
    const bool reached = state > 0;
    const std::size_t prior = reached ? (state - 1) % 3 : 3;
    switch (measure) {
    case GroupMeasure::audience:
        return true;
    case GroupMeasure::reached:
        return reached;
    case GroupMeasure::participated:
        return reached && state > 3;
    case GroupMeasure::reached_none:
        return reached && prior == 1;
    case GroupMeasure::reached_prior:
        return reached && prior == 0;
    }
    return false;
}

constexpr std::array all_measures = {GroupMeasure::audience, GroupMeasure::reached, GroupMeasure::participated,
                                     GroupMeasure::reached_none, GroupMeasure::reached_prior};

std::int64_t least(GroupMeasure measure, const DisclosureRule& rule)
{
    return measure == GroupMeasure::audience ? rule.base : rule.threshold;
}

bool small(std::int64_t count, std::int64_t threshold)
{
    return count > 0 && count < threshold;
}

bool hidden_of(const HiddenFamilies& hidden, GroupMeasure measure)
{
    return hidden[static_cast<std::size_t>(family_of(measure))];
}

/// With the base goes the rest.
void hide(HiddenFamilies& hidden, GroupFamily family)
{
    hidden[static_cast<std::size_t>(family)] = true;
    if (family == GroupFamily::base) hidden.fill(true);
}

/// Nobody can be told from the figures, nor from what is left of everybody without them.
HiddenFamilies primary(const GroupRow& row, const GroupRow& everybody, const DisclosureRule& rule)
{
    HiddenFamilies out{};
    for (const GroupMeasure measure : all_measures) {
        const std::int64_t count = row.of(measure);
        if (small(count, least(measure, rule)) || small(everybody.of(measure) - count, least(measure, rule)))
            hide(out, family_of(measure));
    }
    // Of whom nothing is known is what the two others leave.
    const auto unobservable = [](const GroupRow& one) {
        return one.of(GroupMeasure::reached) - one.of(GroupMeasure::reached_none) - one.of(GroupMeasure::reached_prior);
    };
    if (small(unobservable(row), rule.threshold) || small(unobservable(everybody) - unobservable(row), rule.threshold))
        hide(out, GroupFamily::newness);
    return out;
}

class Search
{
public:
    Search(const GroupRow& everybody, const HiddenFamilies& everybody_hidden, const std::vector<GroupRow>& groups,
           const std::vector<std::vector<std::size_t>>& sets, const DisclosureRule& rule)
        : everybody_(everybody), everybody_hidden_(everybody_hidden), groups_(groups), sets_(sets), rule_(rule)
    {
        for (const GroupRow& row : groups) {
            HiddenFamilies& one = hidden_.emplace_back(primary(row, everybody, rule));
            for (std::size_t i = 0; i < group_families; ++i)
                if (everybody_hidden[i]) hide(one, static_cast<GroupFamily>(i));
        }
    }

    std::vector<HiddenFamilies> run()
    {
        // Sets that are not those of the figures (people were erased) prove nothing: then no group is shown.
        if (sets_.size() * groups_.size() > most_work || !attacker().possible())
            for (HiddenFamilies& one : hidden_)
                one.fill(true);
        for (;;) {
            const std::optional<Place> told = first_told();
            if (!told || !hide_one_more(*told)) return hidden_;
        }
    }

private:
    /// A figure: a group's measure.
    struct Place
    {
        std::size_t group;
        GroupMeasure measure;
    };

    std::int64_t count(const Place& place) const { return groups_[place.group].of(place.measure); }

    std::vector<std::size_t> parts(std::optional<std::size_t> group, GroupMeasure measure) const
    {
        std::vector<std::size_t> out;
        for (std::size_t set = 0; set < sets_.size(); ++set) {
            if (group && std::find(sets_[set].begin(), sets_[set].end(), *group) == sets_[set].end()) continue;
            for (std::size_t state = 0; state < states; ++state)
                if (counts(measure, state)) out.push_back(set * states + state);
        }
        return out;
    }

    LinearRange attacker() const
    {
        LinearRange out(sets_.size() * states);
        for (const GroupMeasure measure : all_measures) {
            if (!hidden_of(everybody_hidden_, measure))
                out.know(parts(std::nullopt, measure), static_cast<double>(everybody_.of(measure)));
            for (std::size_t group = 0; group < groups_.size(); ++group)
                if (!hidden_of(hidden_[group], measure))
                    out.know(parts(group, measure), static_cast<double>(groups_[group].of(measure)));
        }
        return out;
    }

    bool wide(const LinearRange& attacker, const Place& place) const
    {
        const LinearRange::Range range = attacker.range(parts(place.group, place.measure));
        if (!range.high) return true;
        const auto threshold = static_cast<double>(least(place.measure, rule_));
        const bool above =
            !small(count(place), least(place.measure, rule_)) || *range.high > static_cast<double>(count(place)) + 0.5;
        return above && *range.high - range.low >= threshold - 1e-4;
    }

    std::vector<Place> hidden_figures() const
    {
        std::vector<Place> out;
        for (const GroupMeasure measure : all_measures)
            for (std::size_t group = 0; group < groups_.size(); ++group)
                if (hidden_of(hidden_[group], measure) && !hidden_of(everybody_hidden_, measure) &&
                    groups_[group].of(measure) > 0)
                    out.push_back({group, measure});
        return out;
    }

    /// The first hidden figure that can be told too closely, by anybody or by the one person of a figure of 1.
    std::optional<Place> first_told() const
    {
        const std::vector<Place> figures = hidden_figures();
        const LinearRange everyone = attacker();
        for (const Place& place : figures)
            if (!wide(everyone, place)) return place;
        for (const Place& own : figures) {
            if (count(own) != 1) continue;
            LinearRange one = everyone;
            one.know(parts(own.group, own.measure), 1);
            for (const Place& place : figures)
                if (count(place) != 1 && !wide(one, place)) return place;
        }
        return std::nullopt;
    }

    /// Hides the smallest figure of the measure that helps, or else the smallest there is, or else the row's base;
    /// false when there is nothing left to hide.
    bool hide_one_more(const Place& told)
    {
        const GroupFamily family = family_of(told.measure);
        std::vector<std::size_t> others;
        for (std::size_t group = 0; group < groups_.size(); ++group)
            if (!hidden_[group][static_cast<std::size_t>(family)]) others.push_back(group);
        std::stable_sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
            return groups_[a].of(told.measure) < groups_[b].of(told.measure);
        });
        for (const std::size_t group : others) {
            const HiddenFamilies before = hidden_[group];
            hide(hidden_[group], family);
            if (wide(attacker(), told)) return true;
            hidden_[group] = before;
        }
        if (!others.empty()) {
            hide(hidden_[others.front()], family);
            return true;
        }
        for (HiddenFamilies& one : hidden_) {
            if (one[static_cast<std::size_t>(GroupFamily::base)]) continue;
            hide(one, GroupFamily::base);
            return true;
        }
        return false;
    }

    const GroupRow& everybody_;
    const HiddenFamilies& everybody_hidden_;
    const std::vector<GroupRow>& groups_;
    const std::vector<std::vector<std::size_t>>& sets_;
    const DisclosureRule& rule_;
    std::vector<HiddenFamilies> hidden_;
};

} // namespace

GroupFamily family_of(GroupMeasure measure)
{
    switch (measure) {
    case GroupMeasure::participated:
        return GroupFamily::participation;
    case GroupMeasure::reached_none:
    case GroupMeasure::reached_prior:
        return GroupFamily::newness;
    default:
        return GroupFamily::base;
    }
}

HiddenFamilies protect_everybody(const GroupRow& everybody, const DisclosureRule& rule)
{
    return primary(everybody, everybody, rule);
}

std::vector<HiddenFamilies> protect_groups(const GroupRow& everybody, const HiddenFamilies& everybody_hidden,
                                           const std::vector<GroupRow>& groups,
                                           const std::vector<std::vector<std::size_t>>& sets,
                                           const DisclosureRule& rule)
{
    for (const GroupRow& row : groups)
        for (const GroupMeasure measure : all_measures)
            if (row.of(measure) < 0 || row.of(measure) > everybody.of(measure))
                throw input_error("group " + row.group + " has more people than everybody");
    return Search(everybody, everybody_hidden, groups, sets, rule).run();
}

} // namespace dosah::evaluation
