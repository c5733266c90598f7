// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/exchange.h"

#include <span>
#include <string_view>

namespace dosah::web {

/// Who may use a route.
enum class Access {
    anyone,       ///< no session is looked at
    token,        ///< whoever has the link: limited by client, its errors tell nothing
    signed_in,    ///< any role
    coordinators, ///< admin and coordinator
};

/// One row of the table of all there is; navigation, tests and documentation read it too.
/// A pattern's {name} takes one part of the path, {name*} the rest. HEAD is served as GET.
struct Route
{
    std::string_view method;
    std::string_view pattern;
    Access access;
    Response (*handle)(Exchange&);
};

std::span<const Route> routes();

/// The parts a pattern names, or nothing when the path is not of it.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path);

/// Finds the route, checks session, role and form token, and turns every exception into its page. Never throws.
Response dispatch(Shared& shared, const Request& request);

} // namespace dosah::web
