// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/exchange.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace dosah::web {

/// What the last form did, as ?done= says, into the view (has_notice, notice, notice_colour): the text `prefix` + word,
/// for one of these words. "conflict" and "nobody" say that nothing was done.
void set_notice(content::View& view, const Exchange& exchange, const std::string& prefix,
                std::initializer_list<std::string_view> words);

} // namespace dosah::web
