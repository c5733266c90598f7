// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/uplift_report.h"

#include "base/error.h"
#include "campaigns/campaign_draw.h"
#include "evaluation/report_cells.h"

#include <map>

namespace dosah::evaluation {

namespace {

/// Nobody of a holdout is written to. Who should not have been invited may have had the invitation or not: counted as
/// having had it they make the figure smaller rather than larger.
bool had_invitation(const StratumCell& cell)
{
    return cell.arm == "invited" && cell.disposition != "UH" && cell.disposition != "UO";
}

void count(UpliftRow& row, const StratumCell& cell)
{
    Arm& arm = cell.arm == "holdout" ? row.holdout : row.invited;
    arm.drawn += cell.people;
    if (cell.attended) arm.acted += cell.people;
    if (had_invitation(cell)) arm.delivered += cell.people;
}

void finish(UpliftRow& row)
{
    row.invited_share = share(row.invited.acted, row.invited.drawn);
    row.holdout_share = share(row.holdout.acted, row.holdout.drawn);
    row.delivered_share = share(row.invited.delivered, row.invited.drawn);
    row.uplift = uplift(row.invited, row.holdout);
    const double base = row.holdout_share.estimate.value_or(0);
    // The normal approximation says nothing where nobody, or everybody, came uninvited.
    if (row.uplift && base > 0 && base < 1)
        row.least_detectable = least_detectable(row.invited.drawn, row.holdout.drawn, base);
}

} // namespace

UpliftReport uplift_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                           const std::string& locale, std::optional<std::int64_t> restatement)
{
    UpliftReport report;
    static_cast<ReportHead&>(report) = report_head(session, organisation_id, campaign_id, now, locale, restatement);
    std::map<std::string, UpliftRow> strata;
    std::map<std::string, std::int64_t> people; // of the frame
    if (const auto draw = campaigns::find_campaign_draw(session, campaign_id)) {
        if (!draw->drawn_at)
            throw conflict_error("campaign " + report.campaign_key +
                                 " is not drawn yet (dosah draw run); there is nobody to compare");
        report.frame_sha256 = draw->plan.frame_sha256;
        report.seed = draw->seed;
        for (const auto& [name, stratum] : draw->plan.strata)
            people[name] = stratum.people;
    }
    const bool published = !people.empty();
    for (const StratumCell& cell : stratum_cells(session, report)) {
        if (!published) people[cell.stratum] += cell.people;
        if (cell.arm == "reserve") continue;
        if (cell.moved_up) {
            report.moved_up += cell.people;
            continue;
        }
        count(report.all, cell);
        // Of erased people the stratum is not kept.
        const bool withheld = cell.stratum.empty() && !report.frame_sha256.empty();
        count(strata[withheld ? group_withheld : cell.stratum], cell);
    }
    if (report.all.holdout.drawn == 0)
        throw conflict_error("campaign " + report.campaign_key +
                             " holds nobody out, so what its invitation did cannot be told; a draw with a holdout can "
                             "(docs/draw.md)");
    finish(report.all);
    // The erased stay in their strata's number of people; which of them they were in is not known any more.
    std::vector<UpliftStratum> arms;
    for (const auto& [name, count] : people) {
        const auto found = strata.find(name);
        const UpliftRow row = found == strata.end() ? UpliftRow() : found->second;
        arms.push_back({row.invited, row.holdout, count});
    }
    for (auto& [name, row] : strata) {
        row.stratum = name;
        finish(row);
        if (strata.size() > 1) report.strata.push_back(row);
    }
    report.pooled = pooled_uplift(arms);
    return report;
}

} // namespace dosah::evaluation
