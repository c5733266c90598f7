// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/account_choice.h"
#include "campaigns/data_link.h"
#include "campaigns/invitation.h"
#include "contacts/corrections.h"
#include "contacts/hold.h"
#include "contacts/preferences.h"
#include "contacts/suppression.h"
#include "delivery/outbox.h"

#include <cstring>

namespace dosah::campaigns {

namespace {

constexpr std::chrono::hours day(24);

std::int64_t make_nonce(Random& random)
{
    std::int64_t nonce = 0;
    const std::string bytes = random.bytes(sizeof nonce);
    std::memcpy(&nonce, bytes.data(), sizeof nonce);
    return nonce;
}

bool bounces(store::Session& session, const contacts::Contact& contact, channel::Channel channel,
             const std::string& address)
{
    using enum contacts::SuppressionReason;
    const auto found = contacts::find_suppression(session, contact.organisation_id, channel, address);
    return found && (found->reason == hard_bounce || found->reason == soft_bounces);
}

/// Whether whoever held a link gave it lately; a coordinator accepted it, but links get forwarded.
bool is_unproven(store::Session& session, std::int64_t contact_id, channel::Channel channel, const std::string& address,
                 Instant now)
{
    const std::string column = channel == channel::Channel::email ? "email" : "phone";
    return !session
                .query("SELECT 1 FROM address_proposals p JOIN responses r ON r.id = p.response_id WHERE r.contact_id "
                       "= $1 AND p." +
                           column + " = $2 AND p.accepted_at > $3 LIMIT 1",
                       {contact_id, address, to_micros(now - address_proves_itself)})
                .empty();
}

struct Way
{
    channel::Channel channel = channel::Channel::email;
    std::string address;
    std::int64_t account = 0;
};

std::optional<Way> way_to(store::Session& session, const AccountChoice& accounts, const contacts::Contact& contact,
                          Instant now)
{
    std::vector<Way> ways = {{channel::Channel::email, contact.email, 0}, {channel::Channel::sms, contact.phone, 0}};
    if (contacts::find_preferences(session, contact.id).channel == channel::Channel::sms) std::swap(ways[0], ways[1]);
    for (Way& way : ways) {
        const auto account = accounts.out.find(way.channel);
        if (way.address.empty() || account == accounts.out.end() ||
            bounces(session, contact, way.channel, way.address) ||
            is_unproven(session, contact.id, way.channel, way.address, now))
            continue;
        way.account = account->second;
        return way;
    }
    return std::nullopt;
}

/// The row of a token of that kind.
struct Row
{
    DataLink link;
    bool opened = false;
    bool lasts = false;
};
std::optional<Row> find_row(Services& services, TokenKind kind, std::string_view token)
{
    const auto id = token_id(token);
    if (!id) return std::nullopt;
    store::Session session = services.database.session();
    const store::Rows rows = session.query(
        "SELECT organisation_id, contact_id, nonce, opened_at, expires_at FROM data_links WHERE id = $1", {*id});
    if (rows.empty() || !token_matches(services.master, kind, *id, rows.integer(0, 2), token)) return std::nullopt;
    return Row{{*id, rows.integer(0, 0), rows.integer(0, 1)},
               !rows.is_null(0, 3),
               to_micros(services.clock.now()) < rows.integer(0, 4)};
}

} // namespace

std::string data_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact)
{
    return public_url + "/d/" + make_token(master, TokenKind::data, contact.id, contact.token_version, false);
}

std::string data_link_page(const std::string& public_url)
{
    return public_url + "/d/open/";
}

bool send_data_link(Services& services, const contacts::Contact& asking)
{
    const AccountChoice accounts = choose_accounts(services, asking.organisation_id);
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    store::Session& session = transaction.session();
    // Two that ask at once are counted one after the other.
    contacts::require_person(session, asking.organisation_id, asking.id);
    const contacts::Contact contact = *contacts::find_contact(session, asking.organisation_id, asking.id);
    const auto today = session.query("SELECT COUNT(*) FROM data_links WHERE contact_id = $1 AND created_at > $2",
                                     {contact.id, to_micros(now - day)});
    const auto way = way_to(session, accounts, contact, now);
    if (!way || today.integer(0, 0) >= data_links_a_day) return false;
    const Instant expires = now + data_link_lasts;
    const std::int64_t id = session.insert(
        "INSERT INTO data_links (organisation_id, contact_id, nonce, created_at, "
        "expires_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        {contact.organisation_id, contact.id, make_nonce(services.random), to_micros(now), to_micros(expires)});
    delivery::NewMessage message;
    message.organisation_id = contact.organisation_id;
    message.contact_id = contact.id;
    message.connector_account_id = way->account;
    message.purpose = "data_link";
    message.channel = way->channel;
    message.address = way->address;
    message.locale = contact.locale;
    if (message.locale.empty())
        message.locale =
            session.query("SELECT locale FROM organisations WHERE id = $1", {contact.organisation_id}).text(0, 0);
    message.dedupe_key = "data_link/" + std::to_string(id);
    message.due_at = now;
    message.not_after = expires;
    delivery::plan(session, services.random, message, now);
    organisations::audit(session, now,
                         {contact.organisation_id, "recipient", "contact.data_link", "contact", contact.id, ""});
    transaction.commit();
    return true;
}

void revoke_links(store::Session& session, std::int64_t contact_id, Instant now)
{
    contacts::revoke_contact_links(session, contact_id);
    session.run("UPDATE invitations SET token_version = token_version + 1 WHERE contact_id = $1 OR contact_id IN "
                "(SELECT id FROM contacts WHERE merged_into = $1)",
                {contact_id});
    session.run("UPDATE data_links SET expires_at = $1 WHERE contact_id = $2 AND expires_at > $1",
                {to_micros(now), contact_id});
}

std::optional<std::string> waiting_data_link(Services& services, std::int64_t contact_id, bool brief)
{
    store::Session session = services.database.session();
    const store::Rows rows = session.query("SELECT id, nonce FROM data_links WHERE contact_id = $1 AND opened_at IS "
                                           "NULL AND expires_at > $2 ORDER BY id DESC LIMIT 1",
                                           {contact_id, to_micros(services.clock.now())});
    if (rows.empty()) return std::nullopt;
    return make_token(services.master, TokenKind::data_link, rows.integer(0, 0), rows.integer(0, 1), brief);
}

std::optional<DataLink> find_data_link(Services& services, std::string_view token)
{
    auto row = find_row(services, TokenKind::data_link, token);
    if (!row) return std::nullopt;
    row->link.state = row->opened  ? DataLink::State::opened
                      : row->lasts ? DataLink::State::fresh
                                   : DataLink::State::expired;
    return row->link;
}

std::optional<std::string> open_data_link(Services& services, const DataLink& link)
{
    const Instant now = services.clock.now();
    store::Transaction transaction(services.database);
    const store::Rows rows = transaction->query("UPDATE data_links SET opened_at = $1, expires_at = $2 WHERE id = $3 "
                                                "AND opened_at IS NULL AND expires_at > $1 RETURNING nonce",
                                                {to_micros(now), to_micros(now + data_visit_lasts), link.id});
    if (rows.empty()) return std::nullopt;
    const std::int64_t nonce = rows.integer(0, 0);
    organisations::audit(transaction.session(), now,
                         {link.organisation_id, "recipient", "contact.data_shown", "contact", link.contact_id, ""});
    transaction.commit();
    return make_token(services.master, TokenKind::data_visit, link.id, nonce, false);
}

std::optional<DataLink> find_data_visit(Services& services, std::string_view token)
{
    const auto row = find_row(services, TokenKind::data_visit, token);
    if (!row || !row->opened || !row->lasts) return std::nullopt;
    return row->link;
}

} // namespace dosah::campaigns
