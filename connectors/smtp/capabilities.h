// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/smtp/reply.h"

namespace dosah::connectors::smtp {

/// What a server said it can do in answer to EHLO.
struct Capabilities
{
    bool pipelining = false;    ///< RFC 2920
    bool chunking = false;      ///< RFC 3030
    bool eight_bit = false;     ///< RFC 6152
    bool utf8 = false;          ///< RFC 6531
    bool dsn = false;           ///< RFC 3461
    bool starttls = false;      ///< RFC 3207
    bool size = false;          ///< RFC 1870
    std::size_t size_limit = 0; ///< 0: none announced
    bool plain = false;         ///< RFC 4616
    bool login = false;
    bool xoauth2 = false;
};

Capabilities capabilities_from(const Reply& reply);

} // namespace dosah::connectors::smtp
