// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::mime {

/// An unfolded header value as it came in to UTF-8: encoded words (RFC 2047, language suffix of RFC 2231) undone also
/// where they are ill-formed in the usual ways (raw 8-bit or spaces inside, a letter split over two words, glued to a
/// neighbour); raw 8-bit text between them read like a body with no charset. GMime's decoder takes raw bytes inside a
/// word for UTF-8 and answers with mojibake, hence our own. Never throws.
std::string decode_words(std::string_view raw);

} // namespace dosah::mime
