// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/closed_figures.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "evaluation/closed_figures_store.h"
#include "evaluation/erased_people.h"
#include "evaluation/report_cells.h"
#include "organisations/organisation.h"
#include "segments/period.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

constexpr std::size_t longest_reason = 500;

/// Number 0 from what counted at the as-of time, a later one from what is known now; a latest count from all there is.
Counted count(store::Session& session, const ReportHead& head, std::int64_t number, Instant now)
{
    Counting counting;
    counting.campaign_id = head.campaign_id;
    counting.target_act = head.target_act;
    counting.until = number == latest_count_number ? head.counts_until : head.as_of;
    if (number > 0) {
        counting.receipts_until = now;
        counting.prior_anew = Counting::Register{
            segments::earlier(*head.frozen_at, head.look_back_months, segments::Unit::months, head.time_zone),
            head.register_covers};
    }
    Counted out;
    const std::vector<PeopleCell> erased = read_erased(session, head.campaign_id, true);
    out.people = count_people_cells(session, counting, true);
    out.people.insert(out.people.end(), erased.begin(), erased.end());
    out.strata = count_stratum_cells(session, counting, head.frozen_year);
    const std::vector<StratumCell> without_person = erased_strata(erased);
    out.strata.insert(out.strata.end(), without_person.begin(), without_person.end());
    out.hours = reached_by_hour(session, head.campaign_id, head.target_act, counting.until);
    out.walk_ins = count_walk_in_cells(session, head.campaign_id, counting.until);
    out.figures.number = number;
    out.figures.as_of = head.as_of;
    out.figures.made_at = now;
    out.figures.state = head.state == "cancelled" || head.state == "missed" ? head.state : "closed";
    out.figures.look_back_months = head.look_back_months;
    out.figures.register_start = head.register_start;
    out.figures.erased = count_erased(erased);
    return out;
}

void keep(store::Session& session, const ReportHead& head, const Counted& counted)
{
    if (counted.figures.number <= 0) discard_latest_count(session, head.campaign_id);
    insert_closed_figures(session, head.campaign_id, counted);
    if (counted.figures.number == latest_count_number) return;
    const bool first = counted.figures.number == 0;
    organisations::audit(session, counted.figures.made_at,
                         {head.organisation_id, counted.figures.actor,
                          first ? "campaign.figures_closed" : "campaign.figures_restated", "campaign", head.campaign_id,
                          counted.figures.reason});
}

bool is_due(const campaigns::Campaign& campaign, Instant now)
{
    return campaign.frozen_at && campaigns::closing_time(campaign.definition) <= now;
}

Counted first_figures(store::Session& session, const ReportHead& head, Instant now)
{
    Counted out = count(session, head, 0, now);
    out.figures.actor = "system";
    return out;
}

bool close_one(store::Database& database, const OpenCampaign& open, Instant now)
{
    ReportHead head;
    Counted counted;
    {
        store::Snapshot snapshot(database);
        store::Session& session = snapshot.session();
        if (!is_due(campaigns::find_campaign(session, open.organisation_id, open.campaign_id), now)) return false;
        head = open_head(session, open.organisation_id, open.campaign_id, now, "");
        counted = first_figures(session, head, now);
    }
    store::Transaction transaction(database);
    // Somebody's erasure may have closed them in between; then those count.
    if (!all_closed_figures(transaction.session(), open.campaign_id).empty()) return false;
    keep(transaction.session(), head, counted);
    transaction.commit();
    return true;
}

void count_large(store::Database& database, const OpenCampaign& open, Instant now, std::int64_t large_audience)
{
    ReportHead head;
    Counted counted;
    {
        store::Snapshot snapshot(database);
        store::Session& session = snapshot.session();
        const auto latest = read_latest_count(session, open.campaign_id);
        if ((latest && latest->made_at > now - count_every) || !has_people(session, open.campaign_id, large_audience))
            return;
        head = open_head(session, open.organisation_id, open.campaign_id, now, "");
        if (!head.interim) return;
        counted = count(session, head, latest_count_number, now);
    }
    store::Transaction transaction(database);
    if (!all_closed_figures(transaction.session(), open.campaign_id).empty()) return;
    keep(transaction.session(), head, counted);
    transaction.commit();
}

} // namespace

bool close_figures(store::Session& session, const campaigns::Campaign& campaign, Instant now)
{
    if (!is_due(campaign, now) || !all_closed_figures(session, campaign.id).empty()) return false;
    const ReportHead head = open_head(session, campaign.organisation_id, campaign.id, now, "");
    keep(session, head, first_figures(session, head, now));
    return true;
}

std::size_t count_figures(store::Database& database, Instant now, std::int64_t large_audience)
{
    std::vector<OpenCampaign> open;
    {
        store::Session session = database.session();
        open = open_campaigns(session);
    }
    std::size_t closed = 0;
    for (const OpenCampaign& one : open) {
        try {
            if (close_one(database, one, now))
                ++closed;
            else
                count_large(database, one, now, large_audience);
        } catch (const Error& problem) {
            log_warning("figures.count", {{"campaign", one.campaign_id}, {"problem", problem.what()}});
            if (problem.kind() == ErrorKind::unavailable) throw;
        }
    }
    return closed;
}

std::optional<ClosedFigures> latest_count(store::Session& session, std::int64_t campaign_id, Instant frozen_at,
                                          Instant now)
{
    const auto found = read_latest_count(session, campaign_id);
    const bool holds = found && found->made_at >= frozen_at && found->made_at > now - 2 * count_every;
    return holds ? found : std::nullopt;
}

ClosedFigures restate_figures(store::Database& database, std::int64_t organisation_id, std::int64_t campaign_id,
                              const std::string& reason, const std::string& actor, Instant now)
{
    const std::string why = text::trim(reason);
    if (why.empty() || why.size() > longest_reason || text::lines(why).size() > 1)
        throw input_error("--reason: expected one line of at most " + std::to_string(longest_reason) +
                          " bytes that says why the figures are counted anew");
    ReportHead head;
    Counted counted;
    {
        store::Snapshot snapshot(database);
        head = open_head(snapshot.session(), organisation_id, campaign_id, now, "");
    }
    if (head.interim)
        throw conflict_error("the figures of campaign " + head.campaign_key + " are open until " + to_iso(head.closes) +
                             "; until then each report counts anew");
    close_one(database, {organisation_id, campaign_id}, now);
    {
        store::Snapshot snapshot(database);
        const auto known = all_closed_figures(snapshot.session(), campaign_id);
        head.as_of = known.front().as_of;
        counted = count(snapshot.session(), head, known.back().number + 1, now);
    }
    counted.figures.reason = why;
    counted.figures.actor = actor;
    store::Transaction transaction(database);
    keep(transaction.session(), head, counted);
    transaction.commit();
    return counted.figures;
}

} // namespace dosah::evaluation
