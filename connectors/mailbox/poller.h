// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/settings.h"

#include <memory>
#include <string>

namespace dosah::connectors::mailbox {

constexpr std::size_t message_limit = 32U << 20; ///< a larger message is kept by its beginning ...
constexpr std::size_t cut_to = 256U << 10;       ///< ... of so many bytes

/// A message as it goes to the sink. `cut`: this is its beginning. Its key is the SHA-256 of its bytes: uids name other
/// messages, or the same ones anew, once a mailbox has moved to another server or come back from a backup.
channel::InboundItem mail_item(const std::string& uid, std::string raw, bool cut);

/// Position: "UIDVALIDITY:LASTUID", after each message. Read from the beginning where the server has another
/// UIDVALIDITY or, against RFC 3501 2.3.1.1, goes on below the last uid; the sink drops what it has.
std::shared_ptr<channel::Poller> make_imap_poller(std::int64_t account_id, Settings settings);

/// Position: "pop3:" and the base64 of the first eight bytes of the SHA-256 of each UIDL that is kept already and was
/// on the server when it was last read, every fifty messages. Two messages share them once in many million mailboxes.
std::shared_ptr<channel::Poller> make_pop3_poller(std::int64_t account_id, Settings settings);

} // namespace dosah::connectors::mailbox
