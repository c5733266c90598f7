// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dosah::web {

/// One request, read whole. Names of headers are in lower case.
struct Request
{
    std::string method;
    std::string target;                       ///< as sent: path and query
    std::string path;                         ///< percent-decoded, valid UTF-8, no control characters
    std::map<std::string, std::string> query; ///< decoded; of a repeated name the first
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string client; ///< address of who asks, for limits; never logged
    bool keep_alive = true;

    std::string header(std::string_view name) const; ///< "" when there is none
    /// Of a application/x-www-form-urlencoded body; empty for any other.
    std::map<std::string, std::string> form() const;
    std::string cookie(std::string_view name) const;
};

/// What cannot be served at all: the connection is closed after the status.
struct Refusal
{
    int status = 400;
    std::string reason; ///< English, for whoever sent it
};

/// What the head of a request says, and how long its body is.
struct Head
{
    Request request;
    std::size_t length = 0; ///< of the body, in bytes
    bool expects_continue = false;
};

constexpr std::size_t head_limit = 32 * 1024;
constexpr std::size_t target_limit = 8 * 1024;
constexpr std::size_t header_count_limit = 100;

/// Reads a request's head (RFC 9112), everything up to and with the empty line. Strict, because what two programs read
/// differently can be used to smuggle: exactly one Host, at most one Content-Length and that in digits, no
/// Transfer-Encoding (411), no folded lines, no bare CR or LF, no NUL, only GET, HEAD and POST.
std::variant<Head, Refusal> parse_head(std::string_view head, std::size_t body_limit);

/// "a=1&b=two+words"; of a repeated name the first counts. Ill-formed UTF-8 is repaired.
std::map<std::string, std::string> parse_form(std::string_view text);

/// Undoes %XX; nothing when one is not hexadecimal.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// The first of the wanted languages (RFC 9110 Accept-Language, by weight) that we have; "no" stands for nb.
std::optional<std::string> accepted_locale(std::string_view accept_language);

} // namespace dosah::web
