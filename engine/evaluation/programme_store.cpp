// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "evaluation/programme.h"
#include "organisations/organisation.h"

#include <algorithm>

namespace dosah::evaluation {

namespace {

constexpr std::size_t longest_name = 200;

Programme programme_of(const store::Rows& rows, std::size_t row)
{
    return {rows.integer(row, 0), rows.text(row, 1), rows.text(row, 2)};
}

std::vector<Programme> programmes_in(const store::Rows& rows)
{
    std::vector<Programme> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(programme_of(rows, row));
    return out;
}

} // namespace

Programme add_programme(store::Database& database, const std::string& key, const std::string& name,
                        const std::string& actor, Instant now)
{
    const bool plain = !key.empty() && key.size() <= 64 &&
                       key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
    if (!plain) throw input_error("key: write a-z, 0-9 and hyphens, at most 64, for example part-net");
    const std::string trimmed = text::trim(name);
    const bool one_line =
        std::none_of(trimmed.begin(), trimmed.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (trimmed.empty() || trimmed.size() > longest_name || !one_line || !text::is_valid_utf8(trimmed))
        throw input_error("name: write one line of at most " + std::to_string(longest_name) + " bytes");
    store::Transaction transaction(database);
    if (!transaction->query("SELECT id FROM programmes WHERE key = $1", {key}).empty())
        throw conflict_error("there is a programme \"" + key + "\" already");
    Programme out{0, key, text::nfc(trimmed)};
    out.id = transaction->insert("INSERT INTO programmes (key, name, created_at) VALUES ($1, $2, $3) RETURNING id",
                                 {out.key, out.name, to_micros(now)});
    organisations::audit(transaction.session(), now, {{}, actor, "programme.added", "programme", out.id, key});
    transaction.commit();
    return out;
}

std::vector<Programme> all_programmes(store::Session& session)
{
    return programmes_in(session.query("SELECT id, key, name FROM programmes ORDER BY key"));
}

std::vector<Programme> programmes_of(store::Session& session, std::int64_t organisation_id)
{
    return programmes_in(session.query("SELECT id, key, name FROM programmes WHERE id IN (SELECT p.programme_id FROM "
                                       "programme_campaigns p JOIN campaigns k ON k.id = p.campaign_id WHERE "
                                       "k.organisation_id = $1) ORDER BY key",
                                       {organisation_id}));
}

Programme find_programme(store::Session& session, const std::string& key)
{
    const store::Rows rows = session.query("SELECT id, key, name FROM programmes WHERE key = $1", {key});
    if (!rows.empty()) return programme_of(rows, 0);
    std::vector<std::string> known;
    for (const Programme& one : all_programmes(session))
        known.push_back(one.key);
    const std::string near = nearest_name(key, known);
    throw missing_error("there is no programme \"" + key + "\"" +
                        (near.empty() ? "; dosah programme add makes one" : " (did you mean \"" + near + "\"?)"));
}

std::vector<std::int64_t> programme_campaigns(store::Session& session, std::int64_t programme_id)
{
    const store::Rows rows = session.query("SELECT k.id FROM programme_campaigns p JOIN campaigns k ON k.id = "
                                           "p.campaign_id JOIN organisations o ON o.id = "
                                           "k.organisation_id WHERE p.programme_id = $1 ORDER BY o.key, k.key",
                                           {programme_id});
    std::vector<std::int64_t> out;
    for (std::size_t row = 0; row < rows.size(); ++row)
        out.push_back(rows.integer(row, 0));
    return out;
}

bool join_programme(store::Database& database, const Programme& programme, std::int64_t organisation_id,
                    std::int64_t campaign_id, const std::string& actor, Instant now)
{
    store::Transaction transaction(database);
    const std::size_t joined =
        transaction->run("INSERT INTO programme_campaigns (programme_id, campaign_id, joined_at) VALUES ($1, $2, $3) "
                         "ON CONFLICT (programme_id, campaign_id) DO NOTHING",
                         {programme.id, campaign_id, to_micros(now)});
    if (joined == 0) return false;
    organisations::audit(
        transaction.session(), now,
        {organisation_id, actor, "programme.joined", "campaign", campaign_id, "programme " + programme.key});
    transaction.commit();
    return true;
}

} // namespace dosah::evaluation
