// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"

#include <algorithm>
#include <numeric>

namespace dosah {

std::string_view to_string(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::input:
        return "input";
    case ErrorKind::missing:
        return "missing";
    case ErrorKind::conflict:
        return "conflict";
    case ErrorKind::unavailable:
        return "unavailable";
    case ErrorKind::internal:
        return "internal";
    }
    return "internal";
}

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& known)
{
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(2, wrong.size() / 3) + 1;
    for (const std::string& name : known) {
        const std::size_t distance = edit_distance(wrong, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}

} // namespace dosah
