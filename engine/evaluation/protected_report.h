// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/group_protection.h"
#include "evaluation/paper.h"
#include "evaluation/report_head.h"
#include "evaluation/share.h"
#include "store/database.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The report of a campaign as an evaluator may have it.
///
/// Nothing is told of a campaign before its as-of time but how many were invited: figures of two moments tell of those
/// who came in between. From the as-of time on they can be released, once: the figures are protected
/// (group_protection.h) and entered in the register of releases (disclosure_register.h), and from then on every page
/// and every file is made of what the register holds. So no two of them can differ, whatever is corrected later.
namespace dosah::evaluation {

inline constexpr const char* protected_definition = "protected-1"; ///< raised when a rule here changes

struct ProtectedRow
{
    std::string group; ///< key; "" for everybody
    std::string name;  ///< as people read it; "" for everybody
    /// By GroupMeasure; nothing where it is hidden, or not told yet.
    std::array<std::optional<std::int64_t>, group_measures> counts;

    std::optional<std::int64_t> of(GroupMeasure measure) const { return counts[static_cast<std::size_t>(measure)]; }
    /// Nothing when either is hidden.
    std::optional<Share> share_of(GroupMeasure part, std::optional<std::int64_t> whole) const;
    std::optional<Share> reach_share() const;
    std::optional<Share> participation_share() const; ///< of the audience: AAPOR's RR1
    std::optional<Share> new_share() const;           ///< of those reached for whom it is known
};

struct ProtectedReport : ReportHead
{
    ProtectedRow all;
    std::vector<ProtectedRow> groups; ///< by name; none before the as-of time
    std::int64_t release = 0;         ///< the last of its releases; 0 while there is none
    bool pending = false;             ///< the as-of time has come and it was not released yet: there are no figures
};

/// What was released; only reads. Throws like report_head(). Borrows a session of its own.
ProtectedReport released_report(store::Database& database, const Clock& clock, std::int64_t organisation_id,
                                std::int64_t campaign_id, const std::string& locale);

/// The campaigns of the organisation whose figures were released.
std::set<std::int64_t> released_campaigns(store::Session& session, std::int64_t organisation_id);

/// Releases what is due and was not released yet, in the name of `actor`. Throws like report_head(), and
/// Error(conflict) when the register refuses. Borrows sessions of its own: call it outside of any.
ProtectedReport protected_report(store::Database& database, const Clock& clock, const std::string& actor,
                                 std::int64_t organisation_id, std::int64_t campaign_id, const std::string& locale);

std::vector<Fact> protected_facts(const ProtectedReport& report);
std::string protected_csv(const ProtectedReport& report);
std::string protected_json(const ProtectedReport& report);
std::string protected_text(const ProtectedReport& report, const content::Catalogs& catalogs, const std::string& locale,
                           const std::string& time_zone);
PaperTable protected_table(const ProtectedReport& report, const ReportWriter& writer);
std::vector<std::string> protected_notes(const ProtectedReport& report, const ReportWriter& writer);
Paper protected_paper(const ProtectedReport& report, const ReportWriter& writer);

} // namespace dosah::evaluation
