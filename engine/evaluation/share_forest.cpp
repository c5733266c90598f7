// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/share_forest.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

constexpr double shortest_scale = 0.05;

} // namespace

FigureWords figure_words(const std::string& key, const ReportWriter& writer, const std::string& id)
{
    return {"figure-" + id, writer.say("figure." + key + ".title"), writer.say("figure." + key + ".description")};
}

FigureWords figure_words(const std::string& key, const ReportWriter& writer)
{
    return figure_words(key, writer, key);
}

ForestScale percent_scale(double highest, const std::string& axis, const ReportWriter& writer)
{
    const ShareScale fitting = share_scale(std::max(highest, shortest_scale));
    ForestScale out{0, fitting.end, false, std::nullopt, {}, axis, ""};
    for (int i = 0; i * fitting.step <= fitting.end + 1e-9; ++i)
        out.ticks.push_back({i * fitting.step, content::format_percent(writer.locale(), i * fitting.step, 0)});
    return out;
}

std::string share_forest(const FigureWords& words, const std::vector<ShareRow>& rows, const std::string& axis,
                         const ReportWriter& writer)
{
    std::vector<ForestRow> drawn;
    double highest = 0;
    for (const ShareRow& row : rows) {
        ForestRow one{row.label, writer.say("suppressed.word"), {}, {}, {}, row.overall};
        if (row.share) {
            one.text = writer.share(row.share->estimate, row.share->interval);
            one.value = row.share->estimate;
            one.interval = row.share->interval;
            if (row.share->interval) highest = std::max(highest, row.share->interval->high);
        }
        drawn.push_back(std::move(one));
    }
    return forest_figure(words, drawn, percent_scale(highest, axis, writer));
}

} // namespace dosah::evaluation
