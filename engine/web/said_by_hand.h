// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/by_hand.h"
#include "web/exchange.h"

namespace dosah::web {

/// What a coordinator has written into the form console/said.html: answer, companions, needs, words, no_more. Throws
/// Error(input) naming the field.
responses::ByHand read_said(const Exchange& exchange, const std::string& channel);

/// A console page with that form.
Response said_response(const Exchange& exchange, const std::string& name, content::View& view);

} // namespace dosah::web
