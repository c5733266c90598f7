// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "organisations/connector_account.h"
#include "organisations/user.h"
#include "web/pages.h"

namespace dosah::web {

/// A wrong account and a wrong token look alike from outside.
Response take_hook(Exchange& exchange)
{
    Shared& shared = exchange.shared;
    const auto refuse = [&] {
        shared.wrong_tokens.charge(exchange.request.client);
        return text_response("not found\n", "text/plain; charset=utf-8", 404);
    };
    if (exchange.request.method == "HEAD") return text_response("", "text/plain; charset=utf-8", 405);
    std::int64_t account = 0;
    try {
        account = exchange.number("account");
    } catch (const Error&) {
        return refuse();
    }
    const auto transport = shared.site.transports.find(account);
    const bool known = transport != shared.site.transports.end() && transport->second.webhook;
    const bool fits = constant_time_equal(organisations::webhook_token(shared.services().master, account),
                                          exchange.parameter("token"));
    if (!known || !fits) return refuse();
    channel::WebhookRequest request{exchange.request.method, exchange.parameter("path"), exchange.request.query,
                                    exchange.request.body};
    for (const auto& [name, value] : exchange.form)
        request.query.emplace(name, value);
    try {
        const channel::WebhookReply reply = transport->second.webhook->handle(request, shared.site.inbound);
        return text_response(reply.body, "text/plain; charset=utf-8", reply.status);
    } catch (const Error& error) {
        // Not acknowledged: the transport brings it again.
        log_error("webhook", {{"account", account}, {"problem", error.what()}});
        return text_response("try again later\n", "text/plain; charset=utf-8", 503);
    }
}

Response show_health(Exchange& exchange)
{
    std::vector<std::string> problems;
    try {
        organisations::find_user(exchange.shared.database(), 0); // the cheapest question that the store must answer
    } catch (const std::exception& error) {
        log_error("health", {{"problem", error.what()}});
        problems.emplace_back("the store does not answer");
    }
    if (exchange.shared.site.problems)
        for (const std::string& problem : exchange.shared.site.problems())
            problems.push_back(problem);
    auto answer = json::object();
    answer->set("status", problems.empty() ? "ok" : "problem");
    if (!problems.empty()) {
        auto list = json::array();
        for (const std::string& problem : problems)
            list->add(mask_addresses(problem));
        answer->set("problems", list);
    }
    return text_response(json::write(answer) + "\n", "application/json", problems.empty() ? 200 : 503);
}

} // namespace dosah::web
