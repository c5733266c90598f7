// SPDX-License-Identifier: EUPL-1.2
#include "web/error_page.h"

#include "web/console_page.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

/// `word` names the texts: console.error.WORD.title and .text, and the same under public.
Response page(Exchange& exchange, const std::string& word, int status, const std::string& detail = "")
{
    const std::string prefix = exchange.user ? "console.error." : "public.error.";
    const std::string title = exchange.text(prefix + word + ".title");
    content::View view = exchange.user ? console_view(exchange, title, "") : public_view(exchange, nullptr, title, "");
    view.set("title", title);
    view.set("text", exchange.text(prefix + word + ".text"));
    view.set("detail", exchange.user ? detail : std::string());
    view.set("has_detail", exchange.user && !detail.empty());
    return exchange.user ? console_response(exchange, "console/message.html", view, status)
                         : public_response(exchange, "public/message.html", view, status);
}

} // namespace

int status_of(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::input:
        return 400;
    case ErrorKind::missing:
        return 404;
    case ErrorKind::conflict:
        return 409;
    case ErrorKind::unavailable:
        return 503;
    case ErrorKind::internal:
        return 500;
    }
    return 500;
}

Response error_page(Exchange& exchange, ErrorKind kind, const std::string& detail)
{
    const bool shown = kind == ErrorKind::input || kind == ErrorKind::conflict;
    return page(exchange, std::string(to_string(kind)), status_of(kind), shown ? detail : std::string());
}

Response unknown_link_page(Exchange& exchange)
{
    exchange.shared.wrong_tokens.charge(exchange.request.client);
    return page(exchange, "link", 404);
}

Response test_link_page(Exchange& exchange)
{
    const std::string title = exchange.text("public.test.title");
    content::View view = public_view(exchange, nullptr, title, "");
    view.set("title", title);
    view.set("text", exchange.text("public.test.text"));
    view.set("detail", std::string());
    view.set("has_detail", false);
    return public_response(exchange, "public/message.html", view, 200);
}

Response too_many_page(Exchange& exchange)
{
    Response response = page(exchange, "too_many", 429);
    response.headers.emplace_back("Retry-After", "60");
    return response;
}

Response stale_form_page(Exchange& exchange)
{
    return page(exchange, "stale_form", 403);
}

Response evaluator_page(Exchange& exchange)
{
    return page(exchange, "evaluator", 403);
}

} // namespace dosah::web
