// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/connector.h"
#include "mime/parse.h"

#include <optional>
#include <string_view>

namespace dosah::responses {

/// A date as mails and IMAP write it: "Mon, 17 Jul 1996 02:44:25 -0700 (PDT)", "17-Jul-1996 02:44:25 +0000" (RFC 5322,
/// 3.3 and 4.3; RFC 3501). Nothing when it is none.
std::optional<Instant> read_mail_date(std::string_view text);

/// When a mail arrived: what the mailbox says (field "internaldate" of the item), else the uppermost Received line,
/// which the last server before us wrote; never later than `taken`, when we took it in, and that when neither says.
/// Seconds are all they tell: of two messages of one second the one taken in later counts as the later one.
Instant arrival_of(const channel::InboundItem& item, const mime::ParsedMail& mail, Instant taken);

} // namespace dosah::responses
