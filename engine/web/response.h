// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dosah::web {

/// Which Content-Security-Policy an answer carries.
enum class Policy {
    page,    ///< recipients' pages: own style sheet and forms, no script
    console, ///< besides: own scripts, fonts and fragments
    mail,    ///< a captured mail's HTML: sandboxed, inline styles, nothing else
};

struct Response
{
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    std::string body;
    Policy policy = Policy::page;
    std::string cache = "no-store";                           ///< Cache-Control
    bool index = false;                                       ///< may search engines keep it
    std::vector<std::pair<std::string, std::string>> headers; ///< further ones
};

Response html_response(std::string body, Policy policy, int status = 200);
Response text_response(std::string body, std::string type, int status = 200);
/// 303: what follows a POST that was done. `location` is a path of ours; CR and LF in it are an Error(internal).
Response redirect(const std::string& location);

/// The bytes for the wire. With `only_head` (HEAD) the body is left out but counted.
std::string write_response(const Response& response, bool keep_alive, bool only_head);

} // namespace dosah::web
