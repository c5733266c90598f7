// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <vector>

namespace dosah::connectors {

/// Every kind of connector there is. Only main.cpp sees this table; the engine gets it passed.
std::vector<channel::ConnectorKind> all_kinds();

} // namespace dosah::connectors
