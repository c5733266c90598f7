// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/crypto.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dosah::delivery {

/// What a message's reference looks like: 16 random bytes as 32 lower-case hexadecimal digits. It fits
/// the left part of a Message-ID, a URL and an SMPP message parameter as it is, and nobody can guess one.
/// Whoever plans messages in bulk makes them with this and binds them.
std::string make_reference(Random& random);

/// What stands in a message's place of its reference once its person is erased: "erased " and the SHA-256 of what it
/// was, which was random. A late receipt that names it can be known by it, and nothing else.
std::string erased_reference(std::string_view reference);
bool is_erased_reference(std::string_view stored);

/// An attempt's reference is "ID-SECRET": its row is found by its id and opened by 12 random bytes in hexadecimal, so
/// that no index over random words has to be kept, in which each attempt would write a page of its own.
std::string make_attempt_secret(Random& random);
std::string attempt_reference(std::int64_t attempt_id, const std::string& secret);

/// The two parts; nothing when it has another form.
struct AttemptReference
{
    std::int64_t attempt_id = 0;
    std::string secret;
};
std::optional<AttemptReference> parse_attempt_reference(std::string_view reference);

} // namespace dosah::delivery
