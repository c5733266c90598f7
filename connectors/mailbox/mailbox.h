// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors {

const channel::ConnectorKind& mailbox_kind();

} // namespace dosah::connectors
