// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"
#include "responses/interpret.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dosah::responses {

/// An item that was set aside, for people.
struct AsideItem
{
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    channel::InboundKind kind = channel::InboundKind::email;
    std::string problem;
    Instant received_at;
};
/// Oldest first, those after `after`; of every organisation where none is given.
std::vector<AsideItem> find_aside_items(store::Session& session, std::optional<std::int64_t> organisation_id,
                                        std::int64_t after, std::size_t limit);
/// Which kept items to interpret again.
struct ReplayChoice
{
    std::optional<std::int64_t> organisation_id; ///< nothing: of all
    std::vector<std::int64_t> items;             ///< these; else by the next two
    bool aside = false;                          ///< only what was set aside
    Instant since;                               ///< only what came in since then
    bool dry_run = false;                        ///< says what would change and changes nothing
};

/// One item that is read in another way than before, or could not be read.
struct Replayed
{
    std::int64_t item = 0;
    std::string before; ///< "text", "answer yes", "set aside"
    std::string after;  ///< the same; of what stays set aside, its reason
    bool done = false;  ///< false: a dry run, a person has dealt with it, or it stays set aside
};

struct ReplayCount
{
    std::size_t read = 0;
    std::size_t unchanged = 0;
    std::size_t changed = 0; ///< in a dry run: would be
    std::size_t handled = 0; ///< would change, but a person has dealt with it: left as it is
    std::size_t aside = 0;   ///< still, or again
};

/// Interprets kept mails and SMS again, oldest first, after rules or words have changed, and what was set aside. One
/// that is read as before is left alone; the response rows of any other are written anew and what it asks for is done,
/// as responses/consequences.h says: nothing that arrived later is overtaken, nothing done before is undone. An audit
/// row for each. Throws Error(missing) for an item that is not there or not the organisation's.
ReplayCount replay(campaigns::Services& services, const Lexicons& lexicons, const ReplayChoice& choice,
                   const std::string& actor, const std::function<void(const Replayed&)>& report);

} // namespace dosah::responses
