// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::channel {

/// What a message travels by. A letter has no connector: it is planned like the others and waits until a coordinator
/// prints it (campaigns/letters.h). Telephone calls are answers' channels only (responses).
enum class Channel { email, sms, letter };

/// All of them.
inline constexpr Channel all_channels[] = {Channel::email, Channel::sms, Channel::letter};

std::string_view to_string(Channel channel);
/// Throws Error(input) for any other word.
Channel channel_from(std::string_view word);

/// One message ready for the wire. A connector looks at nothing else.
struct OutgoingMessage
{
    std::int64_t attempt_id = 0;   ///< which attempt its outcome belongs to
    std::string attempt_reference; ///< unguessable, unique; a receipt that brings it back names this attempt
    std::string recipient;         ///< email address, or E.164 number
    std::string sender;            ///< email: envelope sender (bounces go there); SMS: sender number or name

    /// Email: the whole message (RFC 5322), CRLF line ends, at most 998 octets a line.
    /// SMS: the text as it shall be read, UTF-8, NFC, already stripped where the campaign asks for it.
    std::string content;

    bool unicode = false;             ///< SMS: must go as UCS-2; false: all of it is GSM-7
    int parts = 1;                    ///< SMS: how many parts it counts
    std::chrono::seconds validity{0}; ///< SMS: give up delivering after this; 0: the operator's own limit
};

/// What came of handing a message over. The word carries the decision; policy is applied in delivery/ alone.
enum class OutcomeKind {
    accepted,         ///< the other side took responsibility (250, 202)
    later,            ///< definite temporary refusal: nothing was taken, try again
    rejected,         ///< definite permanent refusal of this message
    address_dead,     ///< definite: this address does not exist or does not take mail
    connector_broken, ///< nothing was taken and nothing will be until an operator mends it (login, certificate)
    unknown,          ///< it may or may not have been taken: in doubt
};

std::string_view to_string(OutcomeKind kind);

struct Outcome
{
    OutcomeKind kind = OutcomeKind::unknown;
    std::string code;                                ///< short: "550 5.1.1", "http 503", "connect"; for grouping
    std::string text;                                ///< the remote's own words, as they are
    std::string remote_id;                           ///< the remote's id, where it gave one
    std::optional<std::chrono::seconds> retry_after; ///< when the remote said so
    bool handed = false; ///< set by whoever reports it: were bytes sent that could have made it accept?
};

} // namespace dosah::channel
