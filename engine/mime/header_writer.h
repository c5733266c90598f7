// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/compose.h"

#include <string>
#include <string_view>

namespace dosah::mime {

/// Header fields as they go over the wire: encoded (RFC 2047) where not ASCII, folded, CRLF at the end (RFC 5322). All
/// throw Error(input) for a line break in a value, so that nothing can be injected. Any thread. Private to mime/.

/// Throws Error(input) when it is no lawful name of a header.
void check_header_name(std::string_view name);

/// Text: Subject, List-Unsubscribe and whatever has no structure that a break at a blank would spoil.
void append_header(std::string& out, std::string_view name, std::string_view value);
/// One address with its name; nothing at all when the address is empty.
void append_mailbox(std::string& out, std::string_view name, const Mailbox& mailbox);
/// "<id>".
void append_message_id(std::string& out, std::string_view name, std::string_view id);
void append_date(std::string& out, Instant date);

} // namespace dosah::mime
