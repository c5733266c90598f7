// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/postgres_server.h"

#include "store/database.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
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

std::string user()
{
    return ::getuid() == 0 ? "postgres" : "";
}

} // namespace

PostgresServer::PostgresServer()
{
    const std::string data = (folder_.path() / "data").string();
    std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
    const Finished made = run({{programs() + "/initdb", "-D", data, "-U", "dosah", "--auth=trust", "--no-sync",
                                "--encoding=UTF8", "--locale=C"},
                               {},
                               "",
                               "",
                               user()});
    if (made.status != 0) throw std::runtime_error("initdb failed: " + made.errors);
    port_ = free_port();
    start();
}

PostgresServer::~PostgresServer()
{
    stop();
}

void PostgresServer::start()
{
    server_ = std::make_unique<ChildProcess>(
        Command{{programs() + "/postgres", "-D", (folder_.path() / "data").string(), "-h", "127.0.0.1", "-p",
                 std::to_string(port_), "-k", folder_.path().string(), "-c", "max_connections=200"},
                {},
                "",
                (folder_.path() / "log").string(),
                user()});
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

void PostgresServer::stop()
{
    if (!server_) return;
    server_->signal(SIGINT);
    server_->wait(std::chrono::seconds(15));
    server_.reset();
}

std::string PostgresServer::url(const std::string& name) const
{
    return "postgresql://dosah@127.0.0.1:" + std::to_string(port_) + "/" + name;
}

std::string PostgresServer::new_database()
{
    const std::string name = "test" + std::to_string(++count_);
    store::Database(url("postgres"), 2).session().run_script("CREATE DATABASE " + name);
    return url(name);
}

} // namespace dosah::tests
