// SPDX-License-Identifier: EUPL-1.2
#include "base/markup.h"
#include "evaluation/figure_canvas.h"

#include <algorithm>

namespace dosah::evaluation {

std::string funnel_figure(const FigureWords& words, const std::vector<FunnelStep>& steps)
{
    constexpr double row = 38;
    constexpr double bar = 22;
    constexpr double gap = 12;
    constexpr double left = 190;
    constexpr double room = 360; // of the longest bar; its figure stands behind it
    double longest = 0;
    for (const FunnelStep& step : steps)
        longest = std::max(longest, step.count.value_or(0));
    std::string pieces;
    double y = 10;
    for (std::size_t i = 0; i < steps.size(); ++i, y += row) {
        const FunnelStep& step = steps[i];
        if (step.apart) y += gap;
        const bool last = !step.apart && (i + 1 == steps.size() || steps[i + 1].apart);
        const double middle = y + bar / 2;
        const std::vector<std::string> label = wrapped_lines(step.label, 22);
        const double above = 7.5 * static_cast<double>(label.size() - 1);
        for (std::size_t n = 0; n < label.size(); ++n)
            pieces += svg::text(left - 12, middle + 4.5 - above + 15 * static_cast<double>(n), label[n],
                                svg::Anchor::end, last);
        double end = left;
        if (step.count && longest > 0) {
            const double track = i > 0 && !step.apart && steps[1].count ? room * *steps[1].count / longest : 0;
            const double length = room * *step.count / longest;
            if (track > length) pieces += svg::rect(left, y, track, bar, svg::hatching(words), "#a9b4c4");
            if (length > 0 && step.apart)
                pieces += svg::rect(left, y, std::max(length, 1.5), bar, svg::pale, svg::strong);
            else if (length > 0)
                pieces += svg::rect(left, y, std::max(length, 1.5), bar, svg::strong);
            end = left + std::max(track, length);
        }
        pieces += svg::text(end + 10, middle + 4.5, step.text, svg::Anchor::start, step.count.has_value(),
                            step.count ? svg::ink : svg::muted);
    }
    pieces += svg::line(left, 4, left, y - row + bar + 6, svg::muted, 1);
    return svg::picture(words, y - row + bar + 14, pieces);
}

} // namespace dosah::evaluation
