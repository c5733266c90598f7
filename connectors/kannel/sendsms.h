// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/settings.h"

#include <optional>
#include <string>

namespace dosah::connectors::kannel {

/// Writes the requests to Kannel's sendsms service (Kannel 1.4.5 user guide, "SMS Push"); what is the same in all of
/// them is written once. Any thread.
class Requests
{
public:
    explicit Requests(const Settings& settings);

    /// The bytes that send one message; each value encoded once, Kannel's own escapes in the dlr-url included.
    std::string sendsms(const channel::OutgoingMessage& message) const;
    /// Logs in and names no receiver: Kannel answers 400 when the login is right and sends nothing.
    std::string probe() const;

private:
    std::string begin_;   ///< the request line up to the login
    std::string fixed_;   ///< what is the same of every message
    std::string receipt_; ///< dlr-mask and dlr-url up to the attempt; "" when no receipts are asked for
    std::string sender_;
    std::string end_; ///< from the request line's end
};

/// Kannel cuts a long UCS-2 text after each 67 units (3GPP TS 23.040 with an 8-bit reference), also through a sign of
/// several units such as an emoji, which some phones show as boxes then. Spaces fill the part up before such a sign, as
/// its parts were counted. UTF-8 in and out.
std::string whole_signs(const std::string& content);

/// What Kannel would take and spoil: text that is empty or no UTF-8 goes out as "???", several numbers as several
/// messages. Nothing when the message is in order.
std::optional<channel::Outcome> unsendable(const channel::OutgoingMessage& message);

/// What Kannel's answer means (gw/smsbox.c). 202: taken or queued. 400, and 403 with "Not routable": this message is
/// refused. Other 403, 401, 404, 3xx: an operator must look. 429 and 503: later. Every other answer may come from
/// something between us and Kannel, or from the middle of a message in parts: unknown.
channel::Outcome outcome_of(int status, const std::string& body, const std::string& retry_after);

} // namespace dosah::connectors::kannel
