// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/crypto.h"

#include <string>

namespace dosah::delivery {

/// What a message's and an attempt's reference look like: 16 random bytes as 32 lower-case hexadecimal digits. It fits
/// the left part of a Message-ID, a URL and an SMPP message parameter as it is, and nobody can guess one.
/// Whoever plans messages in bulk makes them with this and binds them.
std::string make_reference(Random& random);

} // namespace dosah::delivery
