// SPDX-License-Identifier: EUPL-1.2
#include "delivery/reference.h"

#include "base/encoding.h"

namespace dosah::delivery {

std::string make_reference(Random& random)
{
    return to_hex(random.bytes(16));
}

} // namespace dosah::delivery
