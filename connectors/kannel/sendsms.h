// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/settings.h"

namespace dosah::connectors::kannel {

/// The request target (path and query) that sends one message; each value encoded once, Kannel's own escapes in the
/// dlr-url included. Kannel 1.4.5 user guide, "SMS Push".
std::string sendsms_target(const Settings& settings, const channel::OutgoingMessage& message);

/// The target that logs in and names no receiver: Kannel answers 400 when the login is right and sends nothing.
std::string probe_target(const Settings& settings);

/// What Kannel's answer means. 202: taken or queued. 400: refused. 401, 403, 404, 3xx: an operator must look.
/// 429 and 503: later. Every other answer may come from something between us and Kannel: unknown.
channel::Outcome outcome_of(int status, const std::string& body, const std::string& retry_after);

} // namespace dosah::connectors::kannel
