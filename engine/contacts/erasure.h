// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "channel/message.h"
#include "store/database.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dosah::contacts {

/// An email address or number that the person has, or had when they were written to.
struct KnownAddress
{
    channel::Channel channel = channel::Channel::email;
    std::string address;
    bool theirs = true;  ///< false: it was found to be somebody else's (contacts/corrections.h)
    bool shared = false; ///< other contacts have it now
};

/// Who is erased.
struct ErasedPerson
{
    std::int64_t organisation_id = 0;
    std::int64_t contact_id = 0;
    std::vector<KnownAddress> addresses; ///< all that anything knows of, each once
};

/// What one folder does when a person is erased. Each folder that keeps rows of people has one; they run in this order
/// (evaluation/erasure_steps.h lists them), all in one transaction:
///
/// 1. evaluation: adds what reports need of the person to its tallies, so that no closed figure changes. It sees
///    everything as it was, and deletes nothing.
/// 2. responses: the person's responses and the inbound items they came in are deleted, and what came unmatched from
///    an address that is theirs alone or reports about it; receipts of their messages lose all but status and code.
/// 3. delivery: what waits is skipped ("erased"). The messages, attempts and moves stay, so that what was sent, failed
///    and cost still adds up, but without address, reference, remote ids and whatever the other side said; what was
///    sent (sent_messages) is deleted. They name the contact's emptied row and no invitation. A message's reference
///    becomes its hash (delivery/reference.h): what comes back later is known by it and is kept nowhere.
/// 4. campaigns: the person's invitations with their groups, needs, place moves, calls and attendances are deleted, and
///    one-time links; places they had go to the waiting list by the scheduler (campaigns/capacity.h).
/// 5. contacts (erase_contact itself): attributes, groups, involvement, possible duplicates; texts of import reports
///    and of the audit log that name the person; the contact's row is emptied and has `erased_at` from then on.
///
/// A table that comes to hold rows of people gets its deletion in the step of its folder; tests/unit/web/erasure_test
/// goes through all tables and columns there are.
class ErasureStep
{
public:
    virtual ~ErasureStep() = default;
    /// Addresses that only the folder's rows tell of; all steps are asked before the first erases.
    virtual std::vector<KnownAddress> addresses(store::Session&, std::int64_t /*contact_id*/) { return {}; }
    /// The contact exists and is not erased yet. Inside the transaction of the whole erasure: it borrows no session of
    /// its own. A throw undoes all of it.
    virtual void erase(store::Session& session, const ErasedPerson& person, Instant now) = 0;
};

/// In the order in which they run.
using ErasureSteps = std::vector<std::unique_ptr<ErasureStep>>;

struct ErasureWish
{
    std::int64_t organisation_id = 0;
    std::int64_t contact_id = 0;
    /// The person never wants to be written to again: their addresses and the organisation's own number for them stay,
    /// as suppressions and as what imports refuse. Otherwise nothing is known of them any more, and a list that has
    /// them brings them back as somebody new.
    bool never_write_again = false;
    std::string actor; ///< for the audit log
};

/// Erases a person for good, or throws and leaves all as it was: Error(missing) when the organisation has no such
/// contact, Error(conflict) while a message to them is being handed over (a minute later it works). An address that
/// other contacts have too is theirs still: what is said of it (suppression, unmatched mail from it) stays.
/// Suppressions of earlier addresses go like those of the present ones; but at an address that was found to be somebody
/// else's, an opt-out or a complaint, and mail from there, is that reader's and stays.
void erase_contact(store::Database& database, const Clock& clock, const ErasureSteps& steps, const ErasureWish& wish);

} // namespace dosah::contacts
