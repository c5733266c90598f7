// SPDX-License-Identifier: EUPL-1.2
#include "base/log.h"
#include "delivery/by_hand.h"
#include "delivery/claim_store.h"
#include "delivery/ledger_store.h"
#include "delivery/moves_store.h"
#include "delivery/reference.h"

namespace dosah::delivery {

namespace {

constexpr std::size_t portion = 200; // letters a transaction marks

std::vector<Claim> claim_some(store::Database& database, const ByHand& which, const std::string& owner,
                              std::uint64_t number, std::size_t limit, const Config& config, Instant now,
                              Random& random)
{
    std::vector<Source> sources;
    {
        store::Session session = database.session();
        for (const Source& source : due_sources(session, which.connector_account_id, false, now))
            if (source.lane_id == which.lane_id) sources.push_back(source);
    }
    if (sources.empty()) return {};
    ClaimWish wish;
    wish.connector_account_id = which.connector_account_id;
    wish.claim_id = claim_id_of(owner, number);
    wish.lease_until = now + config.dispatch_lease;
    wish.limit = limit;
    store::Transaction transaction(database);
    std::vector<Claim> claims = claim_batch(transaction.session(), sources, wish, now, random);
    transaction.commit();
    return claims;
}

std::vector<bool> write(store::Database& database, const std::vector<Ending>& endings,
                        const std::vector<HandMark>& marks, const Config& config, Random& random, Instant now)
{
    store::Transaction transaction(database);
    std::vector<bool> answers = write_group(transaction.session(), endings, marks, config, random, now);
    transaction.commit();
    return answers;
}

Ending outcome_of(const Claim& claim, channel::OutcomeKind kind, const std::string& taken_as, Instant handed_at)
{
    Ending ending = ending_of(claim, Ending::What::outcome);
    ending.outcome.kind = kind;
    ending.outcome.remote_id = taken_as;
    ending.handed = true;
    ending.handed_at = handed_at;
    return ending;
}

} // namespace

TakenCount take_by_hand(store::Database& database, Composer& composer, const Clock& clock, Random& random,
                        const Config& config, const ByHand& which,
                        const std::function<void(const std::vector<TakenMessage>&)>& take)
{
    TakenCount count;
    const std::string owner = make_reference(random);
    const Instant begun = clock.now(); // what could not be written is not tried again in the same run
    for (std::uint64_t number = 1; count.taken < which.limit; ++number) {
        const std::vector<Claim> claims = claim_some(
            database, which, owner, number, std::min(portion, which.limit - count.taken), config, begun, random);
        if (claims.empty()) return count;
        const std::vector<Composition> composed = composer.compose(claims);
        std::vector<Ending> endings;
        std::vector<HandMark> marks;
        for (std::size_t i = 0; i < claims.size(); ++i) {
            if (const auto* ready = std::get_if<Composed>(&composed[i])) {
                marks.push_back({&claims[i], ready});
            } else if (const auto* skip = std::get_if<Skip>(&composed[i])) {
                ++count.skipped[skip->reason];
                endings.push_back(ending_of(claims[i], Ending::What::skip, skip->reason));
            } else {
                const std::string& why = std::get<NotComposed>(composed[i]).problem;
                count.problems.push_back("contact " + std::to_string(claims[i].contact_id) + ": " + why);
                log_error("delivery.compose_failed", {{"message", claims[i].message_id}, {"problem", why}});
                endings.push_back(ending_of(claims[i], Ending::What::retry, why));
            }
        }
        const Instant handed_at = clock.now();
        const std::vector<bool> may = write(database, endings, marks, config, random, handed_at);
        std::vector<TakenMessage> taken;
        for (std::size_t i = 0; i < marks.size(); ++i)
            if (may[i]) taken.push_back({*marks[i].claim, marks[i].composed->content});
        auto kind = channel::OutcomeKind::accepted;
        std::exception_ptr thrown;
        try {
            if (!taken.empty()) take(taken);
        } catch (...) {
            kind = channel::OutcomeKind::unknown; // part of it may be on paper
            thrown = std::current_exception();
        }
        endings.clear();
        for (const TakenMessage& one : taken)
            endings.push_back(outcome_of(one.claim, kind, which.taken_as, handed_at));
        write(database, endings, {}, config, random, clock.now());
        if (thrown) std::rethrow_exception(thrown);
        count.taken += taken.size();
    }
    return count;
}

std::vector<Claim> taken_before(store::Session& session, std::int64_t organisation_id, const std::string& taken_as)
{
    const store::Rows rows =
        session.query("SELECT " + claim_columns("m") +
                          " FROM messages m JOIN attempts a ON a.message_id = m.id AND a.number = m.attempts WHERE "
                          "m.organisation_id = $1 AND m.channel = 'letter' AND m.state = 'accepted' AND a.remote_id = "
                          "$2 ORDER BY m.id",
                      {organisation_id, taken_as});
    std::vector<Claim> claims;
    for (std::size_t i = 0; i < rows.size(); ++i)
        claims.push_back(claim_of(rows, i));
    return claims;
}

std::size_t skip_late_by_hand(store::Session& session, std::int64_t lane_id, const std::string& wave, Instant now)
{
    const store::Rows rows = session.query(
        "SELECT m.id FROM queue q CROSS JOIN messages m WHERE m.id = q.message_id AND q.lane_id = $1 AND q.stage = "
        "'queued' AND m.state = 'queued' AND m.channel = 'letter' AND (m.not_after <= $2 OR m.wave = $3) ORDER BY m.id "
        "LIMIT 500",
        {lane_id, to_micros(now), wave.empty() ? "-" : wave});
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i)
        ids.push_back(rows.integer(i, 0));
    return ids.empty() ? 0 : move_messages(session, ids, State::queued, State::skipped, "too_late", now).size();
}

} // namespace dosah::delivery
