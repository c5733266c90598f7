// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/error.h"
#include "campaigns/wave.h"
#include "campaigns/wave_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t shortest_hash = 8;

void refuse_kind(const std::string& kind)
{
    const auto& kinds = wave_kinds();
    if (kind == kinds.front())
        throw conflict_error("the invitation cannot be changed once the campaign is launched; recall it as long as it "
                             "is scheduled, or cancel it");
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) return;
    const std::string near = nearest_name(kind, kinds);
    throw input_error("unknown wave \"" + kind + "\"" +
                      (near.empty() ? "; write reminder, thanks or feedback" : " (did you mean \"" + near + "\"?)"));
}

/// The row of a wave that may still be changed, locked with its campaign.
WaveRow hold_wave(store::Session& session, const Campaign& campaign, const std::string& kind)
{
    refuse_kind(kind);
    if (!hold_campaign(session, campaign, {State::running, State::paused, State::finished})) {
        const Campaign held = find_campaign(session, campaign.organisation_id, campaign.id);
        const bool editable = held.state == State::draft || held.state == State::submitted ||
                              held.state == State::approved || held.state == State::scheduled;
        if (held.definition_hash != campaign.definition_hash)
            throw conflict_error("campaign " + campaign.key + ": it was edited meanwhile; look again");
        throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(held.state)) + "; " +
                             (editable ? "its waves are in its file: write it there and load it"
                                       : "no wave of it can be sent any more"));
    }
    if (campaign.event_cancelled_at)
        throw conflict_error("campaign " + campaign.key + ": its event was cancelled; no wave of it is sent any more");
    WaveRow row = read_wave_row(session, campaign.id, kind);
    if (row.state == "planning" || row.state == "begun")
        throw conflict_error("campaign " + campaign.key + ": the wave \"" + kind + "\" has begun" +
                             (row.begun_at ? " at " + to_iso(*row.begun_at) : std::string()) +
                             "; what was sent stands");
    return row;
}

void put_in_force(store::Session& session, const Campaign& campaign, WaveRow& row, Instant now)
{
    row.state = "waiting"; // one that was missed or withdrawn has another chance with its new text
    row.text = row.proposed_text;
    row.text_hash = row.proposed_hash;
    row.in_force_at = now;
    row.proposed_text.clear();
    row.proposed_hash.clear();
    save_wave_row(session, campaign.id, row);
    raise_waves_version(session, campaign.id);
}

void refuse_problems(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                     const Wave& wave)
{
    std::vector<std::string> locales;
    {
        store::Session session = services.database.session();
        locales = invited_locales(session, campaign.id, organisation.locale);
    }
    CheckReport report;
    check_wave(services, campaign, organisation, wave, "wave", locales, report);
    if (wave.kind == "feedback" && wave.content.empty())
        report.problems.emplace_back("wave.content: is missing; write what people said and what comes of it");
    if (report.problems.empty()) return;
    std::string text = "the wave \"" + wave.kind + "\" has problems:";
    for (const std::string& problem : report.problems)
        text += "\n- " + problem;
    throw input_error(text);
}

} // namespace

std::string set_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& json,
                     const std::string& actor)
{
    refuse_kind(kind);
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const Wave wave = read_wave_file(json, kind, organisation.time_zone);
    refuse_problems(services, campaign, organisation, wave);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    WaveRow row = hold_wave(session, campaign, kind);
    const std::string text = write_wave_file(wave);
    const std::string hash = sha256_hex(text);
    const bool in_force = row.text_hash == hash && row.state == "waiting" && row.proposed_hash.empty();
    if (in_force || row.proposed_hash == hash) return hash; // nothing was edited
    row.proposed_text = text;
    row.proposed_hash = hash;
    row.proposed_by = actor;
    write_wave_move(session, campaign, kind, "set", actor, "text " + hash, now);
    if (organisation.approval_required) {
        save_wave_row(session, campaign.id, row);
    } else {
        row.approved_by = actor;
        put_in_force(session, campaign, row, now);
    }
    transaction.commit();
    return hash;
}

void approve_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& actor,
                  const std::string& hash)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    WaveRow row = hold_wave(session, campaign, kind);
    if (row.proposed_hash.empty())
        throw conflict_error("campaign " + campaign.key + ": no text of the wave \"" + kind +
                             "\" waits for approval; set one first");
    if (!hash.empty() && (hash.size() < shortest_hash || !row.proposed_hash.starts_with(hash)))
        throw conflict_error("campaign " + campaign.key + ": the text that waits is " +
                             row.proposed_hash.substr(0, 12) + ", not " + hash.substr(0, 12) +
                             "; it was written anew: look at it again");
    if (organisation.approval_required && actor == row.proposed_by)
        throw conflict_error("campaign " + campaign.key + ": " + organisation.name +
                             " wants a second person to approve, and " + actor +
                             " wrote it; somebody else has to approve it");
    row.approved_by = actor;
    write_wave_move(session, campaign, kind, "approved", actor, "text " + row.proposed_hash, now);
    put_in_force(session, campaign, row, now);
    transaction.commit();
}

void withdraw_wave(Services& services, const Campaign& campaign, const std::string& kind, const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    WaveRow row = hold_wave(session, campaign, kind);
    if (row.state != "waiting" ||
        (row.text.empty() && row.proposed_text.empty() && !find_wave(campaign.definition, kind)))
        throw conflict_error("campaign " + campaign.key + ": no wave \"" + kind + "\" is to come");
    row.state = "withdrawn";
    row.proposed_text.clear();
    row.proposed_hash.clear();
    save_wave_row(session, campaign.id, row);
    write_wave_move(session, campaign, kind, "withdrawn", actor, "", now);
    transaction.commit();
}

WaveTexts wave_texts(store::Session& session, const Campaign& campaign, const std::string& kind)
{
    const Wave* wave = find_wave(campaign.definition, kind);
    return {wave != nullptr ? write_wave_file(*wave) : std::string(),
            read_wave_row(session, campaign.id, kind).proposed_text};
}

} // namespace dosah::campaigns
