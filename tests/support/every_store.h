// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

namespace dosah::tests {

/// Runs the test case on each kind of store: `TestStore store(every_store());`
inline StoreKind every_store()
{
    return GENERATE(StoreKind::sqlite, StoreKind::postgresql);
}

} // namespace dosah::tests
