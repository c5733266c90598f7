// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/report_head.h"
#include "evaluation/share.h"

#include <array>
#include <string>
#include <vector>

/// How far people came, from the frozen frame to the act asked for (evaluation/facts.h says who counts where).
namespace dosah::evaluation {

/// Everybody, or the members of one target group (groups overlap). Each count lies within the one before it.
struct FlowRow
{
    std::string group;      ///< key; "" for everybody, without_group for those in none
    std::string name;       ///< as people read it; "" for everybody and for those in none
    std::int64_t frame = 0; ///< eligible at the freeze: invited, held out and in reserve
    std::int64_t drawn = 0; ///< invited
    std::int64_t attempted = 0;
    std::int64_t sent = 0; ///< handed over
    std::int64_t delivered = 0;
    std::int64_t reached = 0;
    std::int64_t participated = 0;
};

struct FlowStep
{
    const char* name; ///< in CSV and JSON, and in the catalogs' "report.flow.step. ..."
    std::int64_t FlowRow::*value;
};
inline constexpr std::array flow_steps = {
    FlowStep{"frame", &FlowRow::frame},
    FlowStep{"drawn", &FlowRow::drawn},
    FlowStep{"attempted", &FlowRow::attempted},
    FlowStep{"sent", &FlowRow::sent},
    FlowStep{"delivered", &FlowRow::delivered},
    FlowStep{"reached", &FlowRow::reached},
    FlowStep{"participated", &FlowRow::participated},
};

/// Of those drawn; not of the step `frame`, which is larger.
Share share_of_drawn(const FlowRow& row, const FlowStep& step);

/// Who came without an invitation; in none of the counts above.
struct WalkInRow
{
    std::string group; ///< key; "" for all of them, also those whose group nobody knows
    std::string name;
    std::int64_t people = 0;
};

struct FlowReport : ReportHead
{
    FlowRow all;
    std::vector<FlowRow> groups; ///< by name; last those without any group, when there are any
    WalkInRow walk_ins;
    std::vector<WalkInRow> walk_in_groups; ///< by name; each person in at most one
};

inline constexpr const char* flow_definition = "flow-2"; ///< raised when a rule in facts.h changes

/// Throws like report_head().
FlowReport flow_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement = std::nullopt);

std::string flow_text(const FlowReport& report, const content::Catalogs& catalogs, const std::string& locale,
                      const std::string& time_zone);
/// One fact a row (evaluation/report_data.h): the frame is a count, every other step a share of the drawn, walk-ins are
/// counts.
std::string flow_csv(const FlowReport& report);
std::string flow_json(const FlowReport& report);

} // namespace dosah::evaluation
