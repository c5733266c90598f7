// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/metrics.h"

#include <catch2/catch.hpp>

#include <limits>
#include <thread>

using namespace dosah;

TEST_CASE("metrics are written as Prometheus reads them: HELP and TYPE once, series by their labels")
{
    Metrics metrics;
    metrics.counter("dosah_outcomes_total", "What came of it.", {{"connector", "smtp"}, {"outcome", "later"}}).add(2);
    metrics.counter("dosah_outcomes_total", "What came of it.", {{"connector", "smtp"}, {"outcome", "accepted"}}).add();
    metrics.gauge("dosah_depth", "Line one\nand a \\ in it.").set(-1.5);
    CHECK(write_metrics(metrics.families()) == "# HELP dosah_depth Line one\\nand a \\\\ in it.\n"
                                               "# TYPE dosah_depth gauge\n"
                                               "dosah_depth -1.5\n"
                                               "# HELP dosah_outcomes_total What came of it.\n"
                                               "# TYPE dosah_outcomes_total counter\n"
                                               "dosah_outcomes_total{connector=\"smtp\",outcome=\"accepted\"} 1\n"
                                               "dosah_outcomes_total{connector=\"smtp\",outcome=\"later\"} 2\n");
}

TEST_CASE("the value of a label may be anything")
{
    const std::vector<MetricFamily> families = {
        {"a", "", MetricKind::gauge, {{"", {{"x", "say \"no\" \\ or\nžluť"}}, 1000000}}}};
    CHECK(write_metrics(families) == "# HELP a \n# TYPE a gauge\na{x=\"say \\\"no\\\" \\\\ or\\nžluť\"} 1000000\n");
}

TEST_CASE("numbers without end have their words")
{
    const double infinity = std::numeric_limits<double>::infinity();
    const std::vector<MetricFamily> families = {
        {"a", "", MetricKind::gauge, {{"", {}, infinity}, {"", {}, -infinity}, {"", {}, std::nan("")}}}};
    CHECK(write_metrics(families) == "# HELP a \n# TYPE a gauge\na +Inf\na -Inf\na NaN\n");
}

TEST_CASE("a histogram's buckets are summed up, a value on a bound belongs below it")
{
    Metrics metrics;
    Histogram& seconds = metrics.histogram("t_seconds", "Time.", {{"c", "sms"}}, {0.5, 1});
    for (const double value : {0.25, 0.5, 0.75, 4.0})
        seconds.observe(value);
    CHECK(write_metrics(metrics.families()) == "# HELP t_seconds Time.\n# TYPE t_seconds histogram\n"
                                               "t_seconds_bucket{c=\"sms\",le=\"0.5\"} 2\n"
                                               "t_seconds_bucket{c=\"sms\",le=\"1\"} 3\n"
                                               "t_seconds_bucket{c=\"sms\",le=\"+Inf\"} 4\n"
                                               "t_seconds_sum{c=\"sms\"} 5.5\n"
                                               "t_seconds_count{c=\"sms\"} 4\n");
}

TEST_CASE("a name that Prometheus does not have, or of another kind, is our mistake and said so")
{
    Metrics metrics;
    metrics.counter("a_total", "");
    CHECK_THROWS_AS(metrics.gauge("a_total", ""), Error);
    CHECK_THROWS_AS(metrics.counter("a-b", ""), Error);
    CHECK_THROWS_AS(metrics.counter("", ""), Error);
    CHECK_THROWS_AS(metrics.counter("9a", ""), Error);
    CHECK_THROWS_AS(metrics.counter("b_total", "", {{"a:b", ""}}), Error);
    CHECK_THROWS_AS(metrics.counter("b_total", "", {{"__a", ""}}), Error);
    CHECK_THROWS_AS(metrics.histogram("c", "", {}, {2, 1}), Error);
}

TEST_CASE("threads count together and lose nothing")
{
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&metrics] {
            for (int n = 0; n < 5000; ++n) {
                metrics.counter("n_total", "").add();
                metrics.gauge("g", "").add(1);
                metrics.histogram("h", "", {}, {1, 2}).observe(n % 4);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(metrics.counter("n_total", "").value() == 20000);
    CHECK(metrics.gauge("g", "").value() == 20000);
    CHECK(metrics.histogram("h", "").counts() == std::vector<std::uint64_t>{10000, 5000, 5000});
    CHECK(metrics.histogram("h", "").sum() == 30000);
}
