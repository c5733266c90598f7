// SPDX-License-Identifier: EUPL-1.2
#include "delivery/reference.h"

#include "base/encoding.h"

#include <charconv>

namespace dosah::delivery {

namespace {

constexpr std::string_view erased_mark = "erased "; // with a blank, which no reference has

} // namespace

std::string make_reference(Random& random)
{
    return to_hex(random.bytes(16));
}

std::string erased_reference(std::string_view reference)
{
    return std::string(erased_mark) + sha256_hex(reference);
}

bool is_erased_reference(std::string_view stored)
{
    return stored.starts_with(erased_mark);
}

std::string make_attempt_secret(Random& random)
{
    return to_hex(random.bytes(12));
}

std::string attempt_reference(std::int64_t attempt_id, const std::string& secret)
{
    return std::to_string(attempt_id) + "-" + secret;
}

std::optional<AttemptReference> parse_attempt_reference(std::string_view reference)
{
    const std::size_t dash = reference.find('-');
    if (dash == reference.npos) return std::nullopt;
    AttemptReference parsed;
    const char* const end = reference.data() + dash;
    const auto [stop, problem] = std::from_chars(reference.data(), end, parsed.attempt_id);
    if (problem != std::errc() || stop != end) return std::nullopt;
    parsed.secret = reference.substr(dash + 1);
    return parsed;
}

} // namespace dosah::delivery
