// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/message_writer.h"

#include <optional>
#include <string>
#include <vector>

/// Which of the templates for a message fits its organisation, locale, event, target group and format best. Private to
/// content/.
namespace dosah::content {

/// The template of a message's part; nothing when there is none. `channel` is email or sms, `part` is ".subject",
/// ".body", ".for_you", or "" for an SMS.
///
/// Asked for in this order, the first that is there is taken:
/// 1. the locale, then what stands in for it;
/// 2. in each the organisation's own folder (organisations/<key>/), then the shipped templates;
/// 3. in each, where easy to read is wanted, names with ".easy", then those without;
/// 4. in each <message>.<family>.<group>, <message>.<family>, <message>.<group>, <message>.
std::optional<std::string> find_wording(const Templates& templates, const std::string& channel,
                                        const InvitationTexts& texts, const std::string& message,
                                        const std::string& part);

/// The layout by its name ("email/layout.html"): the organisation's own or the shipped one.
std::string find_layout(const Templates& templates, const InvitationTexts& texts, const std::string& name);

} // namespace dosah::content
