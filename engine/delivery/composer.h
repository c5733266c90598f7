// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace dosah::delivery {

/// A message that a dispatcher has claimed.
struct Claim
{
    std::int64_t message_id = 0;
    std::int64_t organisation_id = 0;
    std::int64_t contact_id = 0;
    std::optional<std::int64_t> invitation_id;
    std::string purpose; ///< wave, confirmation, ...
    std::string wave;    ///< invitation, reminder ...; "" outside a wave
    channel::Channel channel = channel::Channel::email;
    std::string address;
    std::string locale;
    std::string reference; ///< Message-ID's left part; stays over all attempts
    int attempt = 1;
    std::int64_t attempt_id = 0;
    std::string attempt_reference;
    std::string claim_id; ///< of this claim alone: whoever holds another one may not hand the message over
    std::optional<Instant> not_after;
};

/// What is to go out, and what is kept of it.
struct Composed
{
    std::string sender;  ///< email: envelope sender; SMS: sender number or name
    std::string content; ///< channel/message.h
    bool unicode = false;
    int parts = 1;
    std::string subject; ///< kept for the timeline
    std::string text;    ///< kept for the timeline
    std::string content_version;
};

/// Not to be sent after all. reason: opt_out, no_legal_basis, erased, answered, cancelled, no_content ...
struct Skip
{
    std::string reason;
};

/// Writes a claimed message for its person. Declared here, implemented by campaigns/. Called from several threads.
/// An exception keeps the message queued for a later attempt.
class Composer
{
public:
    virtual ~Composer() = default;
    virtual std::variant<Composed, Skip> compose(const Claim& claim) = 0;
};

} // namespace dosah::delivery
