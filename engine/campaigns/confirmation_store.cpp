// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/account_choice.h"
#include "campaigns/confirmation.h"

namespace dosah::campaigns {

namespace {

constexpr std::int64_t hour = 3'600'000'000;
constexpr std::int64_t day = 24 * hour;

struct Way
{
    std::int64_t connector_account_id = 0;
    std::string address;
    std::string locale;
};

/// The way a person was last written to on a channel, so that the answer comes from where the question came from.
std::optional<Way> last_way(store::Session& session, const std::string& column, std::int64_t id,
                            channel::Channel channel)
{
    const store::Rows rows =
        session.query("SELECT m.connector_account_id, m.address, m.locale FROM messages m "
                      "JOIN connector_accounts a ON a.id = m.connector_account_id AND a.active WHERE m." +
                          column + " = $1 AND m.channel = $2 ORDER BY m.id DESC LIMIT 1",
                      {id, channel::to_string(channel)});
    if (rows.empty()) return std::nullopt;
    return Way{rows.integer(0, 0), rows.text(0, 1), rows.text(0, 2)};
}

/// A channel the person was never written to on: they wrote first.
std::optional<Way> new_way(Services& services, store::Session& session, const contacts::Contact& contact,
                           channel::Channel channel)
{
    const AccountChoice accounts = choose_accounts(services, contact.organisation_id);
    const auto account = accounts.out.find(channel);
    const std::string& address = channel == channel::Channel::email ? contact.email : contact.phone;
    if (account == accounts.out.end()) return std::nullopt;
    std::string locale = contact.locale;
    if (locale.empty())
        locale = session.query("SELECT locale FROM organisations WHERE id = $1", {contact.organisation_id}).text(0, 0);
    return Way{account->second, address, locale};
}

} // namespace

std::optional<std::int64_t> plan_confirmation(Services& services, store::Session& session, std::int64_t invitation_id,
                                              channel::Channel channel, Instant now)
{
    const auto invitation = find_invitation(session, invitation_id);
    if (!invitation || invitation->answer != "yes" || !invitation->answered_at) return std::nullopt;
    const auto contact = contacts::find_contact(session, invitation->organisation_id, invitation->contact_id);
    if (!contact) return std::nullopt;
    auto way = last_way(session, "invitation_id", invitation_id, channel);
    if (!way) way = new_way(services, session, *contact, channel);
    if (!way || way->address.empty()) return std::nullopt;
    delivery::NewMessage message;
    message.organisation_id = invitation->organisation_id;
    message.contact_id = invitation->contact_id;
    message.invitation_id = invitation_id;
    message.connector_account_id = way->connector_account_id;
    message.purpose = "confirmation";
    message.channel = channel;
    message.address = way->address;
    message.locale = way->locale;
    message.dedupe_key = "confirmation/" + std::to_string(invitation_id) + "/" +
                         std::string(channel::to_string(channel)) + "/" + std::to_string(to_micros(now) / hour);
    message.due_at = now;
    return delivery::plan(session, services.random, message, now);
}

std::optional<std::int64_t> plan_opt_out_acknowledgement(Services& services, store::Session& session,
                                                         std::int64_t organisation_id, std::int64_t contact_id,
                                                         channel::Channel channel, const std::string& address,
                                                         Instant now)
{
    const auto contact = contacts::find_contact(session, organisation_id, contact_id);
    if (!contact || address.empty()) return std::nullopt;
    auto way = last_way(session, "contact_id", contact_id, channel);
    if (!way) way = new_way(services, session, *contact, channel);
    if (!way) return std::nullopt;
    delivery::NewMessage message;
    message.organisation_id = organisation_id;
    message.contact_id = contact_id;
    message.connector_account_id = way->connector_account_id;
    message.purpose = "opt_out";
    message.channel = channel;
    message.address = address;
    message.locale = way->locale;
    message.dedupe_key = "opt_out/" + std::to_string(organisation_id) + "/" + sha256_hex(address).substr(0, 32) + "/" +
                         std::to_string(to_micros(now) / day);
    message.due_at = now;
    return delivery::plan(session, services.random, message, now);
}

} // namespace dosah::campaigns
