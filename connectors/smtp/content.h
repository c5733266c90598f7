// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::connectors::smtp {

/// Appends the content as it goes over the wire. A lone CR or LF becomes CRLF, so that no server can see an end where
/// another saw none; the last line is ended. One pass, lines that are right as they are go in one piece.
enum class Dots {
    stuffed, ///< for DATA: a line that begins with a dot gets a second one (RFC 5321 4.5.2)
    plain,   ///< for BDAT: the length says where it ends (RFC 3030)
};
void append_content(std::string& out, std::string_view content, Dots dots);

/// Has it a byte above 127? Then the server must offer 8BITMIME.
bool is_eight_bit(std::string_view text);

/// Can it stand between the angle brackets of MAIL and RCPT?
bool is_path_safe(std::string_view address);

/// xtext of RFC 3461 4: what is not printable ASCII, and '+' and '=', become "+" and two hexadecimal digits.
void append_xtext(std::string& out, std::string_view text);

/// The address type and address of ORCPT: "rfc822;" in xtext, or, with letters beyond ASCII, "utf-8;" (RFC 6533 3).
void append_original_recipient(std::string& out, std::string_view address);

} // namespace dosah::connectors::smtp
