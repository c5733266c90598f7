// SPDX-License-Identifier: EUPL-1.2
#include "cli/command.h"
#include "connectors/all.h"
#include "serve.h"

#include <iostream>

int main(int count, char** words)
{
    using namespace dosah;
    std::vector<cli::Command> commands = {
        {"serve", "", "Runs the daemon until SIGTERM.",
         [](cli::Context& context, cli::Words& rest) {
             hold_termination_signals();
             return serve(context, rest);
         }},
    };
    for (auto area : {cli::store_commands, cli::organisation_commands, cli::connector_commands, cli::dkim_commands,
                      cli::contact_commands, cli::segment_commands, cli::campaign_commands, cli::content_commands,
                      cli::delivery_commands, cli::response_commands, cli::report_commands, cli::stats_commands,
                      cli::disclose_commands, cli::draw_commands})
        for (cli::Command& command : area())
            commands.push_back(std::move(command));
    return cli::run(std::vector<std::string>(words + 1, words + count), commands, connectors::all_kinds(), std::cin,
                    std::cout, std::cerr);
}
