// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"
#include "delivery/sent.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

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
    Instant due_at;     ///< or its latest try
    std::string domain; ///< of an email's recipient; "" otherwise
};

/// What is to go out, and what is kept of it.
struct Composed
{
    std::string sender;  ///< email: envelope sender; SMS: sender number or name
    std::string content; ///< channel/message.h
    bool unicode = false;
    int parts = 1;
    Sent sent; ///< what is kept of it
    std::string content_version;
    /// Messages that it was to carry (delivery/carried.h) and whose people are not in it, each with the reason.
    std::vector<std::pair<std::int64_t, std::string>> left_out = {};
};

/// Not to be sent after all. reason: opt_out, no_legal_basis, erased, answered, cancelled, no_content ...
struct Skip
{
    std::string reason;
};

/// Could not be written now; it is tried again later.
struct NotComposed
{
    std::string problem;
};

using Composition = std::variant<Composed, Skip, NotComposed>;

/// Writes claimed messages for their people. Declared here, implemented by campaigns/. Called from several threads.
class Composer
{
public:
    virtual ~Composer() = default;
    /// One answer a claim, in their order. What all of them need from the store is read for all at once. An exception
    /// keeps all of them queued for a later attempt: one that fails alone is NotComposed.
    virtual std::vector<Composition> compose(std::span<const Claim> claims) = 0;
};

/// When waves may go out. Declared here, implemented by campaigns/. Any thread, often: keep what is read.
class Hours
{
public:
    virtual ~Hours() = default;
    /// Nothing: the organisation's waves may go out by this channel now. Else the end of the quiet time that now lies
    /// in. Confirmations and acknowledgements answer what a person just did and go out at any hour.
    virtual std::optional<Instant> quiet_until(std::int64_t organisation_id, channel::Channel channel, Instant now) = 0;
};

} // namespace dosah::delivery
