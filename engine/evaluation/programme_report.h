// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/disclosure.h"
#include "evaluation/programme.h"
#include "evaluation/report_head.h"

#include <optional>
#include <string>
#include <vector>

/// Several organisations' campaigns together, for those who see aggregates only. Everything here is protected before it
/// is put into the report: it holds no count that must not be seen.
///
/// Only campaigns whose as-of time has passed are counted: their figures do not change any more, so no two reports can
/// be compared to tell of somebody. The others are named with their as-of time.
namespace dosah::evaluation {

/// One of the programme's campaigns.
struct ProgrammeMember
{
    std::string organisation_key;
    std::string organisation_name;
    std::string campaign_key;
    std::string campaign_name;
    std::string target_act;
    Instant as_of;        ///< its declared as-of time
    bool counted = false; ///< it has passed
    bool register_covers = false;
};

/// A protected count: nothing where it is hidden.
using Shown = std::optional<std::int64_t>;

/// The same people by organisation: everybody, or one target group. Cells in the order of `organisations`, totals last.
struct ProgrammeTable
{
    std::string group; ///< key; "" for everybody
    std::string name;
    std::vector<Shown> invited;
    std::vector<Shown> reached;
    std::vector<Shown> reached_new;  ///< without a record of prior involvement; empty where a register does not cover
    std::vector<Shown> participated; ///< empty where the campaigns ask for different acts
    /// Of reached among invited; hidden with either.
    std::vector<std::optional<Share>> reach_share;
};

struct ProgrammeReport
{
    Programme programme;
    Instant as_of;                          ///< the latest as-of time among those counted
    std::vector<ProgrammeMember> members;   ///< by organisation and campaign key
    std::vector<std::string> organisations; ///< names, of those with a counted campaign
    std::vector<std::string> organisation_keys;
    std::vector<ProgrammeTable> tables; ///< everybody first, then the groups by key
    bool mixed_acts = false;            ///< asks for different acts: participation is not added up
    bool interim = true;                ///< campaigns are still open
    DisclosureRule rule;
    std::size_t hidden = 0; ///< cells of a pattern that are hidden, over all tables
};

/// Throws Error(missing) when there is no such programme, Error(conflict) when no campaign of it is past its as-of
/// time, or when they ask for different acts and `mixed` is not said.
ProgrammeReport programme_report(store::Session& session, const std::string& key, Instant now,
                                 const std::string& locale, bool mixed);

std::string programme_text(const ProgrammeReport& report, const content::Catalogs& catalogs, const std::string& locale);
/// One fact a row: organisation,group,measure,numerator,denominator,estimate,lo,hi,status; `suppressed` where hidden.
std::string programme_csv(const ProgrammeReport& report);
std::string programme_json(const ProgrammeReport& report);

} // namespace dosah::evaluation
