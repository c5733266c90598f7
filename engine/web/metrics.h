// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/metrics.h"
#include "delivery/figures.h"
#include "web/request.h"

namespace dosah::web {

/// May this request see /metrics? With a token configured whoever sends it ("Authorization: Bearer ..."); without one
/// only this machine, and nobody whom a proxy brings.
bool may_see_metrics(const Request& request, const std::string& token);

/// What the store tells, as families; no address, no name, no text of anybody's.
std::vector<MetricFamily> outbox_families(const delivery::Figures& figures, Instant now);

/// What the process is: build, start, memory, open files.
std::vector<MetricFamily> process_families();

/// Counts a request that was answered.
void count_request(int status, std::chrono::steady_clock::duration took);

} // namespace dosah::web
