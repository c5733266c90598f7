// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/protected_report.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/json.h"
#include "evaluation/disclosure_output.h"
#include "evaluation/disclosure_register.h"
#include "evaluation/flow_report.h"
#include "evaluation/protected_cells.h"
#include "evaluation/protected_report_store.h"
#include "evaluation/reach.h"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace dosah::evaluation {

namespace {

/// One table of the register: a family of measures, of everybody or by group.
struct Part
{
    GroupFamily family;
    const char* name;
    std::vector<GroupMeasure> measures;
};

const std::vector<Part>& family_parts()
{
    static const std::vector<Part> all = {
        {GroupFamily::base, "reach", {GroupMeasure::reached, GroupMeasure::audience}},
        {GroupFamily::participation, "participation", {GroupMeasure::participated}},
        {GroupFamily::newness, "new reach", {GroupMeasure::reached_none, GroupMeasure::reached_prior}},
    };
    return all;
}

constexpr std::int64_t first_closed = 0; // restatements are numbered from 1

/// `group` is "" for everybody.
std::string table_key(std::int64_t campaign_id, const Part& part, const std::string& group)
{
    return "campaign " + std::to_string(campaign_id) + ": " + part.name + (group.empty() ? "" : " of " + group);
}

/// A table of one cell, which is its own total: groups overlap, so a table of several would have sums that say nothing.
/// How they go together was decided by protect_groups(); here a group's measure is one of its own.
Release make_release(const ReportHead& head, const Part& part, const GroupRow& row, const HiddenFamilies& hidden)
{
    Release out;
    out.table = table_key(head.campaign_id, part, row.group);
    out.filters = {{"campaign", {std::to_string(head.campaign_id)}}};
    if (!row.group.empty()) out.filters["group"] = {row.group};
    out.as_of = head.as_of;
    for (const GroupMeasure measure : part.measures)
        out.layers.push_back(
            {std::string(measure_names[static_cast<std::size_t>(measure)]) + (row.group.empty() ? "" : " of groups"),
             make_table({row.group.empty() ? "everybody" : row.group}, {"people"}, {row.of(measure)}),
             measure == GroupMeasure::audience ? LayerKind::denominator : LayerKind::outcome});
    out.needed.assign(out.layers.front().table.cells(), hidden[static_cast<std::size_t>(part.family)]);
    out.hidden = out.needed;
    return out;
}

/// What is shown of it, for its SHA-256.
std::string shown(const Release& release)
{
    json::Object::Ptr out = json::object();
    for (const Layer& layer : release.layers)
        out->set(layer.name,
                 release.hidden.front() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(layer.table.counts.front()));
    return json::write(out);
}

const Release* find(const std::vector<Release>& released, const std::string& table)
{
    const auto found = std::find_if(released.rbegin(), released.rend(),
                                    [&](const Release& release) { return release.table == table; });
    return found == released.rend() ? nullptr : &*found;
}

struct Figures
{
    GroupRow everybody;
    std::vector<GroupRow> groups; ///< by key
    std::vector<std::vector<std::size_t>> sets;
};

void add(GroupRow& row, GroupMeasure measure, std::int64_t people)
{
    row.counts[static_cast<std::size_t>(measure)] += people;
}

Figures read_figures(store::Session& session, const ReportHead& head, Instant now, const std::string& locale)
{
    Figures out;
    const std::optional<std::int64_t> number = head.closed ? std::optional(first_closed) : std::nullopt;
    const ReachReport reach = reach_report(session, head.organisation_id, head.campaign_id, now, locale, number);
    const auto take_reach = [&](const ReachRow& from) {
        GroupRow& row = row_of(out.everybody, out.groups, from.group);
        add(row, GroupMeasure::audience, from.audience);
        add(row, GroupMeasure::reached, from.reached);
        add(row, GroupMeasure::reached_none, from.reached_none);
        add(row, GroupMeasure::reached_prior, from.reached_prior);
    };
    const FlowReport flow = flow_report(session, head.organisation_id, head.campaign_id, now, locale, number);
    const auto take_flow = [&](const FlowRow& from) {
        add(row_of(out.everybody, out.groups, from.group), GroupMeasure::participated, from.participated);
    };
    take_reach(reach.all);
    take_flow(flow.all);
    for (const ReachRow& row : reach.groups)
        if (is_group(row.group)) take_reach(row);
    for (const FlowRow& row : flow.groups)
        if (is_group(row.group)) take_flow(row);
    // People who were only in the frame are in no row that an evaluator sees.
    std::erase_if(out.groups, [](const GroupRow& row) { return row.of(GroupMeasure::audience) == 0; });
    std::sort(out.groups.begin(), out.groups.end(),
              [](const GroupRow& a, const GroupRow& b) { return a.group < b.group; });
    std::vector<std::string> keys;
    for (const GroupRow& row : out.groups)
        keys.push_back(row.group);
    out.sets = group_sets(session, head.campaign_id, keys);
    if (head.erased > 0) { // of the erased only single groups are known
        out.sets.emplace_back();
        for (std::size_t group = 0; group < keys.size(); ++group)
            out.sets.push_back({group});
    }
    return out;
}

/// What is due, everybody's last.
std::vector<Release> due_releases(const ReportHead& head, const Figures& figures)
{
    const DisclosureRule rule;
    const HiddenFamilies everybody = protect_everybody(figures.everybody, rule);
    const std::vector<HiddenFamilies> groups =
        protect_groups(figures.everybody, everybody, figures.groups, figures.sets, rule);
    std::vector<Release> out;
    for (const Part& part : family_parts()) {
        for (std::size_t i = 0; i < groups.size(); ++i)
            out.push_back(make_release(head, part, figures.groups[i], groups[i]));
        out.push_back(make_release(head, part, figures.everybody, everybody));
    }
    return out;
}

void take(ProtectedRow& row, const Release& release, const Part& part)
{
    if (release.hidden.front()) return;
    for (std::size_t i = 0; i < part.measures.size(); ++i)
        row.counts[static_cast<std::size_t>(part.measures[i])] = release.layers.at(i).table.counts.front();
}

/// False when what was begun was not finished: everybody's tables come last.
bool take_released(ProtectedReport& out, const std::vector<Release>& released)
{
    for (const Part& part : family_parts()) {
        const Release* everybody = find(released, table_key(out.campaign_id, part, ""));
        if (everybody == nullptr) return false;
        take(out.all, *everybody, part);
        out.as_of = everybody->as_of;
        out.release = std::max(out.release, everybody->number);
        const std::string of_groups = table_key(out.campaign_id, part, "") + " of ";
        for (const Release& release : released)
            if (release.table.starts_with(of_groups))
                take(row_of(out.all, out.groups, release.table.substr(of_groups.size())), release, part);
    }
    return true;
}

/// Of the figures as they were closed: a restatement changes nothing that was given away.
ReportHead closed_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale)
{
    ReportHead head = report_head(session, organisation_id, campaign_id, now, locale);
    if (head.closed) head = report_head(session, organisation_id, campaign_id, now, locale, first_closed);
    return head;
}

/// Throws Error(conflict) when the register refuses.
void release_what_is_due(store::Database& database, const Clock& clock, const std::string& actor,
                         const ReportHead& head, const std::string& locale)
{
    std::vector<Release> due;
    std::vector<Release> earlier;
    {
        store::Session session = database.session();
        earlier = released(session, head.organisation_id);
        due = due_releases(head, read_figures(session, head, clock.now(), locale));
    }
    for (const Release& release : due)
        if (find(earlier, release.table) == nullptr)
            register_release(database, clock, actor, head.organisation_id, release, sha256_hex(shown(release)),
                             DisclosureRule());
}

} // namespace

ProtectedReport released_report(store::Database& database, const Clock& clock, std::int64_t organisation_id,
                                std::int64_t campaign_id, const std::string& locale)
{
    store::Session session = database.session();
    ProtectedReport out;
    static_cast<ReportHead&>(out) = closed_head(session, organisation_id, campaign_id, clock.now(), locale);
    if (out.interim) {
        // The audience is frozen, so that it is the same figure at every moment.
        const std::int64_t audience =
            read_figures(session, out, clock.now(), locale).everybody.of(GroupMeasure::audience);
        if (audience == 0 || audience >= DisclosureRule().base) out.all.counts[0] = audience;
        return out;
    }
    ProtectedReport whole = out;
    if (take_released(whole, released(session, organisation_id))) {
        name_groups(session, whole, whole.groups, locale);
        return whole;
    }
    out.pending = true;
    return out;
}

std::set<std::int64_t> released_campaigns(store::Session& session, std::int64_t organisation_id)
{
    constexpr std::string_view prefix = "campaign ";
    std::map<std::int64_t, std::size_t> tables; // everybody's, which come last
    for (const ReleaseEntry& entry : list_releases(session, organisation_id)) {
        if (!entry.table.starts_with(prefix)) continue;
        const std::int64_t id = std::strtoll(entry.table.c_str() + prefix.size(), nullptr, 10);
        for (const Part& part : family_parts())
            if (entry.table == table_key(id, part, "")) ++tables[id];
    }
    std::set<std::int64_t> out;
    for (const auto& [id, found] : tables)
        if (found >= family_parts().size()) out.insert(id);
    return out;
}

ProtectedReport protected_report(store::Database& database, const Clock& clock, const std::string& actor,
                                 std::int64_t organisation_id, std::int64_t campaign_id, const std::string& locale)
{
    ProtectedReport report = released_report(database, clock, organisation_id, campaign_id, locale);
    if (!report.pending) return report;
    std::optional<Error> refused;
    try {
        release_what_is_due(database, clock, actor, report, locale);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::conflict) throw;
        refused = error; // two may release at the same moment: then the other's releases are there
    }
    report = released_report(database, clock, organisation_id, campaign_id, locale);
    if (report.pending) throw refused.value_or(Error(ErrorKind::internal, "what was released is not in the register"));
    return report;
}

std::optional<Share> ProtectedRow::share_of(GroupMeasure part, std::optional<std::int64_t> whole) const
{
    const std::optional<std::int64_t> numerator = of(part);
    return numerator && whole ? std::optional(share(*numerator, *whole)) : std::nullopt;
}

std::optional<Share> ProtectedRow::reach_share() const
{
    return share_of(GroupMeasure::reached, of(GroupMeasure::audience));
}

std::optional<Share> ProtectedRow::participation_share() const
{
    return share_of(GroupMeasure::participated, of(GroupMeasure::audience));
}

std::optional<Share> ProtectedRow::new_share() const
{
    const auto none = of(GroupMeasure::reached_none);
    const auto prior = of(GroupMeasure::reached_prior);
    return share_of(GroupMeasure::reached_none, none && prior ? std::optional(*none + *prior) : std::nullopt);
}

} // namespace dosah::evaluation
