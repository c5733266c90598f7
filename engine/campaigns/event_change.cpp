// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/event_change.h"

#include "base/encoding.h"
#include "base/error.h"
#include "campaigns/campaign_store.h"
#include "campaigns/capacity.h"
#include "campaigns/definition_parts.h"
#include "campaigns/event_change_store.h"
#include "campaigns/hours.h"
#include "campaigns/plan_store.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_file = 1 << 20;

/// As it is stored: without the waves that were written after the launch.
Definition held_definition(Services& services, const Campaign& campaign)
{
    store::Session session = services.database.session();
    return stored_definition(session, campaign.id);
}

void demand_open(const Campaign& campaign, Instant now)
{
    const bool open = campaign.state == State::scheduled || campaign.state == State::running ||
                      campaign.state == State::paused || campaign.state == State::finished;
    if (!open)
        throw conflict_error(
            "campaign " + campaign.key + " is " + std::string(to_string(campaign.state)) +
            (campaign.state == State::draft || campaign.state == State::submitted || campaign.state == State::approved
                 ? "; nobody knows of its event yet, load the changed file instead"
                 : "; its event cannot be changed any more"));
    if (campaign.event_cancelled_at) throw conflict_error("campaign " + campaign.key + ": its event is cancelled");
    if (campaign.definition.event.starts <= now)
        throw conflict_error("campaign " + campaign.key + ": its event has begun at " +
                             to_iso(campaign.definition.event.starts));
}

void check_event(const Campaign& campaign, const Definition& definition, Instant now)
{
    const Event& event = definition.event;
    if (event.ends <= event.starts) throw input_error("event.ends: must be later than starts");
    if (event.starts <= now) throw input_error("event.starts: " + to_iso(event.starts) + " is in the past");
    if (definition.closes && *definition.closes < event.ends)
        throw input_error("event.ends: is after " + to_iso(*definition.closes) +
                          ", when the campaign's evaluation closes");
    if (event.kind != campaign.definition.event.kind)
        throw input_error("event.kind: stays as it was announced (" + campaign.definition.event.kind + ")");
}

/// The definition with the members of the file laid over its event. Takes "note" out into `note`.
Definition changed_definition(const Definition& held, const std::string& text, const std::string& zone, Localised& note)
{
    if (text.size() > longest_file) throw input_error("event: the file is longer than 1 MiB");
    json::Object::Ptr members = json::parse_object(text, "event");
    json::Reader reader(members, "event");
    note = localised(reader, "note", paragraphs);
    members->remove("note");
    json::Object::Ptr whole = json::parse_object(write_definition(held), "campaign");
    json::Object::Ptr event = whole->getObject("event");
    for (const std::string& name : members->getNames())
        event->set(name, members->get(name));
    whole->set("event", event);
    return read_definition(json::write(whole), zone);
}

/// When notices may go out by each channel.
std::map<channel::Channel, Instant> due_times(store::Session& session, const organisations::Organisation& organisation,
                                              bool urgent, Instant now)
{
    std::map<channel::Channel, Instant> due;
    for (const channel::Channel channel : channel::all_channels)
        due[channel] = urgent ? now : next_allowed(session, organisation, channel, now);
    return due;
}

void demand_in_time(store::Session& session, const organisations::Organisation& organisation, const Campaign& campaign,
                    const EventChange& change, Instant now)
{
    const Instant begins = std::min(campaign.definition.event.starts, change.definition.event.starts);
    for (const auto& [channel, due] : due_times(session, organisation, change.urgent, now)) {
        const auto& used = campaign.definition.channels;
        if (std::find(used.begin(), used.end(), channel) == used.end() || due < begins) continue;
        throw conflict_error("campaign " + campaign.key + ": quiet hours would hold notices by " +
                             std::string(to_string(channel)) + " until " + to_iso(due) +
                             ", when the event has begun; say that it is urgent (--urgent) to send them now");
    }
}

/// Plans notices for the next people; true when there are more. Notes in `notices` how far it is. In a transaction that
/// has locked the campaign.
bool plan_some(store::Session& session, const Campaign& campaign, const organisations::Organisation& organisation,
               const AccountChoice& accounts, OpenNotices& notices, std::int64_t& planned, Instant now)
{
    const auto upto = last_of_next_invited(session, campaign.id, notices.planned_to);
    const bool urgent = is_urgent(session, notices.change_id);
    const NoticePlan plan{notices,
                          upto.value_or(notices.planned_to),
                          accounts,
                          due_times(session, organisation, urgent, now),
                          campaign.definition.event.starts,
                          urgent};
    planned += insert_notices(session, campaign, plan, !upto, now);
    notices.planned_to = plan.last_contact;
    return upto.has_value();
}

EventChanged apply(Services& services, const organisations::Organisation& organisation, const Campaign& base,
                   const EventChange& change, const std::string& actor)
{
    const Instant now = services.clock.now();
    const AccountChoice accounts = choose_accounts(services, organisation.id);
    EventChanged result;
    result.campaign = base;
    Campaign& campaign = result.campaign;
    {
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        lock_campaign(session, campaign.id, now);
        const bool sent = anything_sent(session, campaign.id);
        if (change.cancellation && !sent)
            throw conflict_error("campaign " + campaign.key +
                                 ": nobody has been told of its event; cancel the campaign instead");
        result.told = sent && (change.cancellation || differs(campaign.definition.event, change.definition.event));
        if (result.told) demand_in_time(session, organisation, campaign, change, now);
        apply_change(session, change, campaign, result.told, actor, now);
        if (result.told) skip_purpose(session, campaign, "change", "superseded", now);
        if (change.cancellation) {
            skip_purpose(session, campaign, "wave", "event_cancelled", now);
            if (campaign.state == State::paused) {
                move(session, campaign, State::running, actor, "its event is cancelled", now);
                delivery::set_lane(session, campaign.lane_id, true);
            }
        } else {
            fill_places(session, campaign.id, campaign.definition.event, now);
        }
        // The first notices together with the change: else the campaign might be taken for finished in between.
        OpenNotices notices{change.id, campaign.id, change.cancellation, campaign.calendar_sequence, 0};
        if (result.told) plan_some(session, campaign, organisation, accounts, notices, result.notices, now);
        transaction.commit();
    }
    result.applied = true;
    if (result.told) result.notices += plan_notices(services);
    return result;
}

EventChanged propose_or_apply(Services& services, const Campaign& campaign, EventChange change)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    change.campaign_id = campaign.id;
    change.proposed_at = services.clock.now();
    {
        store::Transaction transaction(services.database);
        store::Session& session = transaction.session();
        withdraw_proposal(session, campaign.id, change.proposed_by, change.proposed_at);
        change.id = insert_proposal(session, change, campaign);
        transaction.commit();
    }
    if (organisation.approval_required) return {campaign, false, false, 0};
    try {
        return apply(services, organisation, campaign, change, change.proposed_by);
    } catch (const Error&) {
        withdraw_event_change(services, campaign, change.proposed_by);
        throw;
    }
}

} // namespace

bool differs(const Event& one, const Event& other)
{
    return one.title != other.title || one.place != other.place || one.access != other.access ||
           one.interpreter != other.interpreter || one.transport != other.transport ||
           one.childcare != other.childcare || one.link != other.link || one.starts != other.starts ||
           one.ends != other.ends;
}

EventChanged change_event(Services& services, const Campaign& campaign, const std::string& text,
                          const std::string& actor, bool urgent)
{
    const Instant now = services.clock.now();
    demand_open(campaign, now);
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    const Definition held = held_definition(services, campaign);
    EventChange change;
    change.definition = changed_definition(held, text, organisation.time_zone, change.note);
    change.urgent = urgent;
    change.proposed_by = actor;
    check_event(campaign, change.definition, now);
    if (write_definition(change.definition) == write_definition(held))
        throw conflict_error("campaign " + campaign.key + ": its event is already so");
    return propose_or_apply(services, campaign, change);
}

EventChanged cancel_event(Services& services, const Campaign& campaign, const std::string& reason,
                          const std::string& actor, bool urgent)
{
    demand_open(campaign, services.clock.now());
    {
        store::Session session = services.database.session();
        if (!anything_sent(session, campaign.id))
            throw conflict_error("campaign " + campaign.key +
                                 ": nobody has been told of its event; cancel the campaign instead");
    }
    EventChange change;
    change.cancellation = true;
    change.definition = held_definition(services, campaign);
    if (const std::string text = paragraphs(reason, "reason"); !text.empty()) change.note["*"] = text;
    change.urgent = urgent;
    change.proposed_by = actor;
    return propose_or_apply(services, campaign, change);
}

EventChanged approve_event_change(Services& services, const Campaign& campaign, const std::string& actor)
{
    const auto organisation = organisations::find_organisation(services.database, campaign.organisation_id);
    std::optional<EventChange> proposed;
    {
        store::Session session = services.database.session();
        proposed = proposed_event_change(session, campaign.id);
    }
    if (!proposed) throw missing_error("campaign " + campaign.key + ": no change of its event waits for approval");
    if (organisation.approval_required && actor == proposed->proposed_by)
        throw conflict_error("campaign " + campaign.key + ": " + organisation.name +
                             " wants a second person to approve, and " + actor +
                             " proposed the change; somebody else has to approve it");
    demand_open(campaign, services.clock.now());
    check_event(campaign, proposed->definition, services.clock.now());
    return apply(services, organisation, campaign, *proposed, actor);
}

void withdraw_event_change(Services& services, const Campaign& campaign, const std::string& actor)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    if (!withdraw_proposal(transaction.session(), campaign.id, actor, now))
        throw missing_error("campaign " + campaign.key + ": no change of its event waits for approval");
    transaction.commit();
}

std::int64_t plan_notices(Services& services)
{
    std::vector<OpenNotices> open;
    {
        store::Session session = services.database.session();
        open = open_notices(session);
    }
    std::int64_t planned = 0;
    for (OpenNotices& notices : open) {
        std::optional<Campaign> campaign;
        {
            store::Session session = services.database.session();
            campaign = read_campaign(session, notices.campaign_id);
        }
        if (!campaign) continue;
        const auto organisation = organisations::find_organisation(services.database, campaign->organisation_id);
        const AccountChoice accounts = choose_accounts(services, organisation.id);
        for (bool more = true; more;) {
            const Instant now = services.clock.now();
            store::Transaction transaction(services.database);
            lock_campaign(transaction.session(), campaign->id, now);
            more = plan_some(transaction.session(), *campaign, organisation, accounts, notices, planned, now);
            transaction.commit();
        }
    }
    return planned;
}

} // namespace dosah::campaigns
