// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"
#include "responses/kind.h"
#include "responses/lexicon.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What a delivery report says of one recipient (RFC 3464, or read out of a non-standard bounce).
struct Report
{
    std::string recipient; ///< lower case; "" when it is not told
    std::string action;    ///< failed, delayed, delivered, relayed, expanded; complained
    std::string status;    ///< "5.1.1"; "" when it is not told
    bool hard = false;     ///< permanent: unknown user or host, moved, not accepting; never for full, expired or 4.x
    std::string
        reason; ///< unknown_user, unknown_host, mailbox_full, policy, spam, expired, moved, too_big, auth, other
    std::string diagnostic; ///< the remote's words
};

struct Classified
{
    Kind kind = Kind::text;
    std::optional<std::string> answer; ///< yes, no, maybe
    std::string text;                  ///< the person's new words, quotation and signature cut
    std::optional<int> people;         ///< with a yes: how many come, when they say so
    bool says_more = false;            ///< with an answer: asks or tells something besides, for a person to read
    bool automatic = false;            ///< written by a machine (RFC 3834 and the like)
    bool may_be_answered = true;       ///< by a machine: RFC 3834, section 2, as far as the mail itself tells
    std::vector<Report> reports;
    std::string envelope_id; ///< of a delivery report: Original-Envelope-Id (RFC 3461), what we sent as ENVID
    std::vector<std::string> references; ///< Message-IDs it is about: In-Reply-To, References, the returned original
};

/// A mail. `locale` is the language of the lexicon to read it by (a campaign's); "" tries all, and is then content
/// with less: words that mean something else in another language do not count.
Classified classify_mail(const mime::ParsedMail& mail, std::string_view locale, const Lexicons& lexicons,
                         Choices choices = Choices::offered);
/// An SMS or other plain text of a person.
Classified classify_text(std::string_view text, std::string_view locale, const Lexicons& lexicons,
                         Choices choices = Choices::offered);

} // namespace dosah::responses
