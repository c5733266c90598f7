// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/rates_report.h"

#include "evaluation/report_cells.h"

namespace dosah::evaluation {

RatesReport rates_report(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                         const std::string& locale, std::optional<std::int64_t> restatement)
{
    RatesReport out;
    static_cast<ReportHead&>(out) = report_head(session, organisation_id, campaign_id, now, locale, restatement);
    for (const PeopleCount& count : people_counts(people_cells(session, out))) {
        Dispositions& people = row_of(out.all, out.groups, count.group).people;
        for (const DispositionName& one : disposition_names)
            people.*one.value += count.dispositions.*one.value;
    }
    out.all.rates = rates(out.all.people);
    for (RatesRow& row : out.groups)
        row.rates = rates(row.people);
    name_groups(session, out, out.groups, locale);
    return out;
}

} // namespace dosah::evaluation
