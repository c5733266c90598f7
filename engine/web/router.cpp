// SPDX-License-Identifier: EUPL-1.2
#include "web/router.h"

#include "base/error.h"
#include "base/log.h"
#include "web/error_page.h"
#include "web/metrics.h"
#include "web/pages.h"
#include "web/session.h"

#include <array>

namespace dosah::web {

namespace {

constexpr std::array table = {
    Route{"GET", "/i/{token}", Access::token, show_invitation},
    Route{"POST", "/i/{token}", Access::token, take_answer},
    Route{"GET", "/i/{token}/thanks", Access::token, show_thanks},
    Route{"GET", "/i/{token}/event.ics", Access::token, event_calendar_file},
    Route{"POST", "/i/{token}/details", Access::token, take_details},
    Route{"GET", "/i/{token}/not-me", Access::token, ask_not_me},
    Route{"POST", "/i/{token}/not-me", Access::token, take_not_me},
    Route{"GET", "/d/{token}", Access::token, ask_data},
    Route{"POST", "/d/{token}", Access::token, send_data},
    Route{"GET", "/d/open/{token}", Access::token, ask_open_data},
    Route{"POST", "/d/open/{token}", Access::token, open_data},
    Route{"POST", "/d/visit/{token}/download", Access::token, download_data},
    Route{"POST", "/d/visit/{token}/correct", Access::token, correct_data},
    Route{"POST", "/d/visit/{token}/erase", Access::token, erase_data},
    Route{"GET", "/u/{token}", Access::token, ask_unsubscribe},
    Route{"POST", "/u/{token}", Access::token, do_unsubscribe},
    Route{"GET", "/p/{token}", Access::token, show_preferences},
    Route{"POST", "/p/{token}", Access::token, save_preferences},
    Route{"GET", "/k", Access::anyone, show_code_form},
    Route{"POST", "/k", Access::anyone, take_code},
    Route{"GET", "/k/{code}", Access::anyone, open_code},
    Route{"GET", "/door/{token}", Access::token, show_door},
    Route{"POST", "/door/{token}", Access::token, enter_door},
    Route{"GET", "/door/{token}/thanks", Access::token, show_door_thanks},
    Route{"GET", "/hooks/{account}/{token}/{path*}", Access::token, take_hook},
    Route{"POST", "/hooks/{account}/{token}/{path*}", Access::token, take_hook},
    Route{"GET", "/health", Access::anyone, show_health},
    Route{"GET", "/metrics", Access::token, show_metrics},
    Route{"GET", "/robots.txt", Access::anyone, serve_robots},
    Route{"GET", "/assets/{path*}", Access::anyone, serve_asset},
    Route{"GET", "/theme/{file}", Access::anyone, serve_theme},
    Route{"GET", "/login", Access::anyone, show_login},
    Route{"POST", "/login", Access::anyone, do_login},
    Route{"POST", "/logout", Access::signed_in, do_logout},
    Route{"GET", "/", Access::signed_in, show_home},
    Route{"GET", "/campaigns", Access::coordinators, list_campaigns},
    Route{"GET", "/campaigns/{id}", Access::coordinators, show_campaign},
    Route{"GET", "/campaigns/{id}/progress", Access::coordinators, campaign_progress_fragment},
    Route{"POST", "/campaigns/{id}/pause", Access::coordinators, pause_campaign_form},
    Route{"POST", "/campaigns/{id}/resume", Access::coordinators, resume_campaign_form},
    Route{"GET", "/campaigns/{id}/cancel", Access::coordinators, ask_cancel_campaign},
    Route{"POST", "/campaigns/{id}/cancel", Access::coordinators, cancel_campaign_form},
    Route{"GET", "/campaigns/{id}/launch", Access::coordinators, ask_launch},
    Route{"POST", "/campaigns/{id}/launch", Access::coordinators, launch_campaign_form},
    Route{"POST", "/campaigns/{id}/submit", Access::coordinators, submit_campaign_form},
    Route{"POST", "/campaigns/{id}/approve", Access::coordinators, approve_campaign_form},
    Route{"POST", "/campaigns/{id}/recall", Access::coordinators, recall_campaign_form},
    Route{"GET", "/campaigns/{id}/event", Access::coordinators, ask_event_change},
    Route{"POST", "/campaigns/{id}/event", Access::coordinators, change_event_form},
    Route{"POST", "/campaigns/{id}/event/decide", Access::coordinators, decide_event_change},
    Route{"GET", "/campaigns/{id}/cancel-event", Access::coordinators, ask_cancel_event},
    Route{"POST", "/campaigns/{id}/cancel-event", Access::coordinators, cancel_event_form},
    Route{"POST", "/campaigns/{id}/waves/{wave}/approve", Access::coordinators, approve_wave_form},
    Route{"POST", "/campaigns/{id}/test", Access::coordinators, send_test_form},
    Route{"GET", "/campaigns/{id}/texts", Access::coordinators, show_texts},
    Route{"POST", "/campaigns/{id}/texts", Access::coordinators, save_texts_form},
    Route{"GET", "/campaigns/{id}/preview", Access::coordinators, show_preview},
    Route{"GET", "/campaigns/{id}/preview.html", Access::coordinators, preview_html},
    Route{"GET", "/campaigns/{id}/reach", Access::coordinators, show_reach},
    Route{"GET", "/campaigns/{id}/reach.csv", Access::coordinators, reach_as_csv},
    Route{"GET", "/campaigns/{id}/reach.json", Access::coordinators, reach_as_json},
    Route{"GET", "/campaigns/{id}/letters", Access::coordinators, show_letters},
    Route{"POST", "/campaigns/{id}/letters", Access::coordinators, print_letters_form},
    Route{"POST", "/campaigns/{id}/letters/slip", Access::coordinators, record_slip_form},
    Route{"GET", "/campaigns/{id}/letters/{print}", Access::coordinators, show_letter_print},
    Route{"GET", "/campaigns/{id}/phone", Access::coordinators, show_phone_list},
    Route{"POST", "/campaigns/{id}/phone", Access::coordinators, record_call_form},
    Route{"GET", "/campaigns/{id}/phone/sheet", Access::coordinators, print_phone_list},
    Route{"GET", "/campaigns/{id}/door", Access::coordinators, show_check_in},
    Route{"POST", "/campaigns/{id}/door", Access::coordinators, check_in_form},
    Route{"GET", "/campaigns/{id}/door/sheet", Access::coordinators, show_door_sheet},
    Route{"GET", "/replies", Access::coordinators, show_replies},
    Route{"POST", "/replies/{id}", Access::coordinators, decide_reply},
    Route{"GET", "/duplicates", Access::coordinators, list_duplicates},
    Route{"POST", "/duplicates/{id}", Access::coordinators, decide_duplicate},
    Route{"GET", "/doubt", Access::coordinators, list_doubt},
    Route{"POST", "/doubt/decide", Access::coordinators, ask_doubt},
    Route{"GET", "/doubt/all", Access::coordinators, ask_all_doubt},
    Route{"POST", "/doubt/settle", Access::coordinators, settle_doubt},
    Route{"GET", "/reports", Access::signed_in, list_reports},
    Route{"GET", "/reports/programmes/{key}", Access::signed_in, show_programme},
    Route{"GET", "/reports/programmes/{key}/{file}", Access::signed_in, download_programme},
    Route{"GET", "/reports/{id}", Access::signed_in, show_report},
    Route{"POST", "/reports/{id}", Access::signed_in, release_report_form},
    Route{"GET", "/reports/{id}/{file}", Access::signed_in, download_report},
    Route{"GET", "/sandbox", Access::coordinators, show_sandbox},
    Route{"GET", "/sandbox/{account}/{file}", Access::coordinators, sandbox_mail},
};

/// Nothing when the request may go on.
std::optional<Response> check_access(Exchange& exchange, const Route& route)
{
    if (route.access == Access::anyone) return std::nullopt;
    if (route.access == Access::token) {
        if (!exchange.shared.wrong_tokens.allows(exchange.request.client)) return too_many_page(exchange);
        return std::nullopt;
    }
    read_session(exchange);
    if (!exchange.user) {
        if (route.method == "GET" && exchange.request.path != "/") {
            const std::string& path = exchange.request.path;
            // A fragment is fetched by script: a redirect would put the sign-in page into the middle of a page.
            if (path.ends_with("/progress")) return text_response("sign in again\n", "text/plain; charset=utf-8", 401);
        }
        return redirect("/login");
    }
    if (route.access == Access::coordinators && exchange.user->role == organisations::Role::evaluator)
        return evaluator_page(exchange);
    if (route.method == "POST" && !form_token_fits(exchange)) return stale_form_page(exchange);
    return std::nullopt;
}

/// What a coordinator has just done shows on the page that they are sent to.
class CountsChange
{
public:
    CountsChange(const Exchange& exchange, bool may_change) : exchange_(exchange), may_change_(may_change) {}
    ~CountsChange()
    {
        if (may_change_ && exchange_.organisation)
            exchange_.shared.counts.drop([&](const auto& key) { return key.first == exchange_.organisation->id; });
    }
    CountsChange(const CountsChange&) = delete;

private:
    const Exchange& exchange_;
    const bool may_change_;
};

Response route_request(Exchange& exchange)
{
    const std::string method = exchange.request.method == "HEAD" ? "GET" : exchange.request.method;
    std::string allowed;
    for (const Route& route : table) {
        auto parameters = match(route.pattern, exchange.request.path);
        if (!parameters) continue;
        if (route.method != method) {
            allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
            continue;
        }
        exchange.parameters = std::move(*parameters);
        exchange.form = exchange.request.form();
        if (auto refused = check_access(exchange, route)) return *refused;
        const CountsChange change(exchange, method == "POST");
        return route.handle(exchange);
    }
    if (!allowed.empty()) {
        Response response = error_page(exchange, ErrorKind::missing);
        response.status = 405;
        response.headers.emplace_back("Allow", allowed);
        return response;
    }
    return error_page(exchange, ErrorKind::missing);
}

} // namespace

std::span<const Route> routes()
{
    return table;
}

std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path)
{
    std::map<std::string, std::string> parameters;
    while (!pattern.empty() && !path.empty()) {
        if (pattern.front() != '{') {
            if (pattern.front() != path.front()) return std::nullopt;
            pattern.remove_prefix(1);
            path.remove_prefix(1);
            continue;
        }
        const std::size_t close = pattern.find('}');
        std::string name(pattern.substr(1, close - 1));
        pattern.remove_prefix(close + 1);
        const bool rest = name.ends_with('*');
        if (rest) name.pop_back();
        const std::size_t end = rest ? path.size() : std::min(path.find('/'), path.size());
        if (end == 0) return std::nullopt;
        parameters[name] = path.substr(0, end);
        path.remove_prefix(end);
    }
    // "/hooks/1/token/" without anything after it is of the pattern too: a transport may be given the bare address.
    if (path.empty() && pattern.starts_with('{') && pattern.ends_with("*}")) {
        parameters[std::string(pattern.substr(1, pattern.size() - 3))] = "";
        return parameters;
    }
    return pattern.empty() && path.empty() ? std::optional(parameters) : std::nullopt;
}

namespace {

Response answer(Shared& shared, const Request& request)
{
    Exchange exchange{shared, request, {}, {}, {}, std::nullopt, std::nullopt};
    try {
        try {
            return route_request(exchange);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::internal || error.kind() == ErrorKind::unavailable)
                log_error("http.request", {{"method", request.method}, {"problem", error.what()}});
            // Who was there when the link was looked up may have been erased since.
            if (error.kind() == ErrorKind::missing && !exchange.user && exchange.parameters.contains("token"))
                return unknown_link_page(exchange);
            return error_page(exchange, error.kind(), error.what());
        }
    } catch (const std::exception& error) {
        // Even the error's page failed (the store away, a template broken): plain words that need nothing.
        log_error("http.request", {{"method", request.method}, {"problem", error.what()}});
        return text_response("Something went wrong. Please try again later.\n", "text/plain; charset=utf-8", 500);
    }
}

} // namespace

Response dispatch(Shared& shared, const Request& request)
{
    const auto begun = std::chrono::steady_clock::now();
    Response response = answer(shared, request);
    count_request(response.status, std::chrono::steady_clock::now() - begun);
    return response;
}

} // namespace dosah::web
