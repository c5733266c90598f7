// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::mime {

/// Undoes the compression of RTF in Exchange's mails ([MS-OXRTFCP]: LZFu, and MELA, which compresses nothing). At most
/// `limit` bytes come out, what would follow is left off. Nothing when it is neither. The checksum is not looked at: a
/// damaged text is better than none.
std::optional<std::string> decompress_rtf(std::string_view compressed, std::size_t limit);

/// The words of RTF as UTF-8, paragraphs ended by LF; fonts, styles, pictures and every destination that is marked as
/// one that may be ignored go, with that the tags of HTML that was wrapped in RTF ([MS-OXRTFEX]).
std::string rtf_to_text(std::string_view rtf);

} // namespace dosah::mime
