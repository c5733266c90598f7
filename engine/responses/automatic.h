// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"
#include "responses/classify.h"

#include <optional>
#include <string>
#include <string_view>

namespace dosah::responses {

/// auto_reply or challenge when a machine wrote the mail, by RFC 3834, RFC 2076's Precedence, the headers vendors use,
/// and the subjects and sentences of vacation programs in cs, nb, nn, en, de. `new_text` is the mail's own words.
/// X-Auto-Response-Suppress alone means nothing: Outlook sets it on what people write.
std::optional<Kind> automatic_kind(const mime::ParsedMail& mail, std::string_view new_text);

/// Mail of the known challenge services, some of which dress it up as a delivery report.
bool is_challenge_service(const mime::ParsedMail& mail);

/// Whether no machine may answer: automatic, or from a list, a system address or an address that takes no mail.
bool must_not_be_answered(const mime::ParsedMail& mail);

/// Whether a machine may answer, as far as the mail tells (RFC 3834, section 2): not what must_not_be_answered() says,
/// not what a notification's address sent, not what asks for it (X-Auto-Response-Suppress: All, OOF or AutoReply, see
/// MS-OXCMAIL), not what somebody sent to themselves, and there must be an address to answer to.
bool may_be_answered(const mime::ParsedMail& mail);

} // namespace dosah::responses
