// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>

namespace dosah::delivery {

/// What a receipt or a delivery report says of a message.
enum class ReceiptStatus { delivered, bounced, failed, delayed };

struct Receipt
{
    ReceiptStatus status = ReceiptStatus::delayed;
    std::string attempt_reference;          ///< names the attempt, or
    std::string message_reference;          ///< names the message (the left part of its Message-ID)
    std::optional<std::int64_t> message_id; ///< the message, when the caller knows it already; what the attempt's
                                            ///< reference names beside it counts only if it is one of this message's
    std::string code;                       ///< "5.1.1", "2"
    std::string text;                       ///< the remote's words
};

/// Which message it is about; nothing when neither reference is known. One that was for several people is known as long
/// as one of them is not erased.
std::optional<std::int64_t> receipt_message(store::Session& session, std::int64_t organisation_id,
                                            const Receipt& receipt);

/// Whether it names a message whose person was erased since, with everybody whom it carried: it moves nothing, and its
/// words are to be kept nowhere.
bool names_erased(store::Session& session, std::int64_t organisation_id, const Receipt& receipt);

/// Moves the message if the table allows it. Idempotent, order-free, never backwards: true when it moved something.
/// A receipt of an earlier attempt counts only when it says delivered. Its words are not kept where the message's own
/// person is erased and it counts for others. Inside a transaction of the caller's.
bool apply_receipt(store::Session& session, std::int64_t organisation_id, const Receipt& receipt, Instant now);

} // namespace dosah::delivery
