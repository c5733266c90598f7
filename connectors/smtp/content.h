// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::connectors::smtp {

/// The content as it goes over the wire, with the final dot (RFC 5321 4.5.2). A lone CR or LF becomes CRLF, so that no
/// server can see an end where another saw none; a line that begins with a dot gets a second one.
std::string wire_content(std::string_view content);

/// Has it a byte above 127? Then the server must offer 8BITMIME.
bool is_eight_bit(std::string_view text);

/// Can it stand between the angle brackets of MAIL and RCPT?
bool is_path_safe(std::string_view address);

} // namespace dosah::connectors::smtp
