// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"

namespace dosah::responses {

/// What the person said, the raw mails and SMS it came in, reports about messages to them, and unmatched mail and SMS
/// from an address that only they have (contacts/erasure.h). What others wrote about them stays with those others.
std::unique_ptr<contacts::ErasureStep> erasure_step();

} // namespace dosah::responses
