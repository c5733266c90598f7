// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "cli/command.h"
#include "organisations/organisation.h"

#include <optional>
#include <string>

namespace dosah::cli {

/// The words that commands on one campaign share.
struct Named
{
    organisations::Organisation organisation;
    campaigns::Campaign campaign;
    std::string actor;
    bool as_json = false;
};

/// --as NAME, else the login's name.
std::string actor_of(Context& context, Words& words);

/// Digits alone; nothing for anything else.
std::optional<std::int64_t> whole_number(const std::string& text);

/// A campaign by its key or number.
campaigns::Campaign find_named(Context& context, const organisations::Organisation& organisation,
                               const std::string& name);

/// --json, --org KEY, CAMPAIGN (key or number) and, for a command that changes something, --as NAME; `file`, where it
/// is given, takes the operand FILE behind it; then the end of the words.
Named read_named(Context& context, Words& words, bool acting, std::string* file = nullptr);

/// The commands on a campaign's event and test messages; campaign_commands() has them among its own.
std::vector<Command> event_commands();
/// Likewise those on its waves and on who came.
std::vector<Command> wave_commands();
/// Likewise what people do by hand: letters, calls, the door.
std::vector<Command> by_hand_commands();
/// Likewise those on its closed figures.
std::vector<Command> figures_commands();

} // namespace dosah::cli
