// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

/// What a campaign's event is, as far as words and dates go.
namespace dosah::content {

/// "meeting", "training" or "survey"; any kind that is not known is a meeting.
std::string_view event_family(const std::string& event_kind);

/// A survey or a map: people take part while it lasts, and come nowhere.
bool is_survey(const std::string& event_kind);

} // namespace dosah::content
