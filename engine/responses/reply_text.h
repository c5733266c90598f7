// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "mime/parse.h"

#include <string>
#include <string_view>

namespace dosah::responses {

/// The new words of a reply: quoted lines, attribution lines ("Dne ... napsal(a):", also wrapped), header blocks of the
/// original, signatures after "-- " and the lines mobile programs add are cut; words between quoted lines stay.
/// Forwarded text stays too: it was sent on purpose. Works on lines, in time linear in the text.
std::string new_words(std::string_view text);

/// The same for a mail: by its text, or by its HTML with what mail programs mark as quotation taken out.
std::string new_words(const mime::ParsedMail& mail);

/// HTML without the elements that hold a quoted original (gmail_quote, divRplyFwdMsg, ...).
std::string without_quoted_html(std::string_view html);

} // namespace dosah::responses
