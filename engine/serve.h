// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "cli/command.h"

namespace dosah {

/// `dosah serve`: builds the daemon in order (store, services, transports, intake, interpreter, dispatcher, scheduler,
/// pollers, listeners, HTTP server), runs until SIGTERM or SIGINT, and stops in reverse within stop.seconds.
int serve(cli::Context& context, cli::Words& words);

/// Keeps the signals that end the daemon for serve(); call before any thread is started.
void hold_termination_signals();

} // namespace dosah
