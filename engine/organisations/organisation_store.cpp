// SPDX-License-Identifier: EUPL-1.2
#include "organisations/organisation_store.h"

namespace dosah::organisations {

namespace {

const std::string columns = "id, key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
                            "contact_phone, approval_required, look_back_months, register_start";

Organisation read(const store::Rows& rows, std::size_t i)
{
    Organisation organisation;
    organisation.id = rows.integer(i, 0);
    organisation.key = rows.text(i, 1);
    organisation.name = rows.text(i, 2);
    organisation.country = rows.text(i, 3);
    organisation.locale = rows.text(i, 4);
    organisation.time_zone = rows.text(i, 5);
    organisation.brand_colour = rows.text(i, 6);
    organisation.sender_email = rows.text(i, 7);
    organisation.contact_email = rows.text(i, 8);
    organisation.contact_phone = rows.text(i, 9);
    organisation.approval_required = rows.boolean(i, 10);
    organisation.look_back_months = static_cast<int>(rows.integer(i, 11));
    if (const auto start = rows.optional_integer(i, 12)) organisation.register_start = from_micros(*start);
    return organisation;
}

} // namespace

std::int64_t insert_organisation(store::Session& session, const Organisation& organisation, Instant now)
{
    std::optional<std::int64_t> register_start;
    if (organisation.register_start) register_start = to_micros(*organisation.register_start);
    return session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, register_start, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
        {organisation.key, organisation.name, organisation.country, organisation.locale, organisation.time_zone,
         organisation.brand_colour, organisation.sender_email, organisation.contact_email, organisation.contact_phone,
         organisation.approval_required, organisation.look_back_months, register_start, to_micros(now)});
}

std::optional<Organisation> find_organisation_by_key(store::Session& session, const std::string& key)
{
    const store::Rows rows = session.query("SELECT " + columns + " FROM organisations WHERE key = $1", {key});
    return rows.empty() ? std::nullopt : std::optional(read(rows, 0));
}

std::optional<Organisation> find_organisation_by_id(store::Session& session, std::int64_t id)
{
    const store::Rows rows = session.query("SELECT " + columns + " FROM organisations WHERE id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(read(rows, 0));
}

std::vector<Organisation> read_organisations(store::Session& session)
{
    const store::Rows rows = session.query("SELECT " + columns + " FROM organisations ORDER BY key");
    std::vector<Organisation> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(read(rows, i));
    return out;
}

void insert_audit(store::Session& session, Instant now, const AuditEntry& entry)
{
    session.run("INSERT INTO audit_log (organisation_id, at, actor, action, subject, subject_id, detail) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                {entry.organisation_id, to_micros(now), entry.actor, entry.action, entry.subject, entry.subject_id,
                 entry.detail});
}

} // namespace dosah::organisations
