// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/markup.h"
#include "evaluation/figure_canvas.h"

#include <algorithm>
#include <cmath>

namespace dosah::evaluation {

namespace {

constexpr double left = 190;
constexpr std::size_t label_characters = 21; // in the widest font it may be shown in
constexpr double right = 490;                // figures stand to the right of it
constexpr double row_height = 34;            // at least
constexpr double line_height = 15;

struct Place
{
    double top = 0;
    std::vector<std::string> label;

    double height() const { return std::max(row_height, line_height * static_cast<double>(label.size()) + 8); }
};

class Axis
{
public:
    explicit Axis(const ForestScale& scale) : scale_(scale)
    {
        if (scale.high <= scale.low || (scale.logarithmic && scale.low <= 0))
            throw Error(ErrorKind::internal, "a figure's scale is empty");
    }
    double x(double value) const
    {
        const double clamped = std::clamp(value, scale_.low, scale_.high);
        const double share = scale_.logarithmic ? (std::log(clamped) - std::log(scale_.low)) /
                                                      (std::log(scale_.high) - std::log(scale_.low))
                                                : (clamped - scale_.low) / (scale_.high - scale_.low);
        return left + share * (right - left);
    }
    bool below(double value) const { return value < scale_.low; }
    bool above(double value) const { return value > scale_.high; }

private:
    const ForestScale& scale_;
};

/// `way` -1 to the left, 1 to the right.
std::string arrow(double x, double y, int way)
{
    return "<path d=\"M" + svg::number(x) + " " + svg::number(y) + "l" + svg::number(-7 * way) + " -5v10z\" fill=\"" +
           svg::ink + "\"/>";
}

std::string diamond(double x, double y)
{
    return "<path d=\"M" + svg::number(x) + " " + svg::number(y - 7) + "l6 7l-6 7l-6 -7z\" fill=\"#ffffff\" stroke=\"" +
           svg::ink + "\" stroke-width=\"1.6\"/>";
}

std::string whisker(const Axis& axis, const Interval& interval, double y)
{
    const double low = axis.x(interval.low);
    const double high = axis.x(interval.high);
    std::string out = svg::line(low, y, high, y, svg::ink, 1.8);
    out += axis.below(interval.low) ? arrow(low, y, -1) : svg::line(low, y - 5, low, y + 5, svg::ink, 1.8);
    out += axis.above(interval.high) ? arrow(high, y, 1) : svg::line(high, y - 5, high, y + 5, svg::ink, 1.8);
    return out;
}

} // namespace

std::string forest_figure(const FigureWords& words, const std::vector<ForestRow>& rows, const ForestScale& scale)
{
    const Axis axis(scale);
    constexpr double top = 10;
    std::vector<Place> places;
    double bottom = top;
    for (const ForestRow& row : rows) {
        places.push_back({bottom, wrapped_lines(row.label, label_characters)});
        bottom += places.back().height();
    }
    std::string pieces;
    for (std::size_t i = 0; i < rows.size(); i += 2)
        pieces += svg::rect(0, places[i].top, svg::width, places[i].height(), svg::pale);
    for (const Tick& tick : scale.ticks) {
        pieces += svg::line(axis.x(tick.value), top, axis.x(tick.value), bottom + 5, svg::grid, 1);
        pieces += svg::text(axis.x(tick.value), bottom + 20, tick.text, svg::Anchor::middle, false, svg::muted);
    }
    if (scale.reference)
        pieces += svg::line(axis.x(*scale.reference), top, axis.x(*scale.reference), bottom + 5, svg::ink, 1.6, "5 4");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const ForestRow& row = rows[i];
        const std::vector<std::string>& label = places[i].label;
        const double middle = places[i].top + places[i].height() / 2;
        const double above = line_height / 2 * static_cast<double>(label.size() - 1);
        for (std::size_t n = 0; n < label.size(); ++n)
            pieces += svg::text(left - 14, middle + 4.5 - above + line_height * static_cast<double>(n), label[n],
                                svg::Anchor::end, row.overall);
        if (row.interval) pieces += whisker(axis, *row.interval, middle);
        if (row.benchmark) pieces += diamond(axis.x(*row.benchmark), middle);
        if (row.value && row.overall)
            pieces += svg::rect(axis.x(*row.value) - 6, middle - 6, 12, 12, svg::strong);
        else if (row.value)
            pieces += "<circle cx=\"" + svg::number(axis.x(*row.value)) + "\" cy=\"" + svg::number(middle) +
                      "\" r=\"5.5\" fill=\"" + svg::strong + "\"/>";
        pieces += svg::text(right + 16, middle + 4.5, row.text, svg::Anchor::start, row.overall,
                            row.value ? svg::ink : svg::muted);
    }
    pieces += svg::line(left, bottom, right, bottom, svg::muted, 1);
    double height = bottom + 30;
    if (!scale.axis.empty()) {
        pieces += svg::text((left + right) / 2, bottom + 40, scale.axis, svg::Anchor::middle, false, svg::muted);
        height += 20;
    }
    if (!scale.benchmark.empty()) {
        pieces += diamond(left + 8, height + 6) + svg::text(left + 22, height + 10.5, scale.benchmark);
        height += 26;
    }
    return svg::picture(words, height, pieces);
}

ShareScale share_scale(double highest)
{
    for (const double step : {0.01, 0.02, 0.05, 0.1, 0.2})
        for (int ticks = 2; ticks <= 5; ++ticks)
            if (highest <= step * ticks) return {std::min(1.0, step * ticks), step};
    return {};
}

} // namespace dosah::evaluation
