// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/facts.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A campaign's people as integer counts: all that reports are made from, of open and of closed campaigns alike, so
/// that a closed campaign needs no person any more. evaluation/facts.h says who counts as what.
namespace dosah::evaluation {

/// How far a person came; each lies within the ones before it, but `in_doubt` is outside of all that follow: nobody
/// knows whether anything went out, and the person gave no sign.
enum class Rung { untried, attempted, in_doubt, sent, delivered, reached };
std::string_view to_string(Rung rung);
/// Throws Error(internal) for another word.
Rung rung_from(std::string_view word);

/// People who are alike in these. Groups overlap: with group "" everybody counts once, with a key its members, with
/// without_group those in none, with group_withheld erased people of whom nothing but the rest of the cell is known
/// (they are in no other group, not in "" either).
struct PeopleCell
{
    std::string group;
    std::string place;       ///< folded, as at the freeze; "" not known (or not asked for)
    std::string arm;         ///< invited, holdout, reserve; of the other arms only frame and attendance mean anything
    std::string prior;       ///< prior, none, unobservable
    std::string first_time;  ///< what they said of themselves: "", yes, no, unknown
    std::string disposition; ///< I, P, R, NC, O, UH, UO, NE; in the other arms NE or ""
    Rung rung = Rung::untried;
    bool attended = false;
    std::int64_t people = 0;

    auto operator<=>(const PeopleCell&) const = default;
};

/// People by what a population is compared by, and by draw stratum; everybody once, the erased with nothing known.
struct StratumCell
{
    std::string stratum;     ///< of the draw; "" without one
    int age = -1;            ///< full years by the end of the year of the freeze; -1 not known
    std::string gender;      ///< f, m, x, "" not known
    std::string place;       ///< folded, as at the freeze
    std::string arm;         ///< invited, holdout, reserve
    bool moved_up = false;   ///< invited from the reserve, after the draw
    std::string disposition; ///< like a PeopleCell's
    bool reached = false;
    bool attended = false;
    std::int64_t people = 0;

    auto operator<=>(const StratumCell&) const = default;
};

/// The group of erased people whose own is not kept.
inline constexpr const char* group_withheld = "(withheld)";

/// A cell as a key, and cells of sums by key.
PeopleCell without_count(PeopleCell cell);
std::vector<PeopleCell> with_counts(const std::map<PeopleCell, std::int64_t>& sums);

/// The invited by group and prior involvement; who is withheld counts in "" too.
std::vector<PeopleCount> people_counts(const std::vector<PeopleCell>& cells);
/// All arms by group; likewise.
std::vector<FrameCount> frame_counts(const std::vector<PeopleCell>& cells);

/// What of a campaign is counted.
struct Counting
{
    std::int64_t campaign_id = 0;
    std::string target_act;
    Instant until;                               ///< acts, answers, messages planned and tried count up to then
    std::optional<Instant> receipts_until = {};  ///< what became of those messages; without: `until`
    std::optional<std::int64_t> contact_id = {}; ///< this person alone
    /// Prior involvement is decided anew from the register as it is now, instead of what was decided at the freeze.
    struct Register
    {
        Instant from; ///< the look-back's beginning
        bool covers = false;
    };
    std::optional<Register> prior_anew = {};
};

/// Counted from the history. With places the cells are by place too, else all have place "". Throws Error(internal)
/// for an unknown target act.
std::vector<PeopleCell> count_people_cells(store::Session& session, const Counting& counting, bool by_place);
/// `frozen_year`: the calendar year of the freeze, from which ages are counted.
std::vector<StratumCell> count_stratum_cells(store::Session& session, const Counting& counting, int frozen_year);

} // namespace dosah::evaluation
