// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Fair, verifiable draws: who of a frame is invited, who is held out, and in which order the rest would follow.
///
/// The frame is frozen and its SHA-256 published before a public random value is known. With that value as the seed
///
///     key    = SHA-256(seed)
///     ticket = HMAC-SHA-256(key, "pdraw/1\n" campaign "\n" stratum "\n" token)
///
/// each stratum is sorted by ticket: the first are invited, the next held out, the rest are the reserve in this order.
/// Anyone with the frame and the seed gets the same result. To take a person out moves nobody else's ticket, and a
/// larger draw extends a smaller one (consistent sampling after Rivest).
namespace dosah::campaigns {

inline constexpr const char* draw_algorithm = "pdraw/1";
constexpr std::size_t most_in_frame = 5'000'000;

/// Whom a draw may take: random tokens by stratum. A token opens nothing and says nothing about its person, so the
/// frame can be published.
struct Frame
{
    std::map<std::string, std::vector<std::string>> strata; ///< by stratum in byte order, its tokens in byte order

    std::size_t people() const;
    /// Lines "stratum TAB token LF" in byte order: what is hashed and published.
    std::string canonical() const;
    std::string sha256() const; ///< of canonical(), hexadecimal
};

/// Reads a frame off its canonical text, CSV with the columns stratum and token (and no other: a frame is published),
/// or JSON, an array of {"stratum","token"}. `name` stands in errors. Throws Error(input) naming the line for an empty,
/// overlong (200 bytes) or unprintable stratum or token, a token that comes twice, and an empty frame.
Frame read_frame(std::string_view bytes, const std::string& name);

/// Hamilton's largest remainders: `size` seats over strata in proportion to their weights, ties by stratum. Whole
/// numbers throughout. Throws Error(input) when size is negative or above the sum of the weights.
std::map<std::string, std::int64_t> hamilton(const std::map<std::string, std::int64_t>& weights, std::int64_t size);

struct Quota
{
    std::int64_t invited = 0;
    std::int64_t holdout = 0;
};

/// How many of each stratum. `size` and `holdout` are people shared out by Hamilton (the holdout in proportion to who
/// is left after the invited), or the numbers of `sizes` and `holdouts` are taken as given; strata not named there get
/// none.
struct QuotaPlan
{
    std::optional<std::int64_t> size;
    std::map<std::string, std::int64_t> sizes;
    std::optional<std::int64_t> holdout;
    std::map<std::string, std::int64_t> holdouts;
};

/// Throws Error(input) for both or neither of size and sizes, unknown strata, more people than there are.
std::map<std::string, Quota> quotas(const Frame& frame, const QuotaPlan& plan);

/// One stratum as drawn: its tokens by ticket.
struct DrawnStratum
{
    Quota quota;
    std::vector<std::string> order; ///< the invited, the holdout, the reserve

    std::int64_t people() const { return static_cast<std::int64_t>(order.size()); }
};

using Drawn = std::map<std::string, DrawnStratum>;

/// The key of a seed, and one ticket, hexadecimal.
std::string draw_key(std::string_view seed);
std::string draw_ticket(std::string_view seed, const std::string& campaign, const std::string& stratum,
                        const std::string& token);

Drawn draw(const Frame& frame, const std::string& campaign, const std::string& seed,
           const std::map<std::string, Quota>& quotas);

} // namespace dosah::campaigns
