// SPDX-License-Identifier: EUPL-1.2
#include "base/metrics.h"

#include "base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dosah {

namespace {

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name(std::string_view name, bool colon)
{
    if (name.empty() || (!is_letter(name[0]) && !(colon && name[0] == ':'))) return false;
    return std::all_of(name.begin(), name.end(),
                       [colon](char c) { return is_letter(c) || (c >= '0' && c <= '9') || (colon && c == ':'); });
}

void check_names(const std::string& name, const Labels& labels)
{
    if (!is_name(name, true)) throw Error(ErrorKind::internal, "\"" + name + "\" is no name of a metric");
    for (const auto& [label, value] : labels)
        if (!is_name(label, false) || label.starts_with("__"))
            throw Error(ErrorKind::internal, "\"" + label + "\" is no label of " + name);
}

std::string escaped(std::string_view text, bool quotes)
{
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (quotes && c == '"')) out += '\\';
        out += c;
    }
    return out;
}

std::string number(double value)
{
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    char buffer[64];
    // Whole numbers plainly: 1e+06 would be right too, but not for people.
    const bool whole = std::floor(value) == value && std::abs(value) < 1e15;
    const auto format = whole ? std::chars_format::fixed : std::chars_format::general;
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr};
}

std::string_view word(MetricKind kind)
{
    switch (kind) {
    case MetricKind::counter:
        return "counter";
    case MetricKind::histogram:
        return "histogram";
    case MetricKind::gauge:
        break;
    }
    return "gauge";
}

void write_sample(std::string& out, const std::string& name, const Sample& sample)
{
    out += name + sample.suffix;
    std::string_view before = "{";
    for (const auto& [label, value] : sample.labels) {
        out += std::string(before) + label + "=\"" + escaped(value, true) + '"';
        before = ",";
    }
    if (!sample.labels.empty()) out += '}';
    out += ' ' + number(sample.value) + '\n';
}

void add_histogram(std::vector<Sample>& samples, const Labels& labels, const Histogram& histogram)
{
    const std::vector<std::uint64_t> counts = histogram.counts();
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        up_to += counts[i];
        Labels of_bucket = labels;
        of_bucket.emplace_back("le", i < histogram.bounds().size() ? number(histogram.bounds()[i]) : "+Inf");
        samples.push_back({"_bucket", std::move(of_bucket), static_cast<double>(up_to)});
    }
    samples.push_back({"_sum", labels, histogram.sum()});
    samples.push_back({"_count", labels, static_cast<double>(up_to)});
}

} // namespace

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1))
{
    if (!std::is_sorted(bounds_.begin(), bounds_.end()))
        throw Error(ErrorKind::internal, "the bounds of a histogram must rise");
}

void Histogram::observe(double value)
{
    const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<std::uint64_t> Histogram::counts() const
{
    std::vector<std::uint64_t> counts;
    for (std::size_t i = 0; i <= bounds_.size(); ++i)
        counts.push_back(counts_[i].load(std::memory_order_relaxed));
    return counts;
}

std::vector<double> latency_bounds()
{
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600};
}

std::string write_metrics(std::span<const MetricFamily> families)
{
    std::string out;
    for (const MetricFamily& family : families) {
        check_names(family.name, {});
        out += "# HELP " + family.name + ' ' + escaped(family.help, false) + '\n';
        out += "# TYPE " + family.name + ' ' + std::string(word(family.kind)) + '\n';
        for (const Sample& sample : family.samples) {
            check_names(family.name, sample.labels);
            write_sample(out, family.name, sample);
        }
    }
    return out;
}

Metrics::Family& Metrics::family(const std::string& name, const std::string& help, MetricKind kind,
                                 const Labels& labels)
{
    check_names(name, labels);
    Family& family = families_.try_emplace(name, Family{kind, help, {}, {}, {}}).first->second;
    if (family.kind != kind)
        throw Error(ErrorKind::internal, "the metric " + name + " is a " + std::string(word(family.kind)));
    return family;
}

Counter& Metrics::counter(const std::string& name, const std::string& help, const Labels& labels)
{
    const std::lock_guard lock(mutex_);
    auto& series = family(name, help, MetricKind::counter, labels).counters[labels];
    if (!series) series = std::make_unique<Counter>();
    return *series;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels)
{
    const std::lock_guard lock(mutex_);
    auto& series = family(name, help, MetricKind::gauge, labels).gauges[labels];
    if (!series) series = std::make_unique<Gauge>();
    return *series;
}

Histogram& Metrics::histogram(const std::string& name, const std::string& help, const Labels& labels,
                              const std::vector<double>& bounds)
{
    const std::lock_guard lock(mutex_);
    auto& series = family(name, help, MetricKind::histogram, labels).histograms[labels];
    if (!series) series = std::make_unique<Histogram>(bounds);
    return *series;
}

std::vector<MetricFamily> Metrics::families() const
{
    const std::lock_guard lock(mutex_);
    std::vector<MetricFamily> result;
    for (const auto& [name, family] : families_) {
        MetricFamily out{name, family.help, family.kind, {}};
        for (const auto& [labels, counter] : family.counters)
            out.samples.push_back({"", labels, static_cast<double>(counter->value())});
        for (const auto& [labels, gauge] : family.gauges)
            out.samples.push_back({"", labels, gauge->value()});
        for (const auto& [labels, histogram] : family.histograms)
            add_histogram(out.samples, labels, *histogram);
        result.push_back(std::move(out));
    }
    return result;
}

Metrics& metrics()
{
    static auto* const all = new Metrics; // threads that are left behind at the end may still count
    return *all;
}

} // namespace dosah
