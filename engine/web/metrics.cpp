// SPDX-License-Identifier: EUPL-1.2
#include "web/metrics.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/log.h"
#include "delivery/state.h"
#include "web/exchange.h"
#include "web/pages.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace dosah::web {

namespace {

double seconds(std::chrono::microseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// 0 when nothing waits; a clock that was set back does not make it negative.
double age(const std::optional<Instant>& since, Instant now)
{
    return since ? std::max(0.0, seconds(now - *since)) : 0;
}

MetricFamily one(const std::string& name, const std::string& help, double value, const Labels& labels = {})
{
    return {name, help, MetricKind::gauge, {{"", labels, value}}};
}

/// The start of this process in seconds since 1970, as near as its own first look at the clock.
const double started = seconds(SystemClock().now().time_since_epoch());

} // namespace

bool may_see_metrics(const Request& request, const std::string& token)
{
    if (!token.empty()) {
        const std::string given = request.header("authorization");
        const std::string bearer = "Bearer ";
        return given.starts_with(bearer) && constant_time_equal(given.substr(bearer.size()), token);
    }
    for (const char* proxied : {"x-forwarded-for", "forwarded", "x-real-ip", "via"})
        if (!request.header(proxied).empty()) return false;
    return request.client == "127.0.0.1" || request.client == "::" || request.client == "::1"; // ::/64 of loopback
}

std::vector<MetricFamily> outbox_families(const delivery::Figures& figures, Instant now)
{
    MetricFamily depth{"dosah_messages", "Messages that are not settled, by state and channel.", MetricKind::gauge, {}};
    MetricFamily doubt{
        "dosah_in_doubt_messages", "Messages of which nobody can know whether they went out.", MetricKind::gauge, {}};
    for (const channel::Channel channel : {channel::Channel::email, channel::Channel::sms}) {
        const std::string name(to_string(channel));
        using enum delivery::State;
        for (const delivery::State unsettled : {planned, queued, claimed, handed, in_doubt}) {
            const std::string state(to_string(unsettled));
            const auto found = figures.depths.find({channel, state});
            const double count = found == figures.depths.end() ? 0 : static_cast<double>(found->second);
            depth.samples.push_back({"", {{"channel", name}, {"state", state}}, count});
            if (state == "in_doubt") doubt.samples.push_back({"", {{"channel", name}}, count});
        }
    }
    MetricFamily oldest{"dosah_oldest_due_seconds",
                        "How long the longest waiting message that may go out has been due, by connector account.",
                        MetricKind::gauge,
                        {}};
    for (const delivery::Figures::Account& account : figures.accounts)
        oldest.samples.push_back({"",
                                  {{"account", std::to_string(account.id)}, {"connector", account.connector}},
                                  age(account.oldest_due, now)});
    return {depth, doubt, oldest,
            one("dosah_oldest_unreleased_seconds",
                "How long the longest waiting planned message has been due: the scheduler's delay.",
                age(figures.oldest_unreleased, now))};
}

std::vector<MetricFamily> process_families()
{
    std::vector<MetricFamily> families = {
        one("dosah_build_info", "The program that answers.", 1,
            {{"compiler", __VERSION__}, {"version", DOSAH_VERSION}}),
        one("process_start_time_seconds", "Start of the process in seconds since 1970.", started)};
    std::ifstream memory("/proc/self/statm");
    long long size = 0;
    long long resident = 0;
    if (memory >> size >> resident)
        families.push_back(one("process_resident_memory_bytes", "Memory that the process holds.",
                               static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE))));
    std::error_code unknown;
    const std::filesystem::directory_iterator open("/proc/self/fd", unknown);
    if (!unknown)
        families.push_back(one("process_open_fds", "Open files and connections.",
                               static_cast<double>(std::distance(begin(open), end(open)))));
    return families;
}

void count_request(int status, std::chrono::steady_clock::duration took)
{
    static const auto counters = [] {
        std::vector<Counter*> made;
        for (const char* status_class : {"1xx", "2xx", "3xx", "4xx", "5xx"})
            made.push_back(&metrics().counter("dosah_http_requests_total", "Answered requests by kind of answer.",
                                              {{"status", status_class}}));
        return made;
    }();
    static Histogram& duration =
        metrics().histogram("dosah_http_request_seconds", "From the whole request to the answer ready to send.");
    counters[static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1)]->add();
    duration.observe(std::chrono::duration<double>(took).count());
}

Response show_metrics(Exchange& exchange)
{
    Shared& shared = exchange.shared;
    if (!may_see_metrics(exchange.request, shared.services().config.metrics_token)) {
        shared.wrong_tokens.charge(exchange.request.client);
        return text_response("only from this machine, or with the token of metrics.token\n",
                             "text/plain; charset=utf-8", 403);
    }
    std::vector<MetricFamily> families = metrics().families();
    const auto take = [&families](std::vector<MetricFamily> more) {
        families.insert(families.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    bool up = true;
    try {
        const auto figures = shared.figures.get(
            0, [](const delivery::Figures&) { return true; },
            [&] {
                store::Session session = shared.database().session();
                return delivery::outbox_figures(session, shared.now());
            });
        take(outbox_families(*figures, shared.now()));
    } catch (const std::exception& error) {
        log_error("metrics", {{"problem", error.what()}});
        up = false;
    }
    const std::size_t problems = shared.site.problems ? shared.site.problems().size() : 0;
    take({one("dosah_store_up", "Whether the store answers.", up ? 1 : 0),
          one("dosah_problems", "What /health would name: ways that are closed until an operator mends them.",
              static_cast<double>(problems))});
    take(process_families());
    return text_response(write_metrics(families), std::string(metrics_type));
}

} // namespace dosah::web
