// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "evaluation/intervals.h"

#include <optional>
#include <string>
#include <vector>

/// The figures of the printed report as SVG. Pure functions, any thread; the same input gives the same bytes.
///
/// Each has role="img", a <title> and a <desc>; what colour tells, shape or pattern tells too, so that a print in grey
/// or a reader who is colour-blind loses nothing. Only presentation attributes, no style and no script, so that a
/// page's Content-Security-Policy lets it stand. What is not in the data (a suppressed value) leaves no trace: its row
/// says so in words, and rows stand in the order given, never by size. Every text and number comes ready to be read.
namespace dosah::evaluation {

struct FigureWords
{
    std::string id; ///< unique on its page: a-z, 0-9, hyphen
    std::string title;
    std::string description;
};

/// A mark on a scale, as people read it.
struct Tick
{
    double value = 0;
    std::string text;
};

/// How far people came: a bar a step, all on the scale of the first, over a hatched track of the second (the drawn).
struct FunnelStep
{
    std::string label;
    std::string text;            ///< "215 (53.8%)"; what stands for a suppressed one
    std::optional<double> count; ///< nothing: no bar
    bool apart = false;          ///< not part of the steps before it: below a gap, outlined, without a track
};
std::string funnel_figure(const FigureWords& words, const std::vector<FunnelStep>& steps);

/// One line of a forest: an estimate with its interval.
struct ForestRow
{
    std::string label;
    std::string text; ///< the figure as people read it, or why there is none
    std::optional<double> value;
    std::optional<Interval> interval;
    std::optional<double> benchmark; ///< drawn as a diamond: the population's share
    bool overall = false;            ///< everybody: a square instead of a dot
};

struct ForestScale
{
    double low = 0;
    double high = 1;
    bool logarithmic = false;        ///< low > 0
    std::optional<double> reference; ///< a strong dashed line: 1 for parity, 0 for a difference
    std::vector<Tick> ticks;
    std::string axis;      ///< what the scale measures
    std::string benchmark; ///< the legend of the diamonds; "" when there are none
};

/// Shares with intervals against benchmarks, parity on a logarithmic scale, uplift around 0. An interval that leaves
/// the scale ends in an arrow.
std::string forest_figure(const FigureWords& words, const std::vector<ForestRow>& rows, const ForestScale& scale);

/// A scale from 0 that holds `highest` (0 to 1): its end and the distance of its ticks.
struct ShareScale
{
    double end = 1;
    double step = 0.2;
};
ShareScale share_scale(double highest);

/// A whole number of a few digits that is at least `highest`, and a distance of ticks that divides it.
struct CountScale
{
    double end = 1;
    double step = 1;
};
CountScale count_scale(double highest);

/// People over time, as steps; what is before the as-of time stands in a hatched band with the word for interim.
struct CumulativeFigure
{
    struct Point
    {
        Instant at;
        double people = 0;
    };
    std::vector<Point> points; ///< by time; cumulative
    Instant from;
    Instant to;
    std::optional<Instant> closes; ///< the band ends there; nothing: all of it is final
    std::string interim;           ///< in the band
    struct Day
    {
        Instant at;
        std::string text;
    };
    std::vector<Day> days;
    std::vector<Tick> ticks;
    std::string axis;
};
std::string cumulative_figure(const FigureWords& words, const CumulativeFigure& figure);

/// Points in a plane that begins at 0 and ends at the last ticks, each with a mark beside it and its name below; dashed
/// lines where across times upwards is the same.
struct ScatterFigure
{
    struct Point
    {
        double across = 0;
        double upwards = 0;
        std::string mark;  ///< "3"
        std::string label; ///< "3. Forum 2026"
        bool own = false;  ///< what the figure is about: a square instead of a ring
    };
    std::vector<Point> points;
    std::vector<Tick> across;
    std::vector<Tick> upwards;
    struct Curve
    {
        double product = 0;
        std::string text; ///< "R 0.9"
    };
    std::vector<Curve> curves;
    std::string across_axis;
    std::string upwards_axis;
};
std::string scatter_figure(const FigureWords& words, const ScatterFigure& figure);

} // namespace dosah::evaluation
