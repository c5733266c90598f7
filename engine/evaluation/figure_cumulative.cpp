// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/figure_canvas.h"

#include <algorithm>
#include <cmath>

namespace dosah::evaluation {

namespace {

constexpr double left = 64;
constexpr double right = 700;
constexpr double top = 28;
constexpr double bottom = 250;

double seconds(Instant from, Instant to)
{
    return static_cast<double>(to_micros(to) - to_micros(from));
}

} // namespace

CountScale count_scale(double highest)
{
    for (double power = 1;; power *= 10)
        for (const double step : {1.0, 2.0, 5.0})
            for (int ticks = 2; ticks <= 5; ++ticks)
                if (highest <= step * power * ticks) return {step * power * ticks, step * power};
}

std::string cumulative_figure(const FigureWords& words, const CumulativeFigure& figure)
{
    const double all = std::max(1.0, seconds(figure.from, figure.to));
    const double most = figure.ticks.empty() ? 1 : figure.ticks.back().value;
    const auto x = [&](Instant at) {
        return left + std::clamp(seconds(figure.from, at) / all, 0.0, 1.0) * (right - left);
    };
    const auto y = [&](double people) { return bottom - people / most * (bottom - top); };

    std::string pieces;
    if (figure.closes) {
        const double end = x(*figure.closes);
        pieces += svg::rect(left, top, end - left, bottom - top, svg::hatching(words));
        pieces += svg::line(end, top - 6, end, bottom, svg::ink, 1.6, "5 4");
    }
    for (const Tick& tick : figure.ticks) {
        pieces += svg::line(left, y(tick.value), right, y(tick.value), svg::grid, 1);
        pieces += svg::text(left - 8, y(tick.value) + 4.5, tick.text, svg::Anchor::end, false, svg::muted);
    }
    for (const CumulativeFigure::Day& day : figure.days) {
        const double at = x(day.at);
        const svg::Anchor anchor = at > right - 40  ? svg::Anchor::end
                                   : at < left + 40 ? svg::Anchor::start
                                                    : svg::Anchor::middle;
        pieces += svg::line(at, bottom, at, bottom + 6, svg::muted, 1);
        pieces += svg::text(at, bottom + 22, day.text, anchor, false, svg::muted);
    }
    pieces += svg::text(left - 8, top - 12, figure.axis, svg::Anchor::start, false, svg::muted);
    // A number of people stays until the next: steps, not a slope through people who were not there.
    std::string path = "M" + svg::number(left) + " " + svg::number(bottom);
    for (const CumulativeFigure::Point& point : figure.points)
        path += "H" + svg::number(x(point.at)) + "V" + svg::number(y(point.people));
    path += "H" + svg::number(right);
    pieces += "<path d=\"" + path + "\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"5\"/><path d=\"" + path +
              "\" fill=\"none\" stroke=\"" + svg::strong + "\" stroke-width=\"2.4\"/>";
    if (figure.closes && !figure.interim.empty()) {
        const double word = 9.0 * static_cast<double>(figure.interim.size());
        pieces += svg::rect(left + 10, top + 8, word + 14, 22, "#ffffff", svg::ink);
        pieces += svg::text(left + 17 + word / 2, top + 23.5, figure.interim, svg::Anchor::middle, true);
    }
    pieces += svg::line(left, bottom, right, bottom, svg::muted, 1);
    return svg::picture(words, bottom + 34, pieces);
}

} // namespace dosah::evaluation
