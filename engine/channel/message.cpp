// SPDX-License-Identifier: EUPL-1.2
#include "channel/message.h"

#include "base/error.h"

namespace dosah::channel {

std::string_view to_string(Channel channel)
{
    return channel == Channel::email ? "email" : "sms";
}

Channel channel_from(std::string_view word)
{
    if (word == "email") return Channel::email;
    if (word == "sms") return Channel::sms;
    throw input_error("unknown channel \"" + std::string(word) + "\" (email, sms)");
}

std::string_view to_string(OutcomeKind kind)
{
    switch (kind) {
    case OutcomeKind::accepted:
        return "accepted";
    case OutcomeKind::later:
        return "later";
    case OutcomeKind::rejected:
        return "rejected";
    case OutcomeKind::address_dead:
        return "address_dead";
    case OutcomeKind::connector_broken:
        return "connector_broken";
    case OutcomeKind::unknown:
        return "unknown";
    }
    return "unknown";
}

} // namespace dosah::channel
