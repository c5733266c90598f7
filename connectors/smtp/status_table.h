// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/message.h"

#include <string_view>

namespace dosah::connectors::smtp {

/// Where in the dialogue a reply came; the same code means different things at different places.
enum class Stage { connect, login, sender, recipient, data, content };

/// What a 4xx or 5xx means for the message: the first fitting row of the table in status_table.cpp, which is made of
/// RFC 5321 4.2.3, the IANA registry of enhanced status codes (RFC 5248) and RFC 4954 6. enhanced is "5.1.1", or ""
/// when the server gave none; then, of 550 and 553, the words decide whether the address is dead.
channel::OutcomeKind kind_of_refusal(int code, std::string_view enhanced, std::string_view words, Stage stage);

} // namespace dosah::connectors::smtp
