// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"

namespace dosah::delivery {

/// What waits for the person is skipped, what is in doubt is taken for sent, and what there was is emptied of them
/// (contacts/erasure.h). Throws Error(conflict) while a message to them is being handed over.
std::unique_ptr<contacts::ErasureStep> erasure_step();

} // namespace dosah::delivery
