// SPDX-License-Identifier: EUPL-1.2
#include "delivery/pace_store.h"

#include "delivery/pace.h"

#include <unordered_map>

namespace dosah::delivery {

double account_tokens(store::Session& session, std::int64_t connector_account_id, double rate, double spent,
                      Instant now)
{
    session.run("INSERT INTO account_pace (connector_account_id, tokens, updated_at) VALUES ($1, $2, $3) "
                "ON CONFLICT (connector_account_id) DO NOTHING",
                {connector_account_id, burst_of(rate), to_micros(now)});
    const store::Rows rows = session.query("UPDATE account_pace SET tokens = tokens - $1 WHERE connector_account_id = "
                                           "$2 RETURNING tokens, updated_at",
                                           {spent, connector_account_id});
    Bucket bucket{rows.real(0, 0), from_micros(rows.integer(0, 1))};
    bucket.refill(rate, burst_of(rate), now);
    session.run("UPDATE account_pace SET tokens = $1, updated_at = $2 WHERE connector_account_id = $3",
                {bucket.tokens, to_micros(now), connector_account_id});
    return bucket.tokens;
}

void take_account_tokens(store::Session& session, std::int64_t connector_account_id, double taken)
{
    session.run("UPDATE account_pace SET tokens = tokens - $1 WHERE connector_account_id = $2",
                {taken, connector_account_id});
}

bool any_domain_rests(store::Session& session, std::int64_t connector_account_id, Instant now)
{
    return !session
                .query("SELECT 1 FROM domain_pace WHERE connector_account_id = $1 AND rest_until > $2 LIMIT 1",
                       {connector_account_id, to_micros(now)})
                .empty();
}

Admitted admit(store::Session& session, std::int64_t connector_account_id, double rate,
               const std::vector<Candidate>& candidates, Instant now)
{
    struct Domain
    {
        Bucket bucket;
        Instant rest_until;
        double waiting = 0; ///< how many stand before the next one
    };
    std::unordered_map<std::string, Domain> domains;
    store::Given names{{"domain", "TEXT"}};
    for (const Candidate& candidate : candidates)
        if (!candidate.domain.empty() && domains.try_emplace(candidate.domain).second) names.add({candidate.domain});
    if (rate > 0)
        session.run("INSERT INTO domain_pace (connector_account_id, domain, rest_until, tokens, updated_at) SELECT "
                    "CAST($1 AS BIGINT), domain, 0, CAST($2 AS DOUBLE PRECISION), CAST($3 AS BIGINT) FROM given "
                    "WHERE true ON CONFLICT (connector_account_id, domain) DO NOTHING",
                    {connector_account_id, burst_of(rate), to_micros(now)}, names);
    // The update changes nothing; it locks the rows.
    const store::Rows rows =
        session.query("UPDATE domain_pace SET rest_until = rest_until FROM given WHERE connector_account_id = $1 AND "
                      "domain_pace.domain = given.domain RETURNING domain_pace.domain, tokens, updated_at, rest_until",
                      {connector_account_id}, names);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Domain& domain = domains.at(rows.text(i, 0));
        domain.bucket = {rows.real(i, 1), from_micros(rows.integer(i, 2))};
        domain.rest_until = from_micros(rows.integer(i, 3));
        if (rate > 0) domain.bucket.refill(rate, burst_of(rate), now);
    }
    Admitted admitted;
    for (const Candidate& candidate : candidates) {
        const auto found = domains.find(candidate.domain);
        if (found == domains.end()) {
            admitted.now.push_back(candidate.message_id);
            continue;
        }
        Domain& domain = found->second;
        if (domain.rest_until > now) {
            admitted.later.emplace_back(candidate.message_id, domain.rest_until);
        } else if (rate > 0 && domain.bucket.tokens < 1) {
            domain.waiting += 1;
            admitted.later.emplace_back(candidate.message_id, domain.bucket.ready_at(domain.waiting, rate));
        } else {
            if (rate > 0) domain.bucket.tokens -= 1;
            admitted.now.push_back(candidate.message_id);
        }
    }
    if (rate > 0) {
        store::Given buckets{{"domain", "TEXT"}, {"tokens", "DOUBLE PRECISION"}};
        for (const auto& [name, domain] : domains)
            buckets.add({name, domain.bucket.tokens});
        session.run("UPDATE domain_pace SET tokens = given.tokens, updated_at = $1 FROM given WHERE "
                    "connector_account_id = $2 AND domain_pace.domain = given.domain",
                    {to_micros(now), connector_account_id}, buckets);
    }
    return admitted;
}

void rest_domain(store::Session& session, std::int64_t connector_account_id, const std::string& domain, Instant until)
{
    session.run("INSERT INTO domain_pace (connector_account_id, domain, rest_until, tokens, updated_at) VALUES ($1, "
                "$2, $3, 0, 0) ON CONFLICT (connector_account_id, domain) DO UPDATE SET rest_until = "
                "CASE WHEN domain_pace.rest_until > excluded.rest_until THEN domain_pace.rest_until ELSE "
                "excluded.rest_until END",
                {connector_account_id, domain, to_micros(until)});
}

} // namespace dosah::delivery
