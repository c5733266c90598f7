// SPDX-License-Identifier: EUPL-1.2
#include "history.h"

#include "campaigns/definition.h"
#include "responses/phone_list.h"
#include "tests/support/queue.h"

#include <atomic>

namespace dosah::tests {

namespace {

std::string unique()
{
    static std::atomic<int> count{0};
    return std::to_string(++count);
}

const std::vector<std::string> states = {"planned", "queued", "claimed", "handed",  "accepted", "delivered",
                                         "bounced", "failed", "expired", "skipped", "in_doubt", "assumed_sent"};
const std::vector<std::string> kinds = {"bounce",         "delayed",    "delivered", "complaint", "unsubscribe",
                                        "calendar_reply", "auto_reply", "challenge", "opt_out",   "start",
                                        "help",           "answer",     "text"};
const std::vector<std::string> answers = {"yes", "no", "maybe"};

} // namespace

Hosting store_campaign(store::Session& session, const std::string& definition, Instant frozen_at,
                       std::optional<Instant> register_start, const std::string& key)
{
    Hosting out;
    out.organisation = session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, register_start, created_at) "
        "VALUES ($1, 'Město Lipová', 'CZ', 'cs', 'Europe/Prague', '', '', '', '', FALSE, 36, $2, 0) RETURNING id",
        {key, register_start ? store::Value(to_micros(*register_start)) : store::Value()});
    for (const auto& [group, name] :
         {std::pair("seniors", "Senioři"), std::pair("youth", "Mladí"), std::pair("women", "Ženy")})
        session.run("INSERT INTO target_groups (organisation_id, key, name) VALUES ($1, $2, $3)",
                    {out.organisation, group, name});
    const std::int64_t lane =
        session.insert("INSERT INTO lanes (organisation_id, open) VALUES ($1, TRUE) RETURNING id", {out.organisation});
    session.run("INSERT INTO connector_accounts (organisation_id, key, connector, settings, sealed_secrets, active, "
                "created_at) VALUES ($1, 'test', 'capture', '{}', '', TRUE, 0)",
                {out.organisation});
    out.campaign = session.insert(
        "INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
        "calendar_sequence, created_by, submitted_by, approved_by, approved_hash, frozen_at, created_at, updated_at) "
        "VALUES ($1, 'forum', 'running', $2, '', $3, '', 0, '', '', '', '', $4, 0, 0) RETURNING id",
        {out.organisation, definition, lane, to_micros(frozen_at)});
    return out;
}

namespace {

store::Value micros(const std::optional<Instant>& t)
{
    return t ? store::Value(to_micros(*t)) : store::Value();
}

void store_message(store::Session& session, const Hosting& hosting, std::int64_t contact, std::int64_t invitation,
                   const SentMessage& sent)
{
    const std::string id = unique();
    const bool moved = !sent.later.empty();
    const std::int64_t message = session.insert(
        "INSERT INTO messages (organisation_id, contact_id, invitation_id, connector_account_id, purpose, wave, "
        "channel, address, locale, dedupe_key, reference, state, state_reason, attempts, content_version, sms_parts, "
        "created_at, updated_at) VALUES ($1, $2, $3, (SELECT MIN(id) FROM connector_accounts), $4, 'invitation', "
        "'email', 'a@example.test', 'cs', $5, $5, $6, '', $7, '', 0, 0, $8) RETURNING id",
        {hosting.organisation, contact, invitation, sent.purpose, id, moved ? sent.later : sent.state,
         sent.tried ? 1 : 0, moved ? to_micros(sent.later_at) : 0});
    tests::follow_states(session);
    session.run(
        "INSERT INTO attempts (message_id, number, claim_id, reference, remote_id, outcome, outcome_code, "
        "outcome_text, claimed_at, handed_at) VALUES ($1, 1, '', $2, '', '', '', '', $3, $4)",
        {message, id, to_micros(sent.tried_at), sent.handed ? store::Value(to_micros(sent.tried_at)) : store::Value()});
    if (!moved) return;
    const std::string move = "INSERT INTO message_moves (message_id, from_state, to_state, at, reason, remote_text) "
                             "VALUES ($1, $2, $3, $4, '', '')";
    session.run(move, {message, "", sent.state, 0});
    session.run(move, {message, sent.state, sent.later, to_micros(sent.later_at)});
}

} // namespace

std::int64_t store_guest(store::Session& session, const Hosting& hosting, const Guest& guest)
{
    const std::int64_t contact =
        session.insert("INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, "
                       "place, folded_place, "
                       "postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
                       "VALUES ($1, '', '', '', '', '', '', '', '', '', '', 1, 0, 0) RETURNING id",
                       {hosting.organisation});
    const std::int64_t invitation = session.insert(
        "INSERT INTO invitations (organisation_id, campaign_id, contact_id, frame_id, arm, prior, rule_version, "
        "token_version, answer, answer_channel, answered_at, companions, first_time, frozen_gender, frozen_birth_year, "
        "frozen_place, stratum, moved_up_at) VALUES ($1, $2, $3, $4, $5, $6, '1', 1, $7, 'email', $8, 0, '', $9, $10, "
        "$11, $12, $13) RETURNING id",
        {hosting.organisation, hosting.campaign, contact, unique(), guest.arm, guest.prior, guest.answer,
         micros(guest.answered_at), guest.gender, guest.birth_year, guest.place, guest.stratum,
         micros(guest.moved_up_at)});
    if (guest.ineligible_at)
        session.run("UPDATE invitations SET ineligible_reason = 'moved_away', ineligible_at = $1 WHERE id = $2",
                    {to_micros(*guest.ineligible_at), invitation});
    for (const PlaceMove& move : guest.place_moves)
        session.run("INSERT INTO place_moves (invitation_id, place, at) VALUES ($1, $2, $3)",
                    {invitation, move.place, to_micros(move.at)});
    for (const std::string& group : guest.groups)
        session.run("INSERT INTO invitation_groups (invitation_id, group_key) VALUES ($1, $2)", {invitation, group});
    for (const SentMessage& sent : guest.messages)
        store_message(session, hosting, contact, invitation, sent);
    for (const Reply& reply : guest.replies)
        session.run(
            "INSERT INTO responses (organisation_id, part, contact_id, invitation_id, channel, kind, answer, text, "
            "received_at, needs_person, handled_by) VALUES ($1, 0, $2, $3, $4, $5, $6, '', $7, FALSE, '')",
            {hosting.organisation, contact, reply.names_campaign ? store::Value(invitation) : store::Value(),
             reply.channel, reply.kind, reply.answer, to_micros(reply.at)});
    for (const PhoneCall& call : guest.calls)
        session.run("INSERT INTO phone_calls (organisation_id, invitation_id, result, note, actor, at, once) VALUES "
                    "($1, $2, $3, '', '', $4, $5)",
                    {hosting.organisation, invitation, call.result, to_micros(call.at), unique()});
    if (guest.attended_at)
        session.run("INSERT INTO attendances (campaign_id, invitation_id, walk_in_group, at, source) "
                    "VALUES ($1, $2, '', $3, 'list')",
                    {hosting.campaign, invitation, to_micros(*guest.attended_at)});
    if (guest.form_at)
        session.run("INSERT INTO involvements (organisation_id, contact_id, kind, occurred_at, what, source) "
                    "VALUES ($1, $2, 'form', $3, '', '')",
                    {hosting.organisation, contact, to_micros(*guest.form_at)});
    return invitation;
}

std::string park_forum()
{
    campaigns::Definition out;
    out.key = "forum";
    out.name = {{"cs", "Fórum o parku"}, {"en", "Park forum"}};
    out.event.title = {{"cs", "Fórum"}};
    out.event.place = {{"cs", "Sokolovna"}};
    out.event.starts = from_iso("2026-10-27T16:00:00Z");
    out.event.ends = from_iso("2026-10-27T18:00:00Z");
    out.audience = "all";
    out.channels = {channel::Channel::email};
    out.waves = {campaigns::Wave{}};
    out.closes = forum_closes;
    return campaigns::write_definition(out);
}

Guest random_guest(std::mt19937_64& random, Instant around)
{
    const auto one_in = [&](std::uint64_t n) { return random() % n == 0; };
    const auto some_time = [&] { return around + std::chrono::hours(static_cast<int>(random() % 200) - 100); };
    const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    Guest out;
    if (one_in(6)) out.arm = one_in(2) ? "holdout" : "reserve";
    out.prior = pick({"prior", "none", "unobservable"});
    for (const char* group : {"seniors", "youth", "women", "gone"})
        if (one_in(4)) out.groups.insert(group);
    for (std::size_t n = random() % 3; n > 0; --n) {
        SentMessage message{one_in(4) ? "confirmation" : "wave", pick(states), false};
        message.handed = message.state == "accepted" || message.state == "delivered" || one_in(2);
        message.tried = message.handed || one_in(2);
        if (one_in(4)) {
            message.later = pick(states);
            message.later_at = some_time();
            if (one_in(2)) message.tried_at = message.later_at;
        }
        out.messages.push_back(message);
    }
    while (one_in(3)) {
        Reply reply{pick(kinds), std::nullopt, pick({"email", "sms", "web", "phone"}), some_time()};
        if (reply.kind == "answer" || (reply.kind == "calendar_reply" && one_in(2))) reply.answer = pick(answers);
        if (reply.kind == "unsubscribe") reply.names_campaign = one_in(2);
        out.replies.push_back(reply);
    }
    if (one_in(5)) {
        out.answer = pick(answers);
        out.answered_at = some_time();
    }
    while (one_in(2))
        out.place_moves.push_back({pick({"taken", "waiting", ""}), some_time()});
    if (one_in(8)) out.attended_at = some_time();
    if (one_in(8)) out.form_at = some_time();
    if (one_in(10)) out.ineligible_at = some_time();
    while (one_in(4))
        out.calls.push_back({pick(responses::call_results()), some_time()});
    return out;
}

} // namespace dosah::tests
