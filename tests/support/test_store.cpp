// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/test_store.h"

#include "base/clock.h"
#include "store/migrations.h"
#include "tests/support/child_process.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <stdexcept>

namespace dosah::tests {

namespace {

std::string programs()
{
    std::filesystem::path best;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql"))
        if (std::filesystem::exists(entry.path() / "bin/postgres")) best = std::max(best, entry.path());
    if (best.empty()) throw std::runtime_error("PostgreSQL is not installed; run ./dev setup");
    return (best / "bin").string();
}

/// One server for a test program, on loopback, with nothing of it left behind.
class PostgresServer
{
public:
    PostgresServer()
    {
        const std::string user = ::getuid() == 0 ? "postgres" : "";
        const std::string data = (folder_.path() / "data").string();
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
        const Finished made = run({{programs() + "/initdb", "-D", data, "-U", "dosah", "--auth=trust", "--no-sync",
                                    "--encoding=UTF8", "--locale=C"},
                                   {},
                                   "",
                                   "",
                                   user});
        if (made.status != 0) throw std::runtime_error("initdb failed: " + made.errors);
        port_ = free_port();
        server_ = std::make_unique<ChildProcess>(
            Command{{programs() + "/postgres", "-D", data, "-h", "127.0.0.1", "-p", std::to_string(port_), "-k",
                     folder_.path().string(), "-c", "max_connections=200"},
                    {},
                    "",
                    (folder_.path() / "log").string(),
                    user});
        const bool up = wait_until([this] {
            try {
                store::Database(url("postgres"), 2);
                return true;
            } catch (const std::exception&) {
                return false;
            }
        });
        if (!up) throw std::runtime_error("PostgreSQL did not start: " + read_file(folder_.path() / "log"));
    }

    ~PostgresServer()
    {
        server_->signal(SIGINT); // fast shutdown: open connections are cut
        server_->wait(std::chrono::seconds(15));
    }

    std::string url(const std::string& name) const
    {
        return "postgresql://dosah@127.0.0.1:" + std::to_string(port_) + "/" + name;
    }

private:
    TemporaryFolder folder_;
    int port_ = 0;
    std::unique_ptr<ChildProcess> server_;
};

} // namespace

std::string new_postgresql_database()
{
    static PostgresServer server;
    static std::atomic<int> count{0};
    const std::string name = "test" + std::to_string(++count);
    store::Database(server.url("postgres"), 2).session().run_script("CREATE DATABASE " + name);
    return server.url(name);
}

TestStore::TestStore(StoreKind kind, bool migrated)
{
    url_ =
        kind == StoreKind::sqlite ? "sqlite:" + (folder_.path() / "store.sqlite").string() : new_postgresql_database();
    database_ = std::make_unique<store::Database>(url_, 8);
    if (migrated) store::migrate(*database_, SystemClock());
}

TestStore::~TestStore() = default;

} // namespace dosah::tests
