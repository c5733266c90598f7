// SPDX-License-Identifier: EUPL-1.2
#include "channel/message.h"

#include "base/error.h"

namespace dosah::channel {

std::string_view to_string(Channel channel)
{
    switch (channel) {
    case Channel::email:
        return "email";
    case Channel::sms:
        return "sms";
    case Channel::letter:
        return "letter";
    }
    return "letter";
}

Channel channel_from(std::string_view word)
{
    for (const Channel channel : all_channels)
        if (word == to_string(channel)) return channel;
    throw input_error("unknown channel \"" + std::string(word) + "\" (email, sms, letter)");
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
