// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/catalog.h"
#include "evaluation/programme.h"
#include "evaluation/protected_report.h"
#include "evaluation/share_forest.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// Several organisations' campaigns together, for those who see aggregates only.
///
/// Everything in it is made of what each campaign's own protected report holds (evaluation/protected_report.h): what
/// was released of it, and nothing else. So it tells of nobody anything that is not told already, however the reports
/// of a programme and of its campaigns are compared; a sum is shown only where each of its parts is. Campaigns before
/// their as-of time are named, not counted.
namespace dosah::evaluation {

inline constexpr const char* programme_definition = "programme-1";

/// One of the programme's campaigns.
struct ProgrammeMember
{
    std::string organisation_key;
    std::string organisation_name;
    std::string campaign_key;
    std::string campaign_name;
    std::string target_act;
    std::string time_zone; ///< of its organisation
    Instant as_of;         ///< the declared one; of the release once it is counted
    bool counted = false;  ///< its figures are released
    bool pending = false;  ///< its as-of time has come, and they are not released yet
    bool register_covers = false;
    std::int64_t release = 0; ///< its last in the register of releases
};

/// Everybody, or one target group, of all campaigns together and of each. Groups overlap.
struct ProgrammeRow
{
    std::string group;                   ///< key, the same in all organisations; "" for everybody
    std::string name;                    ///< as the first organisation that has it writes it
    ProtectedRow all;                    ///< sums, where each counted campaign that has the group shows its part
    std::vector<ProtectedRow> campaigns; ///< a row for each counted campaign, in their order
};

struct ProgrammeReport
{
    Programme programme;
    Instant as_of;                        ///< the latest of those counted
    std::vector<ProgrammeMember> members; ///< by organisation's and campaign's key
    ProgrammeRow everybody;
    std::vector<ProgrammeRow> groups; ///< by key
    bool mixed_acts = false;          ///< they ask for different acts: participation is not added up
    bool register_covers = true;      ///< of all counted; else nobody is called new
    bool interim = false;             ///< some are not counted yet

    /// The counted members, in the order of ProgrammeRow::campaigns.
    std::vector<const ProgrammeMember*> counted() const;
    /// The zone its times are told in, and which the text names: that of its organisations, "UTC" where they differ.
    std::string time_zone() const;
};

/// What was released of its campaigns; only reads. Nothing is counted while nothing was released. Throws Error(missing)
/// when there is no such programme. Borrows sessions of its own: call it outside of any.
ProgrammeReport released_programme(store::Database& database, const Clock& clock, const std::string& key,
                                   const std::string& locale);

/// Releases what is due of its campaigns first, in the name of `actor`. Throws Error(missing) when there is no such
/// programme, Error(conflict) when it has no campaign, when no campaign is past its as-of time, or when they ask for
/// different acts and `mixed` is not said. Borrows sessions of its own: call it outside of any.
ProgrammeReport programme_report(store::Database& database, const Clock& clock, const std::string& actor,
                                 const std::string& key, const std::string& locale, bool mixed);

/// One fact a row; the group of a campaign's is "ORGANISATION/CAMPAIGN" or "ORGANISATION/CAMPAIGN: GROUP". `suppressed`
/// where hidden.
std::vector<Fact> programme_facts(const ProgrammeReport& report);
/// The sums; the campaigns one by one; those reached by group and campaign; and, where the register covers it, who of
/// them is new.
std::vector<PaperTable> programme_tables(const ProgrammeReport& report, const ReportWriter& writer);
/// The rows of its figures: everybody and the groups together, "reach" or "new" (of it only where the register covers
/// the window); all campaigns together and each.
std::vector<ShareRow> programme_group_rows(const ProgrammeReport& report, const ReportWriter& writer,
                                           const std::string& key);
std::vector<ShareRow> programme_campaign_rows(const ProgrammeReport& report, const ReportWriter& writer);
std::vector<std::string> programme_notes(const ProgrammeReport& report, const ReportWriter& writer);

std::string programme_text(const ProgrammeReport& report, const content::Catalogs& catalogs, const std::string& locale);
std::string programme_csv(const ProgrammeReport& report);
std::string programme_json(const ProgrammeReport& report);
/// For XLSX, HTML and SVG.
Paper programme_paper(const ProgrammeReport& report, const ReportWriter& writer);

} // namespace dosah::evaluation
