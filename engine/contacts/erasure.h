// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace dosah::contacts {

/// What one folder does when a person is erased. Each folder that keeps rows of people has one; main lists them in this
/// order (engine/erasure.cpp), and all of them run in one transaction:
///
/// 1. evaluation: adds what reports need of the person to its tallies, so that no closed figure changes. It sees
///    everything as it was, and deletes nothing.
/// 2. responses: the person's responses and the inbound items they came in are deleted; `not_theirs` rows as well.
/// 3. delivery: what waits is skipped ("erased"). The messages, attempts and moves stay, so that what was sent, failed
///    and cost still adds up, but without address, reference, remote ids and whatever the other side said; what was
///    sent (sent_messages) is deleted. They name the contact's emptied row and no invitation.
/// 4. campaigns: the person's invitations with their groups, place moves and attendances are deleted; places they had
///    go to the waiting list by the scheduler (campaigns/capacity.h).
/// 5. contacts: attributes, groups, involvement, possible duplicates; texts of import reports and of the audit log that
///    name the person; the contact's row is emptied and has `erased_at` from then on.
///
/// A table that comes to hold rows of people gets its deletion in the step of its folder; tests/unit/web/erasure_test
/// goes through all tables and columns there are.
class ErasureStep
{
public:
    virtual ~ErasureStep() = default;
    /// The contact exists and is not erased yet. Inside the transaction of the whole erasure: it borrows no session of
    /// its own. A throw undoes all of it.
    virtual void erase(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id, Instant now) = 0;
};

/// In the order in which they run.
using ErasureSteps = std::vector<std::unique_ptr<ErasureStep>>;

} // namespace dosah::contacts
