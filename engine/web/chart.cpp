// SPDX-License-Identifier: EUPL-1.2
#include "web/chart.h"

#include "base/markup.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace dosah::web::chart {

namespace {

std::string percent(double share)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3f%%", std::clamp(share, 0.0, 1.0) * 100);
    return text.data();
}

std::string px(double value)
{
    return std::to_string(static_cast<int>(value));
}

std::string line(const std::string& css_class, const std::string& x1, const std::string& x2, double y1, double y2)
{
    return "<line class=\"" + css_class + "\" x1=\"" + x1 + "\" x2=\"" + x2 + "\" y1=\"" + px(y1) + "\" y2=\"" +
           px(y2) + "\"/>";
}

} // namespace

std::string segments(const std::vector<Part>& parts, const std::string& css_class)
{
    std::int64_t total = 0;
    for (const Part& part : parts)
        total += part.count;
    std::string svg = "<svg class=\"" + css_class + "\" aria-hidden=\"true\" focusable=\"false\">";
    double at = 0;
    for (const Part& part : parts) {
        if (part.count <= 0) continue;
        const double width = static_cast<double>(part.count) / static_cast<double>(total);
        svg += "<rect class=\"" + part.css_class + "\" x=\"" + percent(at) + "\" width=\"" + percent(width) +
               "\" height=\"100%\"/>";
        at += width;
    }
    return svg + "</svg>";
}

Scale scale_for(double highest)
{
    for (const double step : {0.01, 0.02, 0.05, 0.1, 0.2})
        for (int ticks = 2; ticks <= 5; ++ticks)
            if (highest <= step * ticks) return {std::min(1.0, step * ticks), step};
    return {};
}

std::string intervals(const std::string& id, const std::string& title, const std::string& description,
                      const std::vector<Dot>& rows, const std::vector<Tick>& ticks)
{
    constexpr double row_height = 46;
    constexpr double line_height = 17;
    constexpr std::size_t line_characters = 36; // what a phone shows
    constexpr double top = 8;
    std::vector<std::vector<std::string>> labels;
    double height = top + 28;
    for (const Dot& row : rows) {
        labels.push_back(wrapped_lines(row.label, line_characters));
        height += row_height + line_height * static_cast<double>(labels.back().size() - 1);
    }
    const double end = ticks.empty() ? 1 : ticks.back().value;
    const auto x = [end](double share) { return percent(share / end); };
    std::string inner;
    // On a phone more than five labels would run into each other: then every other one.
    const std::size_t every = ticks.size() > 5 ? 2 : 1;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const Tick& tick = ticks[i];
        inner += line(tick.value == 0 ? "axis0" : "grid", x(tick.value), x(tick.value), top, height - 24);
        if (i % every == 0)
            inner += "<text class=\"t-muted\" x=\"" + x(tick.value) + "\" y=\"" + px(height - 6) + "\" text-anchor=\"" +
                     (tick.value == 0 ? "start" : "middle") + "\">" + escape_markup(tick.text) + "</text>";
    }
    double y = top;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Dot& row = rows[i];
        for (const std::string& label : labels[i]) {
            inner +=
                "<text class=\"t-b\" x=\"0\" dx=\"2\" y=\"" + px(y + 14) + "\">" + escape_markup(label) + "</text>";
            y += line_height;
        }
        y -= line_height;
        const double middle = y + 28;
        if (row.known) {
            for (const char* css_class : {"ci-halo", "ci"})
                inner += line(css_class, x(row.low), x(row.high), middle, middle);
            for (const double side : {row.low, row.high})
                inner += line("ci", x(side), x(side), middle - 5, middle + 5);
            inner += "<circle class=\"" + row.css_class + "\" cx=\"" + x(row.value) + "\" cy=\"" + px(middle) +
                     "\" r=\"6\"/>";
        }
        inner += "<text class=\"" + std::string(row.known ? "t-b" : "t-muted") + "\" x=\"" +
                 (row.known ? x(row.high) : "0%") + "\" dx=\"" + (row.known ? "10" : "4") + "\" y=\"" + px(middle + 5) +
                 "\">" + escape_markup(row.text) + "</text>";
        y += row_height;
    }
    return "<svg class=\"fig\" role=\"img\" aria-labelledby=\"" + id + "-t " + id + "-d\" height=\"" + px(height) +
           "\"><title id=\"" + id + "-t\">" + escape_markup(title) + "</title><desc id=\"" + id + "-d\">" +
           escape_markup(description) + "</desc><svg x=\"0\" y=\"0\" width=\"82%\" height=\"" + px(height) +
           "\" overflow=\"visible\">" + inner + "</svg></svg>";
}

} // namespace dosah::web::chart
