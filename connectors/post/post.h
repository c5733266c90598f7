// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors {

/// Letters on paper. Nothing is sent by itself: an account says that the organisation prints and posts letters, and
/// what stands on them; a coordinator prints what waits (campaigns/letters.h).
const channel::ConnectorKind& post_kind();

} // namespace dosah::connectors
