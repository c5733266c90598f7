// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/cells.h"

#include "base/error.h"

#include <algorithm>
#include <array>

namespace dosah::evaluation {

namespace {

constexpr std::array<std::string_view, 6> rungs = {"untried", "attempted", "in_doubt", "sent", "delivered", "reached"};

PeopleCount& count_of(std::vector<PeopleCount>& counts, const std::string& group, const std::string& prior)
{
    const auto found = std::find_if(counts.begin(), counts.end(), [&](const PeopleCount& count) {
        return count.group == group && count.prior == prior;
    });
    if (found != counts.end()) return *found;
    PeopleCount& made = counts.emplace_back();
    made.group = group;
    made.prior = prior;
    return made;
}

void add(PeopleCount& count, const PeopleCell& cell)
{
    count.audience += cell.people;
    if (cell.rung >= Rung::attempted) count.attempted += cell.people;
    if (cell.rung >= Rung::sent) count.sent += cell.people;
    if (cell.rung >= Rung::delivered) count.delivered += cell.people;
    if (cell.rung >= Rung::reached) count.reached += cell.people;
    if (cell.attended) count.attended += cell.people;
    if (cell.rung == Rung::in_doubt) count.in_doubt += cell.people;
    for (const DispositionName& one : disposition_names)
        if (cell.disposition == one.name) count.dispositions.*one.value += cell.people;
}

FrameCount& frame_of(std::vector<FrameCount>& counts, const std::string& group)
{
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const FrameCount& count) { return count.group == group; });
    if (found != counts.end()) return *found;
    counts.push_back({group, 0});
    return counts.back();
}

} // namespace

std::string_view to_string(Rung rung)
{
    return rungs.at(static_cast<std::size_t>(rung));
}

Rung rung_from(std::string_view word)
{
    const auto* const found = std::find(rungs.begin(), rungs.end(), word);
    if (found == rungs.end())
        throw Error(ErrorKind::internal, "the store holds an unknown rung \"" + std::string(word) + "\"");
    return static_cast<Rung>(found - rungs.begin());
}

PeopleCell without_count(PeopleCell cell)
{
    cell.people = 0;
    return cell;
}

std::vector<PeopleCell> with_counts(const std::map<PeopleCell, std::int64_t>& sums)
{
    std::vector<PeopleCell> out;
    for (const auto& [cell, people] : sums) {
        out.push_back(cell);
        out.back().people = people;
    }
    return out;
}

std::vector<PeopleCount> people_counts(const std::vector<PeopleCell>& cells)
{
    std::vector<PeopleCount> out;
    for (const PeopleCell& cell : cells) {
        if (cell.arm != "invited") continue;
        if (cell.group == group_withheld) add(count_of(out, "", cell.prior), cell);
        add(count_of(out, cell.group, cell.prior), cell);
    }
    return out;
}

std::vector<FrameCount> frame_counts(const std::vector<PeopleCell>& cells)
{
    std::vector<FrameCount> out;
    for (const PeopleCell& cell : cells) {
        if (cell.group == group_withheld) frame_of(out, "").people += cell.people;
        frame_of(out, cell.group).people += cell.people;
    }
    return out;
}

std::vector<PeopleCount> count_people(store::Session& session, std::int64_t campaign_id, const std::string& target_act,
                                      Instant until)
{
    Counting counting;
    counting.campaign_id = campaign_id;
    counting.target_act = target_act;
    counting.until = until;
    return people_counts(count_people_cells(session, counting, false));
}

} // namespace dosah::evaluation
