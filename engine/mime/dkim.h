// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/signing_key.h"

#include <span>
#include <string>
#include <string_view>

namespace dosah::mime {

/// DomainKeys Identified Mail (RFC 6376, RFC 8301, RFC 8463): signing, canonicalisation relaxed/relaxed.

/// Who signs: the key whose public half is published at <selector>._domainkey.<domain>.
struct DkimSigner
{
    std::string domain;   ///< d=
    std::string selector; ///< s=
    SigningKey key;       ///< a=rsa-sha256 or a=ed25519-sha256
};

/// A DKIM-Signature field (folded, CRLF at its end) of each signer, to be put before a mail as compose() writes it;
/// each is independent of the other. Signed is what identifies the mail and how it can be answered, stopped and read:
/// From, To, Subject, Date, Message-ID, Reply-To, In-Reply-To, References, MIME-Version, Content-Type,
/// Content-Transfer-Encoding, Content-Language, List-Id, List-Unsubscribe, List-Unsubscribe-Post (RFC 8058 section 4),
/// Auto-Submitted and Feedback-ID as far as they are there; and that no further From, To, Subject, Date and Reply-To is
/// added (section 8.15). The whole body is signed (no l=). Any thread. Throws Error(internal) for a mail without a
/// From.
std::string dkim_signatures(std::string_view mail, std::span<const DkimSigner> signers, Instant now);

/// Section 3.4.2: one header field with its line end ("Subject: x\r\n y\r\n") in its canonical form ("subject:x
/// y\r\n").
std::string relaxed_header(std::string_view field);
/// Section 3.4.4: a body with CRLF line ends in its canonical form.
std::string relaxed_body(std::string_view body);

} // namespace dosah::mime
