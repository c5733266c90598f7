// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/log.h"
#include "campaigns/attendance.h"
#include "campaigns/wave.h"
#include "campaigns/wave_people_store.h"
#include "campaigns/wave_store.h"
#include "contacts/address.h"
#include "contacts/contact.h"
#include "contacts/hold.h"
#include "contacts/involvement.h"

#include <algorithm>
#include <set>
#include <span>

namespace dosah::campaigns {

namespace {

constexpr std::chrono::hours doors_open(2);
constexpr std::size_t portion = 500; // people a transaction takes

/// Somebody who is told and was invited.
struct Guest
{
    std::int64_t contact_id = 0;
    std::int64_t invitation_id = 0;
};

std::string name_of(const Attendee& attendee)
{
    if (!attendee.misread.empty()) return "\"" + attendee.misread + "\"";
    if (attendee.contact_id != 0) return "contact " + std::to_string(attendee.contact_id);
    if (!attendee.external_id.empty())
        return "the person with the number \"" + attendee.external_id.substr(0, 60) + "\"";
    return mask_addresses(attendee.email.empty() ? attendee.phone : attendee.email);
}

std::vector<std::int64_t> people_of(store::Session& session, const organisations::Organisation& organisation,
                                    const Attendee& attendee)
{
    if (attendee.contact_id != 0) return {attendee.contact_id};
    if (!attendee.external_id.empty()) {
        const store::Rows rows = session.query(
            "SELECT id FROM contacts WHERE organisation_id = $1 AND external_id = $2 AND erased_at IS NULL",
            {organisation.id, attendee.external_id});
        return rows.empty() ? std::vector<std::int64_t>{} : std::vector{rows.integer(0, 0)};
    }
    if (!attendee.email.empty()) {
        const auto email = contacts::normalise_email(attendee.email);
        if (!email) throw input_error("is not an email address");
        return contacts::find_contacts_by_email(session, organisation.id, *email);
    }
    const auto phone = contacts::normalise_phone(attendee.phone, organisation.country);
    if (!phone) throw input_error("is not a telephone number");
    return contacts::find_contacts_by_phone(session, organisation.id, phone->e164);
}

/// Throws Error(input) saying why nobody is meant.
Guest find_guest(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
                 const Attendee& attendee)
{
    if (!attendee.misread.empty()) throw input_error("is no contact's number");
    const std::vector<std::int64_t> people = people_of(session, organisation, attendee);
    std::vector<Guest> guests;
    for (const std::int64_t contact : people) {
        const store::Rows rows = session.query("SELECT id FROM invitations WHERE campaign_id = $1 AND contact_id = $2 "
                                               "AND organisation_id = $3",
                                               {campaign.id, contact, organisation.id});
        if (!rows.empty()) guests.push_back({contact, rows.integer(0, 0)});
    }
    if (guests.size() == 1) return guests.front();
    if (guests.size() > 1) {
        std::string ids;
        for (const Guest& guest : guests)
            ids += (ids.empty() ? "" : ", ") + std::to_string(guest.contact_id);
        throw input_error("is the address of several who were invited (contacts " + ids +
                          "); name the one who came by --contact or a column contact");
    }
    throw input_error(people.empty() ? "is not among the organisation's contacts"
                                     : "was not invited to campaign " + campaign.key);
}

/// Before the campaign is held, as whoever answers does: so that nobody waits in a circle.
void hold_people(store::Session& session, const organisations::Organisation& organisation,
                 std::span<const Attendee> attendees)
{
    std::set<std::int64_t> people;
    for (const Attendee& attendee : attendees) {
        if (!attendee.misread.empty()) continue;
        try {
            for (const std::int64_t person : people_of(session, organisation, attendee))
                people.insert(person);
        } catch (const Error& problem) { // is told when it is their turn
            if (problem.kind() != ErrorKind::input) throw;
        }
    }
    for (const std::int64_t person : people)
        contacts::hold_person(session, organisation.id, person);
}

void require_time(const Campaign& campaign, Instant now)
{
    if (now < campaign.definition.event.starts - doors_open)
        throw conflict_error("campaign " + campaign.key + ": its event begins at " +
                             to_iso(campaign.definition.event.starts) + "; nobody can have come yet");
}

void hold(store::Session& session, const Campaign& campaign)
{
    if (hold_campaign(session, campaign, {State::running, State::paused, State::finished, State::closed})) return;
    const Campaign held = find_campaign(session, campaign.organisation_id, campaign.id);
    throw conflict_error("campaign " + campaign.key + " is " + std::string(to_string(held.state)) +
                         "; attendance is recorded once it runs");
}

std::string act_source(const Campaign& campaign)
{
    return "campaign " + campaign.key;
}

/// For the audit log, of what comes too late for the figures that were given out.
std::string restated(const Campaign& campaign, Instant now)
{
    return now < closing_time(campaign.definition) ? "" : " (after the evaluation closed: a restatement)";
}

/// False when it is known already.
bool record(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
            const Guest& guest, const std::string& source, const std::string& actor, Instant now)
{
    const Event& event = campaign.definition.event;
    const Instant at = time_there(event, now);
    const std::size_t made =
        session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source, recorded_at) "
                    "VALUES ($1, $2, '', $3, $4, $5) ON CONFLICT (invitation_id) DO NOTHING",
                    {campaign.id, guest.invitation_id, to_micros(at), source, to_micros(now)});
    if (made == 0) return false;
    contacts::record_involvement(session, organisation.id, guest.contact_id, "attended", event.starts,
                                 in_locale(event.title, organisation.locale), act_source(campaign));
    organisations::audit(session, now,
                         {organisation.id, actor, "invitation.attended", "invitation", guest.invitation_id,
                          "by " + source + restated(campaign, now)});
    return true;
}

bool withdraw(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
              const Guest& guest, const std::string& actor, Instant now)
{
    if (session.run("DELETE FROM attendances WHERE invitation_id = $1", {guest.invitation_id}) == 0) return false;
    session.run("DELETE FROM involvements WHERE contact_id = $1 AND kind = 'attended' AND source = $2 AND "
                "import_id IS NULL",
                {guest.contact_id, act_source(campaign)});
    organisations::audit(session, now,
                         {organisation.id, actor, "invitation.attended_withdrawn", "invitation", guest.invitation_id,
                          restated(campaign, now)});
    return true;
}

/// Waves that have begun and are for whoever came, with their times.
std::vector<WavePlan> begun_waves(store::Session& session, const Campaign& campaign, const Ways& ways,
                                  const std::string& zone, Instant now)
{
    std::vector<WavePlan> plans;
    for (const Wave& wave : campaign.definition.waves) {
        if (wave.kind != "thanks" && wave.kind != "feedback") continue;
        if (read_wave_row(session, campaign.id, wave.kind).state != "begun") continue;
        const auto end =
            wave_end(campaign.definition, wave, wave_begin(campaign.definition, wave, campaign.starts_at, zone));
        if (end <= now) continue;
        WavePlan plan;
        plan.kind = wave.kind;
        plan.ways = ways;
        plan.due_at = now;
        plan.not_after = end;
        plans.push_back(std::move(plan));
    }
    return plans;
}

template <class Change>
AttendanceReport change_all(Services& services, const Campaign& campaign, const std::vector<Attendee>& attendees,
                            const organisations::Organisation& organisation, bool plans_waves, Change change)
{
    const Instant now = services.clock.now();
    const Ways ways = ways_of(campaign.definition, choose_accounts(services, organisation.id), organisation);
    AttendanceReport report;
    report.restates = now >= closing_time(campaign.definition);
    for (std::size_t first = 0; first < attendees.size(); first += portion) {
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        const std::size_t end = std::min(attendees.size(), first + portion);
        hold_people(session, organisation, std::span(attendees).subspan(first, end - first));
        hold(session, campaign);
        std::vector<WavePlan> waves;
        // A closed campaign sends nothing more.
        const bool lives = plans_waves && find_campaign(session, organisation.id, campaign.id).state != State::closed;
        if (lives) waves = begun_waves(session, campaign, ways, organisation.time_zone, now);
        for (std::size_t i = first; i < end; ++i) {
            Guest guest;
            try {
                guest = find_guest(session, campaign, organisation, attendees[i]);
            } catch (const Error& problem) {
                if (problem.kind() != ErrorKind::input) throw;
                report.problems.push_back({i, name_of(attendees[i]) + " " + problem.what()});
                continue;
            }
            const bool changed = change(session, guest, now);
            ++(changed ? report.recorded : report.known);
            if (!changed) continue;
            for (WavePlan plan : waves) {
                plan.after_contact = guest.contact_id - 1;
                plan.last_contact = guest.contact_id;
                report.planned += plan_wave_people(session, campaign, plan, now);
            }
        }
        transaction.commit();
    }
    return report;
}

} // namespace

void hold_for_attendance(store::Session& session, const Campaign& campaign, Instant now)
{
    require_time(campaign, now);
    hold(session, campaign);
}

Instant time_there(const Event& event, Instant now)
{
    return now >= event.starts && now <= event.ends ? now : event.starts;
}

AttendanceReport record_attendance(Services& services, const Campaign& campaign, const std::vector<Attendee>& attendees,
                                   const std::string& source, const std::string& actor)
{
    require_time(campaign, services.clock.now());
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    return change_all(services, campaign, attendees, organisation, true,
                      [&](store::Session& session, const Guest& guest, Instant now) {
                          return record(session, campaign, organisation, guest, source, actor, now);
                      });
}

AttendanceReport withdraw_attendance(Services& services, const Campaign& campaign,
                                     const std::vector<Attendee>& attendees, const std::string& actor)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    return change_all(services, campaign, attendees, organisation, false,
                      [&](store::Session& session, const Guest& guest, Instant now) {
                          return withdraw(session, campaign, organisation, guest, actor, now);
                      });
}

std::int64_t count_restated(store::Session& session, const Campaign& campaign)
{
    return session
        .query("SELECT COUNT(*) FROM attendances WHERE campaign_id = $1 AND recorded_at >= $2",
               {campaign.id, to_micros(closing_time(campaign.definition))})
        .integer(0, 0);
}

std::int64_t count_attendances(store::Session& session, std::int64_t campaign_id)
{
    return session
        .query("SELECT COUNT(*) FROM attendances WHERE campaign_id = $1 AND invitation_id IS NOT NULL", {campaign_id})
        .integer(0, 0);
}

} // namespace dosah::campaigns
