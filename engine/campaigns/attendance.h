// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <string>
#include <vector>

namespace dosah::campaigns {

/// How an attendee is told: exactly one member is filled.
struct Attendee
{
    std::int64_t contact_id = 0;
    std::string external_id = {};
    std::string email = {};   ///< as people write it
    std::string phone = {};   ///< likewise; a number without a prefix is of the organisation's country
    std::string misread = {}; ///< what stands for a contact's number and is none; then nothing above is set
};

/// A list as CSV (comma, semicolon or tab), UTF-8, with a header line: columns contact (our number), external_id,
/// email, phone under any of the names an import knows; of each line the first of these that is filled tells the
/// person, others are passed over. Throws Error(input) naming the line.
struct AttendeeList
{
    std::vector<Attendee> attendees;
    std::vector<std::size_t> lines; ///< of the file, one each
};
AttendeeList read_attendees(const std::string& csv);

/// What became of one of them.
struct AttendanceProblem
{
    std::size_t place = 0; ///< in the list, from 0
    std::string text;      ///< names who is meant without the address whole, and the remedy
};

struct AttendanceReport
{
    std::int64_t recorded = 0;               ///< new ones, or withdrawn ones
    std::int64_t known = 0;                  ///< recorded before, or not there to be withdrawn
    std::int64_t planned = 0;                ///< messages of waves that had begun and are for them after all
    std::vector<AttendanceProblem> problems; ///< these were left out
    /// The evaluation had closed by then (closing_time): what was reported of the campaign before said otherwise. It is
    /// taken all the same and marked with when it was entered; whoever publishes says so.
    bool restates = false;
};

/// People invited to the campaign came. Each is recorded once, with an act of involvement ("attended") and an audit
/// row; a wave of thanks or feedback that has begun is planned for them too. An address several invited people share
/// tells nobody: they are a problem, and so is who was not invited. Answers and other acts stay as they are. Takes
/// effect while the campaign runs, is paused, finished or closed; not before its event begins (two hours before, for
/// those who check in). Throws Error(conflict) naming the state or the time. `source` says how it is known: "cli",
/// "list of 10 December" ...
AttendanceReport record_attendance(Services& services, const Campaign& campaign, const std::vector<Attendee>& attendees,
                                   const std::string& source, const std::string& actor);
/// They did not come after all: takes the attendance and its act back. What waits for them of thanks is skipped when it
/// is to be written.
AttendanceReport withdraw_attendance(Services& services, const Campaign& campaign,
                                     const std::vector<Attendee>& attendees, const std::string& actor);

/// Holds the campaign for a change of who came: throws Error(conflict) naming the state or the time when nobody can
/// have come. In a transaction of the caller's.
void hold_for_attendance(store::Session& session, const Campaign& campaign, Instant now);
/// When somebody was there, as well as anybody can know: now while the event lasts, else its beginning.
Instant time_there(const Event& event, Instant now);

/// How many invited people came.
std::int64_t count_attendances(store::Session& session, std::int64_t campaign_id);
/// Of all who came, invited or not, how many were entered after the evaluation had closed.
std::int64_t count_restated(store::Session& session, const Campaign& campaign);

} // namespace dosah::campaigns
