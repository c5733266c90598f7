// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_head.h"

#include "base/error.h"
#include "campaigns/campaign.h"
#include "content/locale.h"
#include "evaluation/report_head_store.h"
#include "segments/period.h"

#include <limits>

namespace dosah::evaluation {

namespace {

std::string name_in(const campaigns::Localised& name, const std::string& locale, const std::string& own_locale)
{
    for (const std::string& wanted : {locale, own_locale})
        for (const std::string& one : content::fallbacks(wanted)) {
            const auto found = name.find(one);
            if (found != name.end()) return found->second;
        }
    return name.empty() ? std::string() : name.begin()->second;
}

} // namespace

ReportHead report_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale)
{
    const campaigns::Campaign campaign = campaigns::find_campaign(session, organisation_id, campaign_id);
    if (!campaign.frozen_at)
        throw conflict_error("the audience of campaign " + campaign.key +
                             " is not frozen yet; a report is there once it is launched");
    const OrganisationFacts organisation = organisation_facts(session, organisation_id);

    ReportHead out;
    out.organisation_id = organisation_id;
    out.campaign_id = campaign.id;
    out.campaign_key = campaign.key;
    out.campaign_name = name_in(campaign.definition.name, locale, organisation.locale);
    out.organisation_name = organisation.name;
    out.state = campaigns::to_string(campaign.state);
    out.target_act = campaign.definition.target_act;
    out.time_zone = organisation.time_zone;
    out.frozen_at = campaign.frozen_at;
    out.look_back_months = organisation.look_back_months;
    out.register_start = organisation.register_start;
    out.register_covers =
        organisation.register_start &&
        *organisation.register_start <= segments::earlier(*campaign.frozen_at, organisation.look_back_months,
                                                          segments::Unit::months, organisation.time_zone);
    const Instant closes = campaigns::closing_time(campaign.definition);
    out.interim = now < closes;
    out.as_of = std::min(now, closes);
    out.counts_until = out.interim ? from_micros(std::numeric_limits<std::int64_t>::max()) : closes;
    return out;
}

} // namespace dosah::evaluation
