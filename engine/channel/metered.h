// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <memory>

namespace dosah::channel {

/// The same connector, counted (base/metrics.h) from outside, so that no connector and no dispatcher has to:
///     dosah_outcomes_total{account,connector,outcome}      what came of each attempt, by OutcomeKind's words
///     dosah_hand_to_accept_seconds{connector}              from hand()'s answer to the acceptance
///     dosah_in_flight_messages{account,connector}          allowed by hand() and without an outcome yet
///     dosah_refused_hands_total{account,connector}         not allowed: paused, cancelled, opted out meanwhile
///     dosah_connector_checks_total{account,connector,good} how often it was asked whether it can work
std::shared_ptr<Connector> metered(std::shared_ptr<Connector> connector, std::int64_t account_id);

} // namespace dosah::channel
