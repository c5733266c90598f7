// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/protected_cells.h"

namespace dosah::evaluation {

bool is_about_new(GroupMeasure measure)
{
    return family_of(measure) == GroupFamily::newness;
}

Fact protected_share_fact(const std::string& group, const char* measure, const std::optional<Share>& value, bool told,
                          std::string status)
{
    Fact fact{group, measure, {}, {}, {}, {}, std::move(status)};
    if (!value) return fact;
    fact.numerator = value->numerator;
    fact.denominator = static_cast<double>(value->denominator);
    if (told) {
        fact.estimate = value->estimate;
        fact.interval = value->interval;
    }
    return fact;
}

PaperCell protected_count_cell(const std::optional<std::int64_t>& count, const ReportWriter& writer)
{
    return count ? writer.count_cell(*count) : PaperCell{PaperCell::Form::count, writer.say("suppressed"), {}, {}};
}

PaperCell protected_share_cell(const std::optional<Share>& share, const ReportWriter& writer)
{
    if (!share) return {PaperCell::Form::share, writer.say("suppressed"), {}, {}};
    return writer.share_cell(share->estimate, share->interval);
}

std::string protection_rule()
{
    const DisclosureRule rule;
    return std::string(group_rule) + ", " + disclosure_rule + ": t=" + std::to_string(rule.threshold) +
           ", t_den=" + std::to_string(rule.base);
}

} // namespace dosah::evaluation
