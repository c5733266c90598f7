// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/wave_advance.h"

#include "campaigns/wave.h"
#include "campaigns/wave_people_store.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr const char* scheduler = "system";

/// When a wave of this row may begin and until when.
struct Times
{
    std::optional<Instant> begin;
    std::optional<Instant> end;
};

Times times_of(const Config& config, const Campaign& campaign, const Wave& wave, const WaveRow& row,
               const std::string& zone)
{
    Times times;
    times.begin = wave_begin(campaign.definition, wave, campaign.starts_at, zone);
    times.end = wave_end(campaign.definition, wave, times.begin);
    // What was written after the launch can be called back as long as the launch could.
    if (times.begin && row.in_force_at)
        times.begin = std::max<Instant>(*times.begin, *row.in_force_at + config.campaign_cancel_window);
    return times;
}

bool is_written(const Wave& wave)
{
    return wave.kind != "feedback" || !wave.content.empty();
}

bool is_to_come(const WaveRow& row)
{
    return row.state == "waiting" || row.state == "planning";
}

void miss(Services& services, const Campaign& campaign, const std::string& kind, Instant now)
{
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    if (!hold_campaign(session, campaign, {State::running})) return;
    WaveRow row = read_wave_row(session, campaign.id, kind);
    if (row.state != "waiting") return;
    row.state = "missed";
    save_wave_row(session, campaign.id, row);
    write_wave_move(session, campaign, kind, "missed", scheduler, "not_after passed", now);
    transaction.commit();
}

/// One portion of people; false when the wave is through, or not to be gone on with.
bool plan_portion(Services& services, const Campaign& campaign, WavePlan plan, Instant now)
{
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    if (!hold_campaign(session, campaign, {State::running})) return false;
    WaveRow row = read_wave_row(session, campaign.id, plan.kind);
    if (!is_to_come(row)) return false;
    const auto last = last_of_next_invited(session, campaign.id, row.after_contact);
    if (last) {
        plan.after_contact = row.after_contact;
        plan.last_contact = *last;
        row.planned += plan_wave_people(session, campaign, plan, now);
        row.after_contact = *last;
        row.state = "planning";
        if (!row.begun_at) row.begun_at = now;
    } else {
        row.state = "begun";
        if (!row.begun_at) row.begun_at = now;
        look_for_answers(session, campaign.id);
        write_wave_move(session, campaign, plan.kind, "begun", scheduler,
                        row.planned == 1 ? "1 message" : std::to_string(row.planned) + " messages", now);
    }
    save_wave_row(session, campaign.id, row);
    transaction.commit();
    return last.has_value();
}

} // namespace

void advance_waves(Services& services, const Campaign& campaign, Instant now)
{
    if (campaign.definition.waves.size() < 2 || campaign.event_cancelled_at) return;
    std::vector<WaveRow> rows;
    {
        store::Session session = services.database.session();
        rows = read_wave_rows(session, campaign.id);
    }
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    for (const Wave& wave : campaign.definition.waves) {
        if (wave.kind == "invitation") continue;
        WaveRow row;
        row.kind = wave.kind;
        for (const WaveRow& held : rows)
            if (held.kind == wave.kind) row = held;
        if (!is_to_come(row)) continue;
        const Times times = times_of(services.config, campaign, wave, row, organisation.time_zone);
        if (row.state == "waiting" && times.end && *times.end <= now) {
            miss(services, campaign, wave.kind, now);
            continue;
        }
        if (!times.begin || *times.begin > now || !is_written(wave)) continue;
        WavePlan plan;
        plan.kind = wave.kind;
        plan.ways = ways_of(campaign.definition, choose_accounts(services, campaign.organisation_id), organisation);
        plan.due_at = *times.begin;
        plan.not_after = times.end;
        while (plan_portion(services, campaign, plan, now))
            ;
    }
}

std::vector<WaveStatus> wave_states(store::Session& session, const Config& config, const Campaign& campaign,
                                    const std::string& time_zone,
                                    const std::map<std::string, std::vector<delivery::Progress>>& progress)
{
    const std::vector<WaveRow> rows = read_wave_rows(session, campaign.id);
    std::vector<WaveStatus> out;
    for (const std::string& kind : wave_kinds()) {
        const Wave* wave = find_wave(campaign.definition, kind);
        const auto found = std::find_if(rows.begin(), rows.end(), [&](const WaveRow& one) { return one.kind == kind; });
        const WaveRow row = found == rows.end() ? WaveRow() : *found;
        if (!wave && row.proposed_hash.empty() && row.state == "waiting") continue;
        WaveStatus status;
        status.kind = kind;
        status.begun_at = row.begun_at;
        status.proposed_hash = row.proposed_hash;
        status.proposed_by = row.proposed_by;
        if (const auto counts = progress.find(kind); counts != progress.end()) status.progress = counts->second;
        if (wave) {
            const Times times = times_of(config, campaign, *wave, row, time_zone);
            status.begins = times.begin;
            status.not_after = times.end;
        }
        if (kind == "invitation") {
            const bool began = campaign.state != State::scheduled && campaign.starts_at;
            status.state = campaign.state == State::missed ? "missed" : began ? "begun" : "to_come";
            if (began && campaign.state != State::missed) status.begun_at = campaign.starts_at;
        } else if (!is_to_come(row)) {
            status.state = row.state;
        } else if (!wave) {
            status.state = "waits_for_approval";
        } else if (row.state == "planning") {
            status.state = "begun";
        } else {
            status.state = is_written(*wave) ? "to_come" : "waits_for_content";
        }
        out.push_back(std::move(status));
    }
    return out;
}

bool has_waves_to_come(store::Session& session, const Campaign& campaign)
{
    if (campaign.definition.waves.size() < 2 || campaign.event_cancelled_at) return false;
    const std::vector<WaveRow> rows = read_wave_rows(session, campaign.id);
    return std::any_of(campaign.definition.waves.begin(), campaign.definition.waves.end(), [&](const Wave& wave) {
        if (wave.kind == "invitation") return false;
        const auto row =
            std::find_if(rows.begin(), rows.end(), [&](const WaveRow& one) { return one.kind == wave.kind; });
        return row == rows.end() || is_to_come(*row);
    });
}

} // namespace dosah::campaigns
