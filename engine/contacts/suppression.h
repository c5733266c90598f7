// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dosah::contacts {

/// Why an address gets nothing more. It belongs to the address, not the person: a re-import or a second person on the
/// same phone cannot undo it.
enum class SuppressionReason { opt_out, complaint, hard_bounce, soft_bounces, by_hand };

std::string_view to_string(SuppressionReason reason);
SuppressionReason suppression_reason_from(std::string_view word); ///< throws Error(input) naming the known words

struct Suppression
{
    SuppressionReason reason = SuppressionReason::by_hand;
    std::string source; ///< where it came from: "sms", "web", "bounce 5.1.1" ...
    Instant since;
};

/// Address normalised (contacts/address.h). An opt-out or complaint is never weakened by anything later and keeps its
/// date; what was entered by hand gives way to these alone. A bounce is replaced by a stronger or newer reason, but not
/// by soft bounces.
void suppress(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
              const std::string& address, SuppressionReason reason, const std::string& source, Instant now);
/// Lifted only by the person (START, /p), never by an import. Bounces are lifted when the address is corrected.
void lift_suppression(store::Session& session, std::int64_t organisation_id, channel::Channel channel,
                      const std::string& address);
std::optional<Suppression> find_suppression(store::Session& session, std::int64_t organisation_id,
                                            channel::Channel channel, const std::string& address);
/// Every address the contact has, on every channel. An opt-out or complaint is also remembered with the person: what
/// an import adds later is suppressed too.
void suppress_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                      SuppressionReason reason, const std::string& source, Instant now);
/// The person says START: their opt-out is forgotten, at every address they have.
void lift_opt_out(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);

} // namespace dosah::contacts
