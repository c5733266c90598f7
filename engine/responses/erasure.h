// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"

namespace dosah::responses {

/// What the person said, the raw mails and SMS it came in, reports about messages to them, and unmatched mail and SMS
/// from an address that only they have, or bounces of it (contacts/erasure.h). Sender and recipient are compared as
/// they were read, whole: what others wrote about them, their address in it too, stays with those others. Receipts of
/// SMS to them keep status and code.
std::unique_ptr<contacts::ErasureStep> erasure_step();

} // namespace dosah::responses
