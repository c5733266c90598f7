// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/door.h"
#include "campaigns/short_code.h"
#include "tests/unit/web/site.h"
#include "web/router.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;

namespace {

/// The site's handlers without its wire, so that each request may come from a client of its own.
struct ManyClients : TestSite
{
    explicit ManyClients(StoreKind kind)
        : TestSite(kind, {}, 64 * 1024, false),
          shared(web::Site{*services, taken, {}, {}, ".", [] {}, [] {}, [] { return std::vector<std::string>(); }})
    {
    }

    int send(const std::string& client, const std::string& path, const std::string& body)
    {
        web::Request request;
        request.method = "POST";
        request.path = path;
        request.client = client;
        request.body = body;
        request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
        return web::dispatch(shared, request).status;
    }

    web::Shared shared;
};

} // namespace

TEST_CASE("machines that guess codes together keep nobody from a letter's code who did not guess")
{
    ManyClients site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string right =
        "code=" + campaigns::short_code(site.master, site.number("SELECT MIN(id) FROM invitations"), 1);
    const std::string wrong = "code=" + campaigns::short_code(MasterKey(std::string(32, 'x')), 1, 1);
    CHECK(site.send("192.0.2.1", "/k", wrong) == 404);
    CHECK(site.send("192.0.2.1", "/k", right) == 303);
    site.shared.wrong_codes_of_all.charge("*", 5000);
    CHECK(site.send("192.0.2.1", "/k", right) == 429); // was wrong lately
    CHECK(site.send("192.0.2.2", "/k", right) == 303);
    CHECK(site.send("192.0.2.2", "/k", wrong) == 404);
    CHECK(site.send("192.0.2.2", "/k", wrong) == 429);
    site.clock.advance(std::chrono::seconds(31));
    CHECK(site.send("192.0.2.1", "/k", right) == 303);
}

TEST_CASE("many machines at one door cannot make more visits than the event can have")
{
    ManyClients site(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::string url = campaigns::door_url(site.master, "", site.campaign);
    const std::string door = url.substr(url.find("/door/"));
    site.clock.set(site.reread().definition.event.starts);
    int taken_visits = 0;
    for (int i = 0; i < 250; ++i)
        if (site.send("client " + std::to_string(i), door, "invited=no") == 303) ++taken_visits;
    CHECK(taken_visits == 200);
    CHECK(site.number("SELECT COUNT(*) FROM attendances") == 200);
    site.clock.advance(std::chrono::hours(1)); // an honest visitor finds a place again
    CHECK(site.send("192.0.2.1", door, "invited=no") == 303);
}
