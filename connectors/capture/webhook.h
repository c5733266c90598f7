// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <memory>

namespace dosah::connectors::capture {

/// Lets a demonstration or a training answer what was kept, through the same door as a real transport: POST
/// .../email with a whole mail as the body, or .../sms with from, to, text and id.
std::shared_ptr<channel::Webhook> make_webhook(std::int64_t account_id);

} // namespace dosah::connectors::capture
