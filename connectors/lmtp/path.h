// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::connectors::lmtp {

/// What follows MAIL or RCPT (RFC 5321, 4.1.2): "FROM:<jana@obec.test> SIZE=120 BODY=8BITMIME".
struct Path
{
    std::string address;                           ///< "" for <>; a source route is left off
    std::map<std::string, std::string> parameters; ///< names in upper case
};

/// `keyword` is FROM or TO. Nothing when it is ill-formed: a space, a control character, no brackets, an address of
/// more than 512 bytes or that is not UTF-8.
std::optional<Path> read_path(std::string_view words, std::string_view keyword);

} // namespace dosah::connectors::lmtp
