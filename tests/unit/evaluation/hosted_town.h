// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"
#include "content/catalog.h"
#include "history.h"
#include "tests/support/every_store.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <type_traits>

/// What most tests of reports begin with.
namespace dosah::tests {

inline const Instant after_closing = from_iso("2026-12-01T00:00:00Z"); ///< of park_forum()

inline const content::Catalogs& catalogs()
{
    static const content::Catalogs shared("locales");
    return shared;
}

/// An organisation with park_forum() frozen, in a store of its own.
class HostedTown
{
public:
    explicit HostedTown(StoreKind kind = StoreKind::sqlite, std::optional<Instant> register_start = std::nullopt)
        : store_(kind)
    {
        store::Session session = store_.database().session();
        hosting_ = store_campaign(session, park_forum(), forum_frozen, register_start);
    }
    store::Database& database() { return store_.database(); }
    const Hosting& hosting() const { return hosting_; }
    std::int64_t add(const Guest& guest)
    {
        store::Session session = store_.database().session();
        return store_guest(session, hosting_, guest);
    }

    /// A report_...() of the campaign in English, with what it takes besides.
    template <class Report, class... More>
    Report made(Report (*make)(store::Session&, std::int64_t, std::int64_t, Instant, const std::string&, More...),
                Instant now, std::type_identity_t<More>... more)
    {
        store::Session session = store_.database().session();
        return make(session, hosting_.organisation, hosting_.campaign, now, "en", more...);
    }

private:
    TestStore store_;
    Hosting hosting_;
};

} // namespace dosah::tests
