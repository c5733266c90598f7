// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::campaigns {

/// Letters are messages like others (channel letter): planned with their wave, queued when it is due, skipped when they
/// became pointless. Nobody sends them by themselves: a coordinator prints what waits, and with that they are handed
/// over and count as sent; whoever prints posts. What was printed once is not printed again unless somebody says so.

/// One print.
struct LetterPrint
{
    std::int64_t id = 0;
    std::string actor;
    Instant at;
    std::int64_t letters = 0;
};

struct LetterStatus
{
    std::int64_t waiting = 0;        ///< due now
    std::int64_t to_come = 0;        ///< of waves whose time has not come
    std::vector<LetterPrint> prints; ///< the newest first
};
LetterStatus letter_status(store::Session& session, const Campaign& campaign);

struct Printed
{
    std::int64_t print_id = 0; ///< 0: nothing was printed
    std::size_t letters = 0;
    std::map<std::string, std::size_t> skipped; ///< why -> how many
    std::vector<std::string> problems;          ///< these wait on
};

/// Writes the letters that are due as one HTML document (content/letter.h) and marks them handed over, at most `limit`.
/// `write` gets it in pieces; when it throws, the letters of that piece are in doubt. Without `write` they are only
/// marked, and write_print() shows them. Throws Error(conflict) when the campaign is not running or has no post
/// account. With an audit row. Borrows sessions: not within a transaction.
Printed print_letters(Services& services, const Campaign& campaign, std::size_t limit, const std::string& actor,
                      const std::function<void(std::string_view)>& write);

/// The letters of an earlier print once more, for those to whom they may still be written; no new letter for the
/// ledger. The document says on the screen when and by whom they were printed. Throws Error(missing). Returns how many.
std::size_t write_print(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& locale,
                        const std::function<void(std::string_view)>& write);
/// Notes in the audit log that they were printed again.
void note_printed_again(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor);
/// Likewise, that they were shown in the console, from where a browser prints them.
void note_shown(Services& services, const Campaign& campaign, std::int64_t print_id, const std::string& actor);

/// A letter came back undeliverable: accepted -> bounced. By the short code on it. Throws Error(input) for what is no
/// code of the organisation's, Error(missing) for somebody who was erased just now, Error(conflict) when no letter was
/// printed for it. The address stays; whoever moved away
/// is corrected by hand.
void letter_came_back(Services& services, std::int64_t organisation_id, const std::string& code,
                      const std::string& actor);

/// For the scheduler: letters that wait and have become too late (their wave's do-not-send-after; invitation and
/// reminder once the event has begun, survey and map ended) are skipped, so that a campaign is not held open by them.
void skip_late_letters(Services& services, const Campaign& campaign, Instant now);

} // namespace dosah::campaigns
