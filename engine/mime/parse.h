// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dosah::mime {

/// One leaf of a mail, or an embedded message.
struct Part
{
    std::string type;    ///< "text/plain", lower case
    std::string charset; ///< as declared, lower case; may be empty or wrong
    std::string method;  ///< text/calendar: its method parameter
    std::string name;    ///< file name, decoded
    bool attachment = false;
    std::string
        content; ///< transfer encoding undone; text/*: UTF-8 (wrong charset: guessed, never lost), lines ended by LF
    bool format_flowed = false;
    bool delsp = false;
};

/// A mail taken apart. Addresses are bare and in lower case where it says address.
struct ParsedMail
{
    std::vector<std::pair<std::string, std::string>> headers; ///< name as written, value decoded to UTF-8 and unfolded
    std::vector<Part> parts; ///< the leaves in order, those of embedded messages not among them; in place of a
                             ///< winmail.dat what is in it (mime/tnef.h)
    std::vector<Part>
        reports;            ///< every message/* (delivery-status, feedback-report, rfc822 ...) and text/rfc822-headers
    bool truncated = false; ///< a limit cut it: too many parts, too deep, too large

    /// The first header of that name, case ignored; "" when there is none.
    std::string header(std::string_view name) const;
    std::vector<std::string> all_headers(std::string_view name) const;
    std::string from_address() const;
    std::string to_address() const;
    /// The words: the text/plain parts (format=flowed joined), else the HTML turned into text.
    std::string text() const;
};

/// Never throws and never takes more than a few times the input's memory, whatever the input: what cannot be understood
/// is left out. Bounded: 64 levels, 1,000 parts (and 200 files of a winmail.dat), 32 MiB.
ParsedMail parse(std::string_view raw);

/// Text for reading out of HTML: blocks become lines, links keep their text, style and script go, the lines of a
/// blockquote begin with "> ".
std::string html_to_text(std::string_view html);

} // namespace dosah::mime
