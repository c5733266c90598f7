// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"

namespace dosah::campaigns {

/// The person's invitations and all that hangs on them, and their one-time links (contacts/erasure.h). A place they had
/// is free then: the scheduler gives it to the waiting list.
std::unique_ptr<contacts::ErasureStep> erasure_step();

} // namespace dosah::campaigns
