// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Charts as SVG text: classes only (the Content-Security-Policy allows no style attributes), shares of the width on x
/// and pixels on y, so that they fit any screen without script and their text never shrinks. Each stands beside a
/// table.
namespace dosah::web::chart {

struct Part
{
    std::string css_class; ///< "s-done"
    std::int64_t count = 0;
};

/// A bar of parts; hidden from screen readers, who read the legend.
std::string segments(const std::vector<Part>& parts, const std::string& css_class);

struct Dot
{
    std::string label;
    double value = 0; ///< shares 0..1
    double low = 0;
    double high = 0;
    std::string text;  ///< the value as people read it
    bool known = true; ///< false: `text` alone stands there (nothing to divide by)
    std::string css_class = "k-a";
};

struct Tick
{
    double value = 0;
    std::string text;
};

/// Values as dots with their intervals as lines, one row each.
std::string intervals(const std::string& id, const std::string& title, const std::string& description,
                      const std::vector<Dot>& rows, const std::vector<Tick>& ticks);

/// A scale for shares from 0 that holds `highest`: its last value and the ticks' distance.
struct Scale
{
    double end = 1;
    double step = 0.2;
};
Scale scale_for(double highest);

} // namespace dosah::web::chart
