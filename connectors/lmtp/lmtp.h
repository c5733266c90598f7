// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors {

/// Mail brought by LMTP: the town's own mail server delivers straight into the daemon (docs/operating.md).
const channel::ConnectorKind& lmtp_kind();

} // namespace dosah::connectors
