// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "evaluation/figure.h"
#include "evaluation/report_text.h"

#include <optional>
#include <string>
#include <vector>

/// Figures of shares with their intervals, in the reader's words. The order of rows is the one given, never by size.
namespace dosah::evaluation {

/// One row; nothing for a share that is hidden, whose row then looks like any other hidden one.
struct ShareRow
{
    std::string label;
    std::optional<Share> share;
    bool overall = false;
};

/// Title and description from the catalog's "report.figure.KEY.title" and ".description"; its id is "figure-" + `id`.
FigureWords figure_words(const std::string& key, const ReportWriter& writer, const std::string& id);
FigureWords figure_words(const std::string& key, const ReportWriter& writer);

/// A scale of percents from 0 that holds `highest`, and never ends below 5 %.
ForestScale percent_scale(double highest, const std::string& axis, const ReportWriter& writer);

std::string share_forest(const FigureWords& words, const std::vector<ShareRow>& rows, const std::string& axis,
                         const ReportWriter& writer);

} // namespace dosah::evaluation
