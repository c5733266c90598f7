// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "store/database.h"

#include <cstdint>

/// Between the request that finds a person and the transaction that writes about them they may be erased. Whoever
/// writes a person's data therefore takes hold of their row first, and reads their addresses only then.
namespace dosah::contacts {

/// Locks the person's row until the caller's transaction ends; an erasure waits for it, as this waits for an erasure.
/// False when the organisation has no such person, or not any more. Before any other row is locked, so that nobody
/// waits in a circle.
bool hold_person(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);
/// The same; throws Error(missing) instead.
void require_person(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);

} // namespace dosah::contacts
