// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact_store.h"
#include "contacts/duplicates.h"
#include "contacts/merge.h"
#include "contacts/suppression.h"
#include "organisations/organisation.h"

namespace dosah::contacts {

namespace {

const std::string columns = "SELECT id, contact_id, other_contact_id, reason, found_at, resolution FROM "
                            "possible_duplicates WHERE organisation_id = $1 AND ";

PossibleDuplicate pair_of(const store::Rows& rows, std::size_t row)
{
    return {rows.integer(row, 0), rows.integer(row, 1), rows.integer(row, 2), rows.text(row, 3),
            from_micros(rows.integer(row, 4))};
}

/// False when somebody was first.
bool resolve(store::Session& session, std::int64_t id, const std::string& resolution, Instant now)
{
    return session.run("UPDATE possible_duplicates SET resolution = $1, resolved_at = $2 WHERE id = $3 AND resolution "
                       "= ''",
                       {resolution, to_micros(now), id}) == 1;
}

/// Rows of `table` that both have stay the older one's.
void move_rows(store::Session& session, const std::string& table, const std::string& same, std::int64_t from,
               std::int64_t to)
{
    session.run("UPDATE " + table + " SET contact_id = $1 WHERE contact_id = $2 AND NOT EXISTS (SELECT 1 FROM " +
                    table + " o WHERE o.contact_id = $1 AND " + same + ")",
                {to, from});
    session.run("DELETE FROM " + table + " WHERE contact_id = $1", {from});
}

} // namespace

std::vector<PossibleDuplicate> possible_duplicates(store::Session& session, std::int64_t organisation_id,
                                                   std::size_t limit)
{
    const store::Rows rows = session.query(columns + "resolution = '' ORDER BY id LIMIT $2", {organisation_id, limit});
    std::vector<PossibleDuplicate> pairs;
    for (std::size_t i = 0; i < rows.size(); ++i)
        pairs.push_back(pair_of(rows, i));
    return pairs;
}

PossibleDuplicate find_possible_duplicate(store::Session& session, std::int64_t organisation_id, std::int64_t id)
{
    const std::string name = "pair " + std::to_string(id);
    const store::Rows rows = session.query(columns + "id = $2", {organisation_id, id});
    if (rows.empty()) throw missing_error("there is no " + name + " in this organisation");
    if (!rows.text(0, 5).empty()) throw conflict_error(name + " was decided already: " + rows.text(0, 5));
    return pair_of(rows, 0);
}

void keep_apart(store::Session& session, std::int64_t organisation_id, std::int64_t id, const std::string& actor,
                Instant now)
{
    const PossibleDuplicate pair = find_possible_duplicate(session, organisation_id, id);
    if (!resolve(session, id, "distinct", now)) throw conflict_error("pair " + std::to_string(id) + " was decided");
    organisations::audit(session, now,
                         {organisation_id, actor, "contact.distinct", "contact", pair.contact_id,
                          "not contact " + std::to_string(pair.other_contact_id)});
}

void merge_duplicate(store::Session& session, const PossibleDuplicate& pair, std::int64_t organisation_id, Instant now)
{
    if (!resolve(session, pair.id, "same", now))
        throw conflict_error("pair " + std::to_string(pair.id) + " was decided");
    const auto older = find_contact(session, organisation_id, pair.contact_id);
    const auto newer = find_contact(session, organisation_id, pair.other_contact_id);
    if (!older || !newer) throw conflict_error("one of the two is not there any more");
    if (!older->external_id.empty() && !newer->external_id.empty() && older->external_id != newer->external_id)
        throw conflict_error("the register has a number for each of them: they are two people there");
    Contact known = *older;
    merge_into(known, *newer, false);
    const Person merged = folded(known);
    move_rows(session, "group_members", "o.group_id = group_members.group_id", newer->id, older->id);
    move_rows(session, "involvements",
              "o.kind = involvements.kind AND o.occurred_at = involvements.occurred_at AND o.what = involvements.what",
              newer->id, older->id);
    move_rows(session, "not_theirs", "o.channel = not_theirs.channel AND o.address = not_theirs.address", newer->id,
              older->id);
    session.run("DELETE FROM contact_attributes WHERE contact_id = $1", {newer->id});
    session.run("DELETE FROM possible_duplicates WHERE id <> $1 AND (contact_id = $2 OR other_contact_id = $2)",
                {pair.id, newer->id});
    const store::Rows stop =
        session.query("SELECT MIN(opted_out_at) FROM contacts WHERE id = $1 OR id = $2", {older->id, newer->id});
    empty_contact(session, newer->id, false, now);
    // Mails that went to it carry its links, those to unsubscribe above all.
    session.run("UPDATE contacts SET merged_into = $1, token_version = $2 WHERE id = $3",
                {older->id, newer->token_version, newer->id});
    session.run("UPDATE contacts SET merged_into = $1 WHERE merged_into = $2", {older->id, newer->id});
    update_contact(session, *older, merged, now);
    if (!stop.is_null(0, 0))
        suppress_contact(session, organisation_id, older->id, SuppressionReason::opt_out, "earlier opt-out",
                         from_micros(stop.integer(0, 0)));
}

} // namespace dosah::contacts
