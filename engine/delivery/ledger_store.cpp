// SPDX-License-Identifier: EUPL-1.2
#include "delivery/ledger_store.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"
#include "contacts/suppression.h"
#include "delivery/carried_store.h"
#include "delivery/moves_store.h"
#include "delivery/pace_store.h"
#include "delivery/retry.h"

#include <unordered_set>

namespace dosah::delivery {

using channel::Outcome;
using channel::OutcomeKind;
using store::Value;

namespace {

constexpr std::size_t kept_remote_text = 2000;

std::string remote_words(const std::string& words)
{
    return text::repair_utf8(std::string_view(words).substr(0, kept_remote_text));
}

const std::string suppression_of = "SELECT reason FROM suppressions WHERE suppressions.organisation_id = "
                                   "messages.organisation_id AND suppressions.channel = messages.channel AND "
                                   "suppressions.address = messages.address AND NOT (messages.purpose = 'opt_out' AND "
                                   "suppressions.reason = 'opt_out') AND NOT (messages.purpose = 'data_link' AND "
                                   "suppressions.reason IN ('opt_out', 'complaint', 'by_hand'))";

/// Rows that are written once for the whole group: history, and what became of attempts.
struct Deferred
{
    std::vector<MoveRow> history;
    std::vector<StoredForm> forms; ///< see write_sent
    store::Given attempts{{"attempt", "BIGINT"}, {"handed", "BIGINT"}, {"outcome", "TEXT"},
                          {"code", "TEXT"},      {"words", "TEXT"},    {"remote", "TEXT"}};

    /// handed_at: 0 where no hand mark was made. It is written with the end: until then the message's state tells.
    void end(std::int64_t attempt_id, std::int64_t handed_at, std::string_view outcome, const std::string& code,
             const std::string& words, const std::string& remote_id)
    {
        attempts.add(
            {attempt_id, handed_at, outcome, remote_words(code), remote_words(words), remote_words(remote_id)});
    }

    void write(store::Session& session, Instant now)
    {
        write_moves(session, history, now);
        session.run_later("UPDATE attempts SET ended_at = $1, handed_at = COALESCE(handed_at, NULLIF(given.handed, "
                          "0)), outcome = given.outcome, outcome_code = given.code, outcome_text = given.words, "
                          "remote_id = given.remote FROM given WHERE attempts.id = given.attempt",
                          {to_micros(now)}, attempts);
    }
};

std::int64_t handed_at_of(const Ending& ending)
{
    return ending.handed ? to_micros(ending.handed_at) : 0;
}

/// Why it was refused, and where it goes. True when it is ours after all: an earlier commit whose fate was not known.
bool settle_refused(store::Session& session, const Claim& claim, Deferred& deferred, Instant now)
{
    const store::Rows rows = session.query(
        "SELECT state, attempts, (" + suppression_of + ") FROM messages WHERE id = $1", {claim.message_id});
    if (!rows.empty() && rows.integer(0, 1) == claim.attempt) {
        const State state = state_from(rows.text(0, 0));
        if (state == State::handed) return true;
        if (state == State::claimed) {
            State to = State::queued;
            std::string reason = "paused"; // the lane was closed, also if it was opened again between the two looks
            if (const auto suppressed = rows.optional_text(0, 2)) {
                to = State::skipped;
                reason = *suppressed == "opt_out" ? "opt_out" : "suppressed";
            }
            move_message(session, {claim.message_id, claim.attempt_id, State::claimed, to, reason, ""}, now);
            deferred.end(claim.attempt_id, 0, "not_sent", reason, "", "");
            return false;
        }
    }
    deferred.end(claim.attempt_id, 0, "not_sent", "taken_back", "", ""); // skipped or taken over meanwhile
    return false;
}

void queue_again(store::Session& session, const Ending& ending, std::optional<std::int64_t> retry_until,
                 const Config& config, Random& random, Instant now)
{
    const RetryPolicy policy = retry_policy(config, ending.channel);
    const Instant first_refusal = retry_until ? from_micros(*retry_until) - policy.window : now;
    const std::int64_t refusals =
        1 + session
                .query("SELECT COUNT(*) FROM attempts WHERE message_id = $1 AND id <> $2 AND outcome IN ('later', "
                       "'unknown', 'compose_failed')",
                       {ending.message_id, ending.attempt_id})
                .integer(0, 0);
    const auto next = next_try(policy, static_cast<int>(std::min<std::int64_t>(refusals, 1000)), first_refusal, now,
                               ending.outcome.retry_after, random);
    if (!next) {
        move_message(session,
                     {ending.message_id, ending.attempt_id, State::queued, State::expired, "retries_ended", ""}, now);
        return;
    }
    session.run("UPDATE messages SET retry_until = $1 WHERE id = $2",
                {to_micros(first_refusal + policy.window), ending.message_id});
    session.run("UPDATE queue SET due_at = $1 WHERE message_id = $2", {to_micros(*next), ending.message_id});
}

State target_of(const Ending& ending)
{
    if (ending.what == Ending::What::skip) return State::skipped;
    if (ending.what != Ending::What::outcome) return State::queued;
    switch (ending.outcome.kind) {
    case OutcomeKind::accepted:
        return State::accepted;
    case OutcomeKind::rejected:
        return State::failed;
    case OutcomeKind::address_dead:
        return State::bounced;
    case OutcomeKind::later:
    case OutcomeKind::connector_broken:
        return State::queued;
    case OutcomeKind::unknown:
        return ending.handed ? State::in_doubt : State::queued;
    }
    return State::in_doubt;
}

void write_ending(store::Session& session, const Ending& ending, Deferred& deferred, const Config& config,
                  Random& random, Instant now)
{
    const Outcome& outcome = ending.outcome;
    const bool said = ending.what == Ending::What::outcome;
    const std::string reason =
        said ? (outcome.code.empty() ? std::string(to_string(outcome.kind)) : outcome.code) : ending.reason;
    deferred.end(ending.attempt_id, handed_at_of(ending),
                 said                                 ? to_string(outcome.kind)
                 : ending.what == Ending::What::retry ? "compose_failed"
                                                      : "not_sent",
                 reason, outcome.text, outcome.remote_id);
    if (ending.rest_domain_until)
        rest_domain(session, ending.connector_account_id, ending.domain, *ending.rest_domain_until);
    if (said && outcome.kind == OutcomeKind::address_dead)
        contacts::suppress(session, ending.organisation_id, ending.channel, ending.address,
                           contacts::SuppressionReason::hard_bounce, "bounce " + remote_words(reason), now);

    // A later attempt has the say; this also holds the row until the commit.
    const store::Rows rows = session.query(
        "UPDATE messages SET updated_at = $1 WHERE id = $2 AND attempts = $3 RETURNING state, retry_until",
        {to_micros(now), ending.message_id, ending.attempt});
    if (rows.empty()) return;
    State from = state_from(rows.text(0, 0));
    const State to = target_of(ending);
    const bool ours = from == (ending.handed ? State::handed : State::claimed) || (said && from == State::in_doubt);
    if (!ours) return;
    if (from == State::claimed && to == State::accepted) {
        log_error("delivery.not_handed",
                  {{"attempt", ending.attempt_id}, {"problem", "the connector sent it without asking"}});
        move_message(session, {ending.message_id, ending.attempt_id, from, State::handed, "", ""}, now);
        from = State::handed;
    }
    if (from == to) return;
    if (!move_message(session, {ending.message_id, ending.attempt_id, from, to, reason, remote_words(outcome.text)},
                      now))
        return;
    const bool counts = ending.what == Ending::What::retry ||
                        (said && (outcome.kind == OutcomeKind::later || outcome.kind == OutcomeKind::unknown));
    if (to == State::queued && counts) queue_again(session, ending, rows.optional_integer(0, 1), config, random, now);
}

std::unordered_set<std::int64_t> ids_of(const store::Rows& rows)
{
    std::unordered_set<std::int64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i)
        ids.insert(rows.integer(i, 0));
    return ids;
}

void count_accepted(const Ending& ending, Instant now)
{
    static Histogram& duration = metrics().histogram(
        "dosah_due_to_accept_seconds", "From when a message (or its latest try) was due to its recorded acceptance.");
    duration.observe(std::chrono::duration<double>(now - ending.due_at).count());
}

/// handed -> accepted for many at once; what is not there any more is left to write_ending.
std::unordered_set<std::int64_t> write_accepted(store::Session& session, const std::vector<const Ending*>& endings,
                                                Deferred& deferred, Instant now)
{
    const MoveSql move = move_sql(State::handed, State::accepted);
    store::Given waiting{{"id", "BIGINT"}, {"attempt", "BIGINT"}};
    for (const Ending* ending : endings)
        waiting.add({ending->message_id, ending->attempt});
    const store::Rows rows =
        session.query("UPDATE messages SET " + move.set +
                          ", state_reason = '', updated_at = $1 FROM given WHERE messages.id = given.id AND "
                          "messages.attempts = given.attempt AND " +
                          move.where + " RETURNING messages.id",
                      {to_micros(now)}, waiting);
    const std::unordered_set<std::int64_t> accepted = ids_of(rows);
    store::Given settled{{"id", "BIGINT"}};
    for (const Ending* ending : endings) {
        if (!accepted.contains(ending->message_id)) continue;
        if (ending->channel != channel::Channel::letter) count_accepted(*ending, now); // those wait for a person
        settled.add({ending->message_id});
        const Outcome& outcome = ending->outcome;
        deferred.history.push_back({ending->message_id, ending->attempt_id, State::handed, State::accepted,
                                    outcome.code, remote_words(outcome.text)});
        deferred.end(ending->attempt_id, handed_at_of(*ending), to_string(outcome.kind), outcome.code, outcome.text,
                     outcome.remote_id);
    }
    follow_in_queue(session, settled, State::handed, State::accepted);
    return accepted;
}

std::vector<bool> write_hands(store::Session& session, const std::vector<HandMark>& marks, Deferred& deferred,
                              Instant now)
{
    const MoveSql move = move_sql(State::claimed, State::handed);
    store::Given asked{{"id", "BIGINT"}, {"attempt", "BIGINT"}, {"content", "TEXT"}, {"parts", "BIGINT"}};
    for (const HandMark& mark : marks)
        asked.add({mark.claim->message_id, mark.claim->attempt, mark.composed->content_version, mark.composed->parts});
    const std::unordered_set<std::int64_t> handed = ids_of(session.query(
        "UPDATE messages SET " + move.set +
            ", updated_at = $1, content_version = given.content, sms_parts = given.parts FROM "
            "given WHERE messages.id = given.id AND messages.attempts = given.attempt AND " +
            move.where + " AND " + lane_is_open + " AND NOT EXISTS (" + suppression_of + ") RETURNING messages.id",
        {to_micros(now)}, asked));
    std::vector<SentMessage> sent;
    std::vector<LeftOut> left_out;
    std::vector<bool> answers;
    answers.reserve(marks.size());
    for (const HandMark& mark : marks) {
        const Claim& claim = *mark.claim;
        answers.push_back(handed.contains(claim.message_id) || settle_refused(session, claim, deferred, now));
        if (!handed.contains(claim.message_id)) continue;
        sent.push_back({claim.message_id, &mark.composed->sent});
        deferred.history.push_back({claim.message_id, claim.attempt_id, State::claimed, State::handed, "", ""});
        for (const auto& [message, reason] : mark.composed->left_out)
            left_out.push_back({claim.message_id, message, reason});
    }
    deferred.forms = write_sent(session, sent);
    leave_out(session, left_out, now);
    return answers;
}

} // namespace

Ending ending_of(const Claim& claim, Ending::What what, std::string reason)
{
    Ending ending;
    ending.message_id = claim.message_id;
    ending.organisation_id = claim.organisation_id;
    ending.attempt_id = claim.attempt_id;
    ending.attempt = claim.attempt;
    ending.channel = claim.channel;
    ending.address = claim.address;
    ending.due_at = claim.due_at;
    ending.domain = claim.domain;
    ending.what = what;
    ending.reason = std::move(reason);
    return ending;
}

std::vector<bool> write_group(store::Session& session, const std::vector<Ending>& endings,
                              const std::vector<HandMark>& marks, const Config& config, Random& random, Instant now,
                              std::vector<StoredForm>* forms)
{
    Deferred ended;
    std::vector<const Ending*> likely;
    for (const Ending& ending : endings)
        if (ending.handed && ending.what == Ending::What::outcome && ending.outcome.kind == OutcomeKind::accepted)
            likely.push_back(&ending);
    const std::unordered_set<std::int64_t> accepted = write_accepted(session, likely, ended, now);
    for (const Ending& ending : endings)
        if (!accepted.contains(ending.message_id)) write_ending(session, ending, ended, config, random, now);
    const std::vector<bool> answers = write_hands(session, marks, ended, now);
    ended.write(session, now);
    if (forms != nullptr) *forms = std::move(ended.forms);
    return answers;
}

} // namespace dosah::delivery
