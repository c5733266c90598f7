// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// What an inbound message is; decided in this order.
enum class Kind {
    bounce,
    delayed,
    delivered,
    complaint,
    unsubscribe, ///< mail to the List-Unsubscribe address
    calendar_reply,
    auto_reply,
    challenge,
    opt_out,
    start,
    help,
    answer,
    text, ///< anything else a person wrote: to the inbox, never guessed
};

std::string_view to_string(Kind kind);

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
    bool automatic = false;            ///< written by a machine (RFC 3834 and the like): never answer it by machine
    std::vector<Report> reports;
    std::vector<std::string> references; ///< Message-IDs it is about: In-Reply-To, References, the returned original
};

/// A mail. `locale` is the language of the lexicon to read it by (a campaign's); "" tries all, and is then content
/// with less: words that mean something else in another language do not count.
Classified classify_mail(const mime::ParsedMail& mail, std::string_view locale);
/// An SMS or other plain text of a person.
Classified classify_text(std::string_view text, std::string_view locale);

} // namespace dosah::responses
