// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the process counts of itself, and the text Prometheus reads (exposition format 0.0.4). Counters live where what
/// they count arises:
///
///     static Counter& commits = metrics().counter("dosah_ledger_commits_total", "Transactions of the ledger.");
///     commits.add();
///
/// A series is made (or found again) under a lock and then is a reference for good: keep it, do not look it up for each
/// message. Counting takes no lock. Labels are few and of few values (a connector, an outcome), never of a person.
namespace dosah {

/// name -> value, in the order in which they are written.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// Only rises. Any thread.
class Counter
{
public:
    void add(std::uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// Rises and falls. Any thread.
class Gauge
{
public:
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    void add(double more) { value_.fetch_add(more, std::memory_order_relaxed); }
    double value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<double> value_{0};
};

/// How often a value was at most each of the bounds. Any thread.
class Histogram
{
public:
    /// Rising upper bounds; what is above the last is counted too.
    explicit Histogram(std::vector<double> bounds);
    void observe(double value);

    const std::vector<double>& bounds() const { return bounds_; }
    std::vector<std::uint64_t> counts() const; ///< per bucket, not summed up; one more than there are bounds
    double sum() const { return sum_.load(std::memory_order_relaxed); }

private:
    const std::vector<double> bounds_;
    std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
    std::atomic<double> sum_{0};
};

/// Seconds from half a millisecond to an hour: from a relay's answer to a message that waited out a pause.
std::vector<double> latency_bounds();

enum class MetricKind { counter, gauge, histogram };

/// One line of a family. `suffix` is what follows the family's name ("_bucket").
struct Sample
{
    std::string suffix;
    Labels labels;
    double value = 0;
};

struct MetricFamily
{
    std::string name; ///< "dosah_outcomes_total"; counters end in _total, times are in seconds
    std::string help;
    MetricKind kind = MetricKind::gauge;
    std::vector<Sample> samples;
};

/// The exposition: one HELP and TYPE a family, values of labels escaped. Throws Error(internal) for a name that the
/// format does not have.
std::string write_metrics(std::span<const MetricFamily> families);
inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

/// Families and their series. Any thread.
class Metrics
{
public:
    /// The series of that name and these labels, made when first asked for; it stays as long as this object. Throws
    /// Error(internal) when the name is of another kind already, or neither name nor label may be called so.
    Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
    Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
    Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {},
                         const std::vector<double>& bounds = latency_bounds());

    std::vector<MetricFamily> families() const; ///< by name

private:
    struct Family
    {
        MetricKind kind = MetricKind::counter;
        std::string help;
        std::map<Labels, std::unique_ptr<Counter>> counters;
        std::map<Labels, std::unique_ptr<Gauge>> gauges;
        std::map<Labels, std::unique_ptr<Histogram>> histograms;
    };

    Family& family(const std::string& name, const std::string& help, MetricKind kind, const Labels& labels);

    mutable std::mutex mutex_;
    std::map<std::string, Family> families_;
};

/// The process's own: counts are of a process as its memory is. Never destroyed.
Metrics& metrics();

} // namespace dosah
