// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::organisations {

/// A town or centre with its own contacts, users and connector accounts. Data never crosses from one to another: every
/// function that reads or changes something of an organisation takes its id and binds it in the SQL.
struct Organisation
{
    std::int64_t id = 0;
    std::string key;            ///< short name for commands: a-z, 0-9, hyphen
    std::string name;           ///< as people read it: "Město Lipová"
    std::string country = "CZ"; ///< ISO 3166; telephone numbers without a prefix are its
    std::string locale = "cs";  ///< of people whose own locale is not known
    std::string time_zone = "Europe/Prague";
    std::string brand_colour = "#0b5d3b";
    std::string sender_email;              ///< From address of its mail
    std::string contact_email;             ///< printed for people who would rather write
    std::string contact_phone;             ///< printed for people who would rather call
    bool approval_required = true;         ///< a second person approves a campaign before it is launched
    int look_back_months = 36;             ///< how far back an involvement counts as prior
    std::optional<Instant> register_start; ///< since when its register of involvement is kept
};

/// Adds one and writes the audit row. Throws Error(input) naming a wrong field, Error(conflict) when the key is taken.
Organisation add_organisation(store::Database& database, const Clock& clock, const std::string& actor,
                              Organisation organisation);
/// Throws Error(missing) naming the nearest key there is.
Organisation find_organisation(store::Database& database, const std::string& key);
Organisation find_organisation(store::Database& database, std::int64_t id);
std::vector<Organisation> all_organisations(store::Database& database);

/// A row of the audit log, written in the transaction of the change it tells of.
/// actor: "user:3", "cli:root", "recipient", "system"; action: "contact.import"; subject: "contact", "campaign" ...
struct AuditEntry
{
    std::optional<std::int64_t> organisation_id;
    std::string actor;
    std::string action;
    std::string subject;
    std::optional<std::int64_t> subject_id;
    std::string detail; ///< JSON or "", never an address or a secret
};

void audit(store::Session& session, Instant now, const AuditEntry& entry);

} // namespace dosah::organisations
