// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "contacts/erasure.h"

namespace dosah::evaluation {

/// Everybody's steps of an erasure, in their order (contacts/erasure.h). Here, since evaluation is the last of those
/// who keep rows of people, and web and cli both need the whole list.
contacts::ErasureSteps erasure_steps();

} // namespace dosah::evaluation
