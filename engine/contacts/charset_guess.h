// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace dosah::contacts {

/// The charset a file of people's names was most likely written in: "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1250",
/// "ISO-8859-2", "Windows-1252" or "ISO-8859-1".
///
/// A byte order mark decides, then well-formed UTF-8. Otherwise each pair of language and charset (Czech in
/// Windows-1250 or ISO-8859-2, Norwegian in Windows-1252 or ISO-8859-1) is scored by how frequent the letters are in
/// that language that the bytes would be, with a heavy penalty for control characters and for signs inside words
/// (natural logarithms; a naive Bayes classifier). The organisation's country (ISO 3166) is the prior, worth a few
/// letters. Only the first megabyte is looked at. Where two charsets read the bytes alike, the narrower name wins for
/// western ones and Windows-1250 for central European ones. Deterministic.
std::string guess_charset(std::string_view bytes, const std::string& country);

/// How many bytes at the front are the mark of the charset.
std::size_t byte_order_mark_length(std::string_view bytes);

} // namespace dosah::contacts
