// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/end_to_end/mailing.h"

#include <catch2/catch.hpp>

namespace dosah::tests {

/// Holds the ledger against the server's record, message by message; returns what came out.
inline Comparison compare(Mailing& mailing)
{
    const Comparison compared = mailing.compare();
    CHECK(compared.faults == std::vector<std::string>());
    CHECK(compared.doubled == 0);
    CHECK(compared.lost == 0);
    CHECK(compared.left_most <= 2 * Mailing::connections);
    return compared;
}

} // namespace dosah::tests
