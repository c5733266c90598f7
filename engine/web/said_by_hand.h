// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/by_hand.h"
#include "web/exchange.h"

namespace dosah::web {

/// What a coordinator has written into the form console/said.html: answer, companions, needs, words, no_more. Throws
/// Error(input) naming the field.
responses::ByHand read_said(const Exchange& exchange, const std::string& channel);

/// What that form is filled with.
void add_said(const Exchange& exchange, content::View& view);

} // namespace dosah::web
