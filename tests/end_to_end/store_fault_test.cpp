// SPDX-License-Identifier: EUPL-1.2
// The store fails under a campaign that goes out: its disk is full, another program holds it, its server goes away.
#include "tests/end_to_end/compare.h"
#include "tests/support/postgres_server.h"

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

constexpr int people = 1000;

/// Whatever was on its way when the store failed.
constexpr std::size_t in_flight = 2 * Mailing::connections;

Comparison end(Mailing& mailing)
{
    mailing.wait_until_finished();
    CHECK(mailing.town().stop() == 0);
    const Comparison compared = compare(mailing);
    CHECK(compared.in_doubt <= static_cast<int>(in_flight));
    CHECK(compared.states.at("accepted") + compared.in_doubt == people);
    CHECK(mailing.handed_again() == 0);
    return compared;
}

} // namespace

TEST_CASE("a full disk holds a campaign up, and it goes on when there is room again")
{
    const TemporaryFolder folder;
    const std::string flag = (folder.path() / "full").string();
    const char* library = std::getenv("FULL_DISK_LIBRARY");
    Mailing mailing(StoreKind::sqlite, people);
    mailing.town().set_environment(
        {{"LD_PRELOAD", std::filesystem::absolute(library != nullptr ? library : "build/dev/tests/libfull_disk.so")},
         {"FULL_DISK", flag},
         {"ASAN_OPTIONS", "verify_asan_link_order=0"}});
    mailing.town().serve();
    mailing.launch();
    mailing.wait_for_recorded(people / 4);
    folder.write("full", "");
    mailing.wait_for("the daemon to say so", [&] { return Contains("full").match(mailing.town().log()); });
    const std::size_t then = mailing.server().count();
    std::string page;
    CHECK(http("GET", mailing.town().url() + "/login", page) == 200); // it still answers
    CHECK(mailing.server().count() <= then + in_flight);
    std::filesystem::remove(flag);
    end(mailing);
}

TEST_CASE("a store that another program holds stops the sending and nothing else")
{
    Mailing mailing(StoreKind::sqlite, people);
    mailing.town().serve();
    mailing.launch();
    mailing.wait_for_recorded(people / 4);
    {
        store::Database other(mailing.town().store_url(), 2);
        store::Transaction held(other); // BEGIN IMMEDIATE: no other writer
        held->run("UPDATE campaigns SET key = key");
        const std::size_t then = mailing.server().count();
        CHECK(mailing.town().status()->getValue<std::string>("state") == "running"); // readers are not held
        std::string page;
        CHECK(http("GET", mailing.town().url() + "/health", page) == 200);
        CHECK(mailing.server().count() <= then + in_flight);
    }
    CHECK(end(mailing).in_doubt == 0);
}

TEST_CASE("a PostgreSQL that goes away and comes back costs no message")
{
    PostgresServer postgres;
    Mailing mailing(StoreKind::postgresql, people, {{"store.url", postgres.new_database()}});
    mailing.town().serve();
    mailing.launch();
    for (const int quarter : {1, 2}) {
        mailing.wait_for_recorded(static_cast<std::size_t>(people * quarter / 4));
        postgres.stop();
        const std::size_t then = mailing.server().count();
        std::string body;
        mailing.wait_for("the daemon to say so",
                         [&] { return http("GET", mailing.town().url() + "/health", body) == 503; });
        CHECK(mailing.town().serving());
        CHECK(mailing.server().count() <= then + in_flight);
        postgres.start();
    }
    end(mailing);
}
