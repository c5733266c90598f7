// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/report_head.h"

#include "base/error.h"
#include "base/time_zone.h"
#include "campaigns/campaign.h"
#include "content/locale.h"
#include "evaluation/erased_people.h"
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

void set_register(ReportHead& head, int look_back_months, const std::optional<Instant>& start)
{
    head.look_back_months = look_back_months;
    head.register_start = start;
    head.register_covers =
        start && *start <= segments::earlier(*head.frozen_at, look_back_months, segments::Unit::months, head.time_zone);
}

} // namespace

std::string reported_state(const campaigns::Campaign& campaign, Instant now)
{
    using campaigns::State;
    const bool never_ran = campaign.state == State::cancelled || campaign.state == State::missed;
    const bool closed = !never_ran && campaign.frozen_at && campaigns::closing_time(campaign.definition) <= now;
    return std::string(campaigns::to_string(closed ? State::closed : campaign.state));
}

ReportHead open_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
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
    out.target_act = campaign.definition.target_act;
    out.time_zone = organisation.time_zone;
    out.frozen_at = campaign.frozen_at;
    set_register(out, organisation.look_back_months, organisation.register_start);
    out.frozen_year = to_local(*campaign.frozen_at, organisation.time_zone).year;
    out.closes = campaigns::closing_time(campaign.definition);
    out.interim = now < out.closes;
    out.state = reported_state(campaign, now);
    out.as_of = std::min(now, out.closes);
    out.counts_until = out.interim ? from_micros(std::numeric_limits<std::int64_t>::max()) : out.closes;
    return out;
}

ReportHead report_head(store::Session& session, std::int64_t organisation_id, std::int64_t campaign_id, Instant now,
                       const std::string& locale, std::optional<std::int64_t> restatement)
{
    ReportHead out = open_head(session, organisation_id, campaign_id, now, locale);
    const std::vector<ClosedFigures> closed = all_closed_figures(session, campaign_id);
    if (closed.empty()) {
        if (restatement)
            throw missing_error("the figures of campaign " + out.campaign_key + " are open until " +
                                to_iso(out.closes) + "; there is no restatement of them");
        if (const auto count = out.interim ? latest_count(session, campaign_id, *out.frozen_at, now) : std::nullopt) {
            out.counted = true;
            out.as_of = count->as_of;
            out.erased = count->erased;
            set_register(out, count->look_back_months, count->register_start);
        } else {
            out.erased = count_erased(read_erased(session, campaign_id, false));
        }
        return out;
    }
    const auto number = restatement.value_or(closed.back().number);
    if (number < 0 || number > closed.back().number)
        throw missing_error("campaign " + out.campaign_key + " has no restatement " + std::to_string(number) +
                            "; there are 0 to " + std::to_string(closed.back().number));
    out.closed = closed.at(static_cast<std::size_t>(number));
    out.state = out.closed->state;
    set_register(out, out.closed->look_back_months, out.closed->register_start);
    out.interim = false;
    out.closes = out.as_of = out.counts_until = out.closed->as_of;
    out.erased = out.closed->erased;
    return out;
}

} // namespace dosah::evaluation
