// SPDX-License-Identifier: EUPL-1.2
#include "contacts/contact_store.h"

#include "base/text.h"
#include "contacts/suppression.h"

#include <algorithm>

namespace dosah::contacts {

namespace {

constexpr const char* columns =
    "id, organisation_id, external_id, given_name, family_name, gender, birth_year, locale, "
    "format, place, email, phone, postal_address, legal_basis, legal_basis_source, legal_basis_at, "
    "token_version";

Contact read(const store::Rows& rows, std::size_t row)
{
    Contact contact;
    contact.id = rows.integer(row, 0);
    contact.organisation_id = rows.integer(row, 1);
    contact.external_id = rows.optional_text(row, 2).value_or("");
    contact.given_name = rows.text(row, 3);
    contact.family_name = rows.text(row, 4);
    contact.gender = rows.text(row, 5);
    if (const auto year = rows.optional_integer(row, 6)) contact.birth_year = static_cast<int>(*year);
    contact.locale = rows.text(row, 7);
    contact.format = rows.text(row, 8);
    contact.place = rows.text(row, 9);
    contact.email = rows.optional_text(row, 10).value_or("");
    contact.phone = rows.optional_text(row, 11).value_or("");
    contact.postal_address = rows.text(row, 12);
    contact.legal_basis = rows.text(row, 13);
    contact.legal_basis_source = rows.text(row, 14);
    if (const auto at = rows.optional_integer(row, 15)) contact.legal_basis_at = from_micros(*at);
    contact.token_version = rows.integer(row, 16);
    return contact;
}

store::Value or_null(const std::string& text)
{
    return text.empty() ? store::Value() : store::Value(text);
}

store::Value micros(const std::optional<Instant>& at)
{
    return at ? store::Value(to_micros(*at)) : store::Value();
}

std::vector<std::int64_t> ids(const store::Rows& rows)
{
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.integer(i, 0));
    return out;
}

} // namespace

void write_attribute(store::Session& session, std::int64_t contact_id, const std::string& name,
                     const std::string& value)
{
    session.run("INSERT INTO contact_attributes (contact_id, name, value, folded_value) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (contact_id, name) DO UPDATE SET value = excluded.value, "
                "folded_value = excluded.folded_value",
                {contact_id, name, value, text::fold(value)});
}

std::string folded_name(const std::string& given_name, const std::string& family_name)
{
    return text::fold(given_name + " " + family_name);
}

std::optional<Contact> find_contact(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id)
{
    const store::Rows rows = session.query("SELECT " + std::string(columns) +
                                               " FROM contacts WHERE organisation_id = $1 AND id = $2 "
                                               "AND erased_at IS NULL",
                                           {organisation_id, contact_id});
    if (rows.empty()) return std::nullopt;
    Contact contact = read(rows, 0);
    const store::Rows attributes =
        session.query("SELECT name, value FROM contact_attributes WHERE contact_id = $1 ORDER BY name", {contact_id});
    for (std::size_t i = 0; i < attributes.size(); ++i)
        contact.attributes[attributes.text(i, 0)] = attributes.text(i, 1);
    return contact;
}

std::vector<std::int64_t> find_contacts_by_email(store::Session& session, std::int64_t organisation_id,
                                                 const std::string& email)
{
    return ids(session.query("SELECT id FROM contacts WHERE organisation_id = $1 AND email = $2 "
                             "AND erased_at IS NULL ORDER BY id",
                             {organisation_id, email}));
}

std::vector<std::int64_t> find_contacts_by_phone(store::Session& session, std::int64_t organisation_id,
                                                 const std::string& phone)
{
    return ids(session.query("SELECT id FROM contacts WHERE organisation_id = $1 AND phone = $2 "
                             "AND erased_at IS NULL ORDER BY id",
                             {organisation_id, phone}));
}

std::int64_t count_contacts(store::Session& session, std::int64_t organisation_id)
{
    return session
        .query("SELECT COUNT(*) FROM contacts WHERE organisation_id = $1 AND erased_at IS NULL", {organisation_id})
        .integer(0, 0);
}

void each_contact(store::Session& session, std::int64_t organisation_id, const std::function<void(Contact)>& each)
{
    constexpr int chunk = 5000;
    for (std::int64_t last = 0;;) {
        // The plus keeps SQLite from sorting everybody by an index of the organisation, for each chunk anew.
        const store::Rows rows = session.query("SELECT " + std::string(columns) +
                                                   " FROM contacts WHERE id > $1 AND +organisation_id = $2 "
                                                   "AND erased_at IS NULL ORDER BY id LIMIT $3",
                                               {last, organisation_id, chunk});
        if (rows.empty()) return;
        const std::int64_t before = last;
        last = rows.integer(rows.size() - 1, 0);
        const store::Rows attributes =
            session.query("SELECT contact_id, name, value FROM contact_attributes WHERE contact_id > $1 "
                          "AND contact_id <= $2 ORDER BY contact_id, name",
                          {before, last});
        std::size_t attribute = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            Contact contact = read(rows, i);
            while (attribute < attributes.size() && attributes.integer(attribute, 0) < contact.id)
                ++attribute; // somebody else's
            for (; attribute < attributes.size() && attributes.integer(attribute, 0) == contact.id; ++attribute)
                contact.attributes[attributes.text(attribute, 1)] = attributes.text(attribute, 2);
            each(std::move(contact));
        }
    }
}

std::vector<std::string> erased_external_ids(store::Session& session, std::int64_t organisation_id)
{
    const store::Rows rows = session.query("SELECT external_id FROM contacts WHERE organisation_id = $1 "
                                           "AND erased_at IS NOT NULL AND external_id IS NOT NULL",
                                           {organisation_id});
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rows.size(); ++i)
        out.push_back(rows.text(i, 0));
    return out;
}

store::Given rows_of(const std::vector<Person>& people)
{
    store::Given given({{"external_id", "TEXT"},
                        {"given_name", "TEXT"},
                        {"family_name", "TEXT"},
                        {"folded_name", "TEXT"},
                        {"gender", "TEXT"},
                        {"birth_year", "BIGINT"},
                        {"locale", "TEXT"},
                        {"format", "TEXT"},
                        {"place", "TEXT"},
                        {"folded_place", "TEXT"},
                        {"email", "TEXT"},
                        {"phone", "TEXT"},
                        {"postal_address", "TEXT"},
                        {"legal_basis", "TEXT"},
                        {"legal_basis_source", "TEXT"},
                        {"legal_basis_at", "BIGINT"},
                        {"token_version", "BIGINT"}});
    for (const Person& person : people) {
        const Contact& contact = person.contact;
        // What is not there is told by blanks, so that all rows are of one kind and their statement is prepared once.
        given.add({contact.external_id, contact.given_name, contact.family_name, person.name, contact.gender,
                   contact.birth_year.value_or(0), contact.locale, contact.format, contact.place, person.town,
                   contact.email, contact.phone, contact.postal_address, contact.legal_basis,
                   contact.legal_basis_source, contact.legal_basis_at ? to_micros(*contact.legal_basis_at) : 0,
                   contact.token_version});
    }
    return given;
}

std::vector<std::int64_t> insert_contacts(store::Session& session, std::int64_t organisation_id,
                                          const store::Given& rows, std::optional<std::int64_t> import_id, Instant now)
{
    std::vector<std::int64_t> made = ids(session.query(
        "INSERT INTO contacts (organisation_id, import_id, created_at, updated_at, external_id, given_name, "
        "family_name, folded_name, gender, birth_year, locale, format, place, folded_place, email, phone, "
        "postal_address, "
        "legal_basis, legal_basis_source, legal_basis_at, token_version) SELECT CAST($1 AS BIGINT), "
        "CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($3 AS BIGINT), NULLIF(external_id, ''), given_name, "
        "family_name, folded_name, gender, NULLIF(birth_year, 0), locale, format, place, folded_place, NULLIF(email, "
        "''), "
        "NULLIF(phone, ''), postal_address, legal_basis, legal_basis_source, "
        "CASE WHEN legal_basis = '' THEN NULL ELSE legal_basis_at END, token_version FROM given RETURNING id",
        {organisation_id, import_id, to_micros(now)}, rows));
    std::sort(made.begin(), made.end()); // ids rise with the rows, whatever order they are told in
    return made;
}

void insert_attributes(store::Session& session, const std::vector<AttributeRow>& attributes)
{
    store::Given given({{"contact_id", "BIGINT"}, {"name", "TEXT"}, {"value", "TEXT"}, {"folded_value", "TEXT"}});
    for (const AttributeRow& attribute : attributes)
        given.add({attribute.contact_id, attribute.name, attribute.value, text::fold(attribute.value)});
    session.run("INSERT INTO contact_attributes (contact_id, name, value, folded_value) "
                "SELECT contact_id, name, value, folded_value FROM given",
                {}, given);
}

void empty_contact(store::Session& session, std::int64_t contact_id, bool keeps_number, Instant now)
{
    session.run("UPDATE contacts SET given_name = '', family_name = '', folded_name = '', gender = '', birth_year = "
                "NULL, locale = '', format = '', place = '', folded_place = '', email = NULL, phone = NULL, "
                "postal_address = '', legal_basis = '', legal_basis_source = '', legal_basis_at = NULL, import_id = "
                "NULL, opted_out_at = NULL, token_version = token_version + 1, external_id = CASE WHEN $1 THEN "
                "external_id ELSE NULL END, created_at = $2, updated_at = $2, erased_at = $2 WHERE id = $3",
                {keeps_number, to_micros(now), contact_id});
}

void update_contact(store::Session& session, const Contact& before, const Person& now_known, Instant now)
{
    const Contact& contact = now_known.contact;
    session.run("UPDATE contacts SET external_id = $1, given_name = $2, family_name = $3, folded_name = $4, "
                "gender = $5, birth_year = $6, locale = $7, format = $8, place = $9, folded_place = $10, email = $11, "
                "phone = $12, postal_address = $13, legal_basis = $14, legal_basis_source = $15, legal_basis_at = $16, "
                "updated_at = $17 WHERE id = $18 AND organisation_id = $19",
                {or_null(contact.external_id), contact.given_name, contact.family_name, now_known.name, contact.gender,
                 contact.birth_year, contact.locale, contact.format, contact.place, now_known.town,
                 or_null(contact.email), or_null(contact.phone), contact.postal_address, contact.legal_basis,
                 contact.legal_basis_source, micros(contact.legal_basis_at), to_micros(now), contact.id,
                 contact.organisation_id});
    for (const auto& [name, value] : contact.attributes) {
        const auto old = before.attributes.find(name);
        if (old == before.attributes.end() || old->second != value) write_attribute(session, contact.id, name, value);
    }
    if (contact.email == before.email && contact.phone == before.phone) return;
    const store::Rows stop =
        session.query("SELECT opted_out_at FROM contacts WHERE id = $1 AND opted_out_at IS NOT NULL", {contact.id});
    if (!stop.empty()) // the person said stop, not the old address alone; who else has that one said nothing
        suppress_contact(session, contact.organisation_id, contact.id, SuppressionReason::opt_out, "earlier opt-out",
                         from_micros(stop.integer(0, 0)));
}

} // namespace dosah::contacts
