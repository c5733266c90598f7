// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "campaigns/invitation.h"
#include "contacts/contact.h"

#include <cstdint>
#include <optional>
#include <string>

/// What people say about what is known of them. Links get forwarded: nothing that is new is taken over before a
/// coordinator has accepted it; but an address that somebody else reads is stopped at once. What is said of a person
/// who was erased meanwhile is kept nowhere: Error(missing).
namespace dosah::responses {

inline constexpr int corrections_waiting = 5;
/// To the inbox (kind `correction`). Throws Error(input) for no words; at most 2000 bytes of them are kept. False,
/// and nothing is kept, while as many as corrections_waiting of the person's wait for a coordinator.
bool ask_correction(campaigns::Services& services, const contacts::Contact& contact, const std::string& words);

/// How the person can be reached now, as whoever has the link says; each may be "".
struct AddressProposal
{
    std::string email;
    std::string phone;
    std::string postal_address;

    bool operator==(const AddressProposal&) const = default;
    bool empty() const { return email.empty() && phone.empty() && postal_address.empty(); }
};

/// "This is not me" (reason not_me) or "I have moved" (moved_away) on the invitation's page. The address that the
/// link was sent to is taken out of the contact and kept as not theirs, so that no import puts it back; whoever else
/// has it keeps it. What waits for the person at that address is skipped. `way` is what brought the link: an SMS
/// takes out the number, a mail the email; a letter, nothing. The invitation is marked with the reason
/// (campaigns/eligibility.h: evaluation counts it as NE), and the inbox gets a row of the reason's kind with the
/// proposal. One row of an invitation and kind is open at a time: another proposal takes the place of the row that is,
/// under a number of its own, so that nobody accepts another one than they were shown. Throws Error(input) for another
/// reason or for an email or number that is none.
void disown_on_page(campaigns::Services& services, const campaigns::Invitation& invitation, const std::string& reason,
                    const AddressProposal& proposal, channel::Channel way);

/// What an inbox row proposes; nothing when it does not.
std::optional<AddressProposal> find_proposal(store::Session& session, std::int64_t response_id);
/// A coordinator takes the proposal of an inbox row over (an address given there is the contact's from then on) and the
/// row is handled. Whoever proposed it may be anybody with a forwarded link: every link that was given out for the
/// person so far opens nothing from then on, and for campaigns::address_proves_itself no link to what is held about
/// them goes there. Throws Error(missing) when there is no such row with a proposal, Error(conflict) when it is
/// handled.
void accept_proposal(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor);
/// It was a mistake or a prank: the address goes back where nothing stands in its place by now, the invitation is
/// eligible again, and the row is handled. Throws likewise.
void restore_address(campaigns::Services& services, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor);

} // namespace dosah::responses
