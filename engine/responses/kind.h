// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace dosah::responses {

/// What an inbound message is; decided in this order.
enum class Kind {
    bounce,
    delayed,
    delivered,
    complaint,
    unsubscribe, ///< mail to the List-Unsubscribe address
    calendar_reply,
    auto_reply,
    challenge,
    opt_out,
    start,
    help,
    answer,
    text, ///< anything else a person wrote: to the inbox, never guessed
};

std::string_view to_string(Kind kind);

} // namespace dosah::responses
