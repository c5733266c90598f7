// SPDX-License-Identifier: EUPL-1.2
#include "web/response.h"

#include "base/error.h"

#include <Poco/Net/HTTPResponse.h>

namespace dosah::web {

namespace {

std::string_view policy_text(Policy policy)
{
    switch (policy) {
    case Policy::page:
        return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
               "base-uri 'none'; frame-ancestors 'none'";
    case Policy::console:
        return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
               "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    case Policy::mail:
        return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; form-action 'none'; "
               "base-uri 'none'; frame-ancestors 'self'";
    }
    return "default-src 'none'";
}

} // namespace

Response html_response(std::string body, Policy policy, int status)
{
    Response response;
    response.status = status;
    response.body = std::move(body);
    response.policy = policy;
    return response;
}

Response text_response(std::string body, std::string type, int status)
{
    Response response;
    response.status = status;
    response.type = std::move(type);
    response.body = std::move(body);
    return response;
}

Response redirect(const std::string& location)
{
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", location);
    return response;
}

std::string write_response(const Response& response, bool keep_alive, bool only_head)
{
    std::string bytes =
        "HTTP/1.1 " + std::to_string(response.status) + " " +
        Poco::Net::HTTPResponse::getReasonForStatus(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(response.status)) +
        "\r\n";
    const auto add = [&bytes](std::string_view name, std::string_view value) {
        if (value.find_first_of("\r\n") != std::string_view::npos)
            throw Error(ErrorKind::internal, "line break in header " + std::string(name));
        bytes.append(name).append(": ").append(value).append("\r\n");
    };
    if (response.status != 304) add("Content-Type", response.type);
    add("Content-Length", std::to_string(response.body.size()));
    add("Cache-Control", response.cache);
    add("Content-Security-Policy", policy_text(response.policy));
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Cross-Origin-Opener-Policy", "same-origin");
    if (!response.index) add("X-Robots-Tag", "noindex, nofollow");
    for (const auto& [name, value] : response.headers)
        add(name, value);
    add("Connection", keep_alive ? "keep-alive" : "close");
    bytes += "\r\n";
    if (!only_head) bytes += response.body;
    return bytes;
}

} // namespace dosah::web
