// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "campaigns/campaign.h"
#include "contacts/contact.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The way to what is held about a person. Links get forwarded, so the page that anybody with a link can open only
/// sends another link, to an address of the person that is stored. That one opens once, within an hour; what it opened
/// works on for half an hour. Neither is kept: they are derived from the row's number and a random nonce.
namespace dosah::campaigns {

inline constexpr int data_links_a_day = 3; ///< and person
inline constexpr std::chrono::hours data_link_lasts(1);
inline constexpr std::chrono::days address_proves_itself(30);
inline constexpr std::chrono::minutes data_visit_lasts(30);

/// "https://host/d/TOKEN": the page that asks. "https://host/d/open/": what a one-time token is put after.
std::string data_url(const MasterKey& master, const std::string& public_url, const contacts::Contact& contact);
std::string data_link_page(const std::string& public_url);

/// Plans a message (purpose data_link) with a one-time link, by the channel the person prefers, else by email, else by
/// SMS; an address that bounces is passed over, and so is one that came in through a link less than
/// address_proves_itself ago, which may be a stranger's; one that opted out is not: it is their own wish. False when
/// nothing was planned: there is no such address or no account, or there were enough today. Whoever asks is told the
/// same either way. The address is read anew; throws Error(missing) when the person was erased meanwhile.
bool send_data_link(Services& services, const contacts::Contact& asking);

/// All that was given out for the person so far opens nothing more: invitations, /u, /p and /d, one-time links and the
/// visits they opened. In a transaction of the caller's.
void revoke_links(store::Session& session, std::int64_t contact_id, Instant now);

/// The token of the contact's newest link that was not opened yet; for the message that takes it there.
std::optional<std::string> waiting_data_link(Services& services, std::int64_t contact_id, bool brief);

struct DataLink
{
    enum class State {
        fresh,   ///< may be opened
        opened,  ///< was opened before
        expired, ///< an hour has passed
    };
    std::int64_t id = 0;
    std::int64_t organisation_id = 0;
    std::int64_t contact_id = 0;
    State state = State::expired;
};
/// By the token of a one-time link; nothing when it is not one.
std::optional<DataLink> find_data_link(Services& services, std::string_view token);
/// Opens it: the token of the visit. Nothing when somebody was first, or it is too late.
std::optional<std::string> open_data_link(Services& services, const DataLink& link);
/// By the token of a visit, while it lasts.
std::optional<DataLink> find_data_visit(Services& services, std::string_view token);

} // namespace dosah::campaigns
