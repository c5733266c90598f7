// SPDX-License-Identifier: EUPL-1.2
#include "organisations/organisation.h"

#include "base/country.h"
#include "base/error.h"
#include "base/locales.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "organisations/organisation_store.h"

namespace dosah::organisations {

namespace {

bool is_key(const std::string& key)
{
    return !key.empty() && key.size() <= 40 &&
           key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

bool is_colour(const std::string& colour)
{
    return colour.size() == 7 && colour[0] == '#' &&
           colour.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

void check(const Organisation& organisation)
{
    if (!is_key(organisation.key))
        throw input_error("key: write 1 to 40 of a-z, 0-9 and hyphen, not \"" + organisation.key + "\"");
    if (text::trim(organisation.name).empty() || organisation.name.size() > 200)
        throw input_error("name: write 1 to 200 characters");
    if (!is_country(organisation.country))
        throw input_error("country: ISO 3166 knows no \"" + organisation.country +
                          "\"; write the two capital letters of the country (CZ, NO)");
    if (!is_known_locale(organisation.locale))
        throw input_error("locale: write cs, nb, nn, en or one that locales/ adds, not \"" + organisation.locale +
                          "\"");
    if (!is_time_zone(organisation.time_zone))
        throw input_error("time-zone: unknown zone \"" + organisation.time_zone + "\" (write Europe/Prague)");
    if (!is_colour(organisation.brand_colour))
        throw input_error("brand-colour: write # and six hexadecimal digits, not \"" + organisation.brand_colour +
                          "\"");
    const std::size_t at = organisation.sender_email.find('@');
    if (at == 0 || at == std::string::npos || organisation.sender_email.find_first_of(" \r\n<>\"") != std::string::npos)
        throw input_error("sender-email: write an address such as posta@mesto.example");
    if (organisation.look_back_months < 1 || organisation.look_back_months > 1200)
        throw input_error("look-back-months: write 1 to 1200");
}

} // namespace

Organisation add_organisation(store::Database& database, const Clock& clock, const std::string& actor,
                              Organisation organisation)
{
    check(organisation);
    if (organisation.contact_email.empty()) organisation.contact_email = organisation.sender_email;
    store::Transaction transaction(database);
    if (find_organisation_by_key(transaction.session(), organisation.key))
        throw conflict_error("organisation \"" + organisation.key + "\" is there already");
    organisation.id = insert_organisation(transaction.session(), organisation, clock.now());
    audit(transaction.session(), clock.now(),
          {organisation.id, actor, "organisation.add", "organisation", organisation.id, ""});
    transaction.commit();
    return organisation;
}

Organisation find_organisation(store::Database& database, const std::string& key)
{
    store::Session session = database.session();
    if (auto found = find_organisation_by_key(session, key)) return *found;
    std::vector<std::string> known;
    for (const Organisation& organisation : read_organisations(session))
        known.push_back(organisation.key);
    const std::string near = nearest_name(key, known);
    throw missing_error(
        "no organisation \"" + key + "\"" +
        (near.empty() ? std::string(" (\"dosah org list\" shows them)") : " (did you mean \"" + near + "\"?)"));
}

Organisation find_organisation(store::Database& database, std::int64_t id)
{
    store::Session session = database.session();
    if (auto found = find_organisation_by_id(session, id)) return *found;
    throw missing_error("no organisation with id " + std::to_string(id));
}

std::vector<Organisation> all_organisations(store::Database& database)
{
    store::Session session = database.session();
    return read_organisations(session);
}

void audit(store::Session& session, Instant now, const AuditEntry& entry)
{
    insert_audit(session, now, entry);
}

} // namespace dosah::organisations
