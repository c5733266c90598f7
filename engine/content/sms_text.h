// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::content {

enum class SmsEncoding { gsm7, ucs2 };

/// An SMS as it will go out, and what it costs (3GPP TS 23.038, 23.040; 8-bit concatenation reference).
struct SmsText
{
    std::string text; ///< NFC; stripped when that was asked for
    SmsEncoding encoding = SmsEncoding::gsm7;
    int units = 0; ///< septets (extension characters two) or UTF-16 units, padding at part ends not counted
    int parts = 0; ///< 160/153 septets, 70/67 units a part; no escape or surrogate pair is split; "" has 0
};

/// "GSM-7" or "UCS-2".
std::string_view to_string(SmsEncoding encoding);

/// Counts; with `strip`, first replaces what GSM-7 lacks: own map for punctuation, then Latin-ASCII per character
/// (what GSM-7 has, such as é or ø, stays). If something without a replacement is left, the text is not stripped at all
/// but goes as UCS-2 whole, so that a name is never half bare.
SmsText measure_sms(std::string_view text, bool strip);

} // namespace dosah::content
