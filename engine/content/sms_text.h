// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dosah::content {

enum class SmsEncoding { gsm7, ucs2 };

/// How the parts of a longer SMS are told apart (3GPP TS 23.040, 9.2.3.24.1 and .8): a reference of 8 bits leaves 153
/// septets or 67 UTF-16 units a part, one of 16 bits 152 or 66.
enum class SmsReference { bits8, bits16 };

/// An SMS as it will go out, and what it costs (3GPP TS 23.038, 23.040).
struct SmsText
{
    std::string text; ///< NFC; stripped when that was asked for
    SmsEncoding encoding = SmsEncoding::gsm7;
    int units = 0; ///< septets (extension characters two) or UTF-16 units, padding at part ends not counted
    int parts = 0; ///< 160/153 septets, 70/67 units a part; no escape and no sign of several units (emoji) is split
                   ///< unless it is longer than a part; an empty SMS is one
};

/// "GSM-7" or "UCS-2".
std::string_view to_string(SmsEncoding encoding);

/// Counts; with `strip`, first replaces what GSM-7 lacks: own map for punctuation, then Latin-ASCII per character
/// (what GSM-7 has, such as é or ø, stays). If something without a replacement is left, the text is not stripped at all
/// but goes as UCS-2 whole, so that a name is never half bare.
SmsText measure_sms(std::string_view text, bool strip, SmsReference reference = SmsReference::bits8);

/// The characters of a text that GSM-7 lacks, each once, in their order: what makes it UCS-2.
std::vector<std::string> unicode_characters(std::string_view text);

} // namespace dosah::content
