// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/account_choice.h"
#include "campaigns/campaign.h"

namespace dosah::campaigns {

/// Messages of a wave, planned by statements over many people at once: no row passes through the program. Private to
/// campaigns/.

/// How people are written to.
struct Ways
{
    std::vector<channel::Channel> channels; ///< in order of preference
    AccountChoice accounts;                 ///< a channel without an account reaches nobody
    std::string locale;                     ///< of people without one of their own: the organisation's
    bool consent_needed = false;            ///< commercial: no other legal basis will do
    bool own_preference = false;            ///< a contact's own preferred channel comes first
};
/// All channels of the campaign.
Ways ways_of(const Definition& definition, const AccountChoice& accounts,
             const organisations::Organisation& organisation);

/// SQL for where a contact c is written to by a channel: "c.email", "c.phone", "c.postal_address".
std::string address_column(channel::Channel channel);

/// Whether any contact of the organisation has one: the attribute preferred_channel, with a word for a channel.
bool has_preferences(store::Session& session, std::int64_t organisation_id);

/// The text of a SELECT of how people get a message. `from` says whom ("FROM contacts c ..."), `where` which of them,
/// `more` adds columns (", i.id AS invitation_id"), `locale` is SQL for the locale of people without one ("$1").
///
/// Its columns: contact_id, locale, given_name, way, address, reason. way is the first of the channels that the person
/// has, whose address is not suppressed and for which there is an account; else the first of those that are suppressed;
/// NULL when no channel reaches them at all. reason: '' when they get the message, else why not: no_legal_basis,
/// suppressed, no_channel. Nobody is left out.
std::string select_routes(const Ways& ways, const std::string& locale, const std::string& more, const std::string& from,
                          const std::string& where);

/// One mailing of a campaign to people who are invited.
struct PlannedWave
{
    std::string kind; ///< messages.wave; a person gets one message of it by one channel
    Ways ways;
    Instant due_at;
    std::optional<Instant> not_after;
    /// Which of the campaign's invitations i, of contacts c; "" for all. Its parameters begin at
    /// first_wave_parameter.
    std::string condition;
    std::vector<store::Value> values;
    std::int64_t after_contact = 0; ///< of those the people with ids above this
    std::int64_t last_contact = 0;  ///< up to this one
};
constexpr int first_wave_parameter = 5;

/// Plans a wave with the first moves of its messages: planned, or skipped on the channel they would have gone by. The
/// dedupe key is campaign/kind/contact/channel: planning again plans nothing more. In the caller's transaction, which
/// has locked the campaign's row. Returns how many messages it planned, skipped ones included.
std::int64_t plan_wave(store::Session& session, const Campaign& campaign, const PlannedWave& wave, Instant now);

/// Definition::one_per_address, of the messages of a lane just made (their ids are above one) that are to be sent and
/// are of this purpose and wave: those to one email address or number are put together, up to most_together, with the
/// last one there was before that waits, was never tried and has room, else with the first of them; the others are
/// skipped and carried by it (delivery/carried.h). Letters are not: each has a name on it. In the caller's transaction,
/// before these have rows of the queue.
struct MadeMessages
{
    std::int64_t above = 0;
    std::string purpose;
    std::string wave; ///< "" outside of one
};
void put_together(store::Session& session, const Campaign& campaign, const MadeMessages& made);
/// So many people at most share a message; more are written to by several. An SMS with as many links has four to eight
/// parts, a mail stays one that can be looked through.
constexpr int most_together_by_email = 20;
constexpr int most_together_by_sms = 4;
std::string most_together_sql(const std::string& channel); ///< of SQL for a channel's word

/// SQL for 32 hexadecimal digits nobody can guess, as delivery::make_reference makes them, but where the rows are made:
/// 128 random bits of SQLite's generator, 122 of a version 4 UUID of PostgreSQL's; both are seeded from the system.
std::string random_hex(store::Dialect dialect);

/// So many people are planned in one transaction, since other writers of an SQLite store wait for it
/// (docs/decisions.md).
constexpr std::int64_t people_at_once = 20'000;
/// The last of the next people_at_once invited ones in order of contact id; nothing when nobody comes after that one.
std::optional<std::int64_t> last_of_next_invited(store::Session& session, std::int64_t campaign_id,
                                                 std::int64_t after_contact);

} // namespace dosah::campaigns
