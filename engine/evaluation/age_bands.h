// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::evaluation {

/// Ages in full years, both ends included.
struct AgeBand
{
    int from = 0;
    std::optional<int> to; ///< nothing: and older

    bool holds(int age) const { return age >= from && (!to || age <= *to); }
    std::string name() const; ///< "15-24", "65+"
    bool operator==(const AgeBand&) const = default;
};

/// 15-24, 25-44, 45-64, 65+.
const std::vector<AgeBand>& usual_age_bands();

/// Reads "15-24,25-44,65+". Throws Error(input) naming the part that is wrong: bands rise, do not overlap, end at 120;
/// at most 30.
std::vector<AgeBand> read_age_bands(std::string_view text);

} // namespace dosah::evaluation
