// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace dosah::responses {

/// Looks for many pieces of text at once, in one pass over the text. Holds on to the pieces, which must outlive it,
/// each of two bytes or more. Made once, then read-only: any thread.
class PhraseFinder
{
public:
    explicit PhraseFinder(std::span<const std::string_view> phrases);

    /// The number of the first phrase of the list, not of the text, that stands in the text.
    std::optional<std::size_t> first_in(std::string_view text) const;
    bool found_in(std::string_view text) const;

private:
    static constexpr std::size_t buckets = 4096;
    static std::size_t bucket_of(const char* at)
    {
        return (static_cast<unsigned char>(at[0]) * 31U + static_cast<unsigned char>(at[1]) * 257U) % buckets;
    }

    std::vector<std::string_view> phrases_;
    std::array<std::vector<std::uint32_t>, buckets> by_beginning_; ///< in the order of the list
};

} // namespace dosah::responses
