// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/markup.h"
#include "evaluation/figure_canvas.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dosah::evaluation {

namespace {

constexpr double left = 70;
constexpr double right = 640; // names of curves stand to the right of it
constexpr double top = 34;
constexpr double bottom = 310;
constexpr double legend_row = 20;

struct Plane
{
    explicit Plane(const ScatterFigure& figure)
        : across(figure.across.back().value), upwards(figure.upwards.back().value)
    {
        if (across <= 0 || upwards <= 0) throw Error(ErrorKind::internal, "a figure's scale is empty");
    }
    double x(double value) const { return left + value / across * (right - left); }
    double y(double value) const { return bottom - value / upwards * (bottom - top); }

    double across;
    double upwards;
};

/// Where x * y is `product`, as far as it lies in the plane; "" where it does not.
std::string curve(const Plane& plane, const ScatterFigure::Curve& one)
{
    constexpr int pieces = 60;
    const double from = one.product / plane.upwards;
    if (from >= plane.across) return "";
    std::string path;
    for (int i = 0; i <= pieces; ++i) {
        const double x = from + (plane.across - from) * i / pieces;
        path += (i == 0 ? "M" : "L") + svg::number(plane.x(x)) + " " + svg::number(plane.y(one.product / x));
    }
    return "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + svg::muted +
           "\" stroke-width=\"1.2\" stroke-dasharray=\"5 4\"/>" +
           svg::text(right + 6, plane.y(one.product / plane.across) + 4.5, one.text, svg::Anchor::start, false,
                     svg::muted);
}

std::string mark(double x, double y, bool own)
{
    if (own) return svg::rect(x - 7, y - 7, 14, 14, svg::strong, "#ffffff");
    return "<circle cx=\"" + svg::number(x) + "\" cy=\"" + svg::number(y) + "\" r=\"6\" fill=\"#ffffff\" stroke=\"" +
           svg::strong + "\" stroke-width=\"2.2\"/>";
}

} // namespace

std::string scatter_figure(const FigureWords& words, const ScatterFigure& figure)
{
    const Plane plane(figure);
    std::string pieces;
    for (const Tick& tick : figure.upwards) {
        pieces += svg::line(left, plane.y(tick.value), right, plane.y(tick.value), svg::grid, 1);
        pieces += svg::text(left - 8, plane.y(tick.value) + 4.5, tick.text, svg::Anchor::end, false, svg::muted);
    }
    for (const Tick& tick : figure.across) {
        pieces += svg::line(plane.x(tick.value), bottom, plane.x(tick.value), bottom + 5, svg::muted, 1);
        pieces += svg::text(plane.x(tick.value), bottom + 20, tick.text, svg::Anchor::middle, false, svg::muted);
    }
    for (const ScatterFigure::Curve& one : figure.curves)
        pieces += curve(plane, one);
    pieces += svg::line(left, bottom, right, bottom, svg::muted, 1);
    pieces += svg::text(12, top - 16, figure.upwards_axis, svg::Anchor::start, false, svg::muted);
    pieces += svg::text((left + right) / 2, bottom + 40, figure.across_axis, svg::Anchor::middle, false, svg::muted);
    std::vector<std::pair<double, double>> marks; // where they stand, so that none covers another
    double y = bottom + 66;
    for (const ScatterFigure::Point& point : figure.points) {
        const double at = plane.x(point.across);
        const double high = plane.y(point.upwards);
        double above = high - 7;
        while (std::any_of(marks.begin(), marks.end(), [&](const auto& other) {
            return std::abs(other.first - at) < 20 && std::abs(other.second - above) < 13;
        }))
            above -= 13;
        marks.emplace_back(at, above);
        pieces += mark(at, high, point.own) + svg::text(at + 9, above, point.mark, svg::Anchor::start, true);
        pieces += mark(left + 8, y - 4.5, point.own);
        for (const std::string& line : wrapped_lines(point.label, 80)) {
            pieces += svg::text(left + 24, y, line, svg::Anchor::start, point.own);
            y += legend_row;
        }
    }
    return svg::picture(words, y - 4, pieces);
}

} // namespace dosah::evaluation
