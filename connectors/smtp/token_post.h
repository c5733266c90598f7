// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/oauth.h"

namespace dosah::connectors::smtp {

/// Fetches access tokens over HTTPS.
channel::TokenReply post_form(const channel::OAuth& settings, const std::string& form);

} // namespace dosah::connectors::smtp
