// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_store.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dosah::tests {

/// Dosah as a town has it: the program itself (the environment's DOSAH_BINARY), a store, a configuration file, in a
/// temporary folder. Everything is done through the command line and the daemon.
class Installation
{
public:
    /// A store of its own, unless the configuration names one by store.url.
    explicit Installation(StoreKind kind = StoreKind::sqlite, const std::map<std::string, std::string>& config = {});
    ~Installation();

    /// Runs a command; `input` is its standard input.
    Finished dosah(const std::vector<std::string>& words, const std::string& input = "") const;
    /// Likewise, demands exit status 0 and returns what it printed.
    std::string done(const std::vector<std::string>& words, const std::string& input = "") const;
    json::Object::Ptr done_json(const std::vector<std::string>& words, const std::string& input = "") const;

    /// An organisation "lipova" in Czechia that needs no approval; further words go to `org add`.
    void add_town(const std::vector<std::string>& more = {});
    /// Writes a file and imports it as contacts with legal basis public_task; returns the report.
    json::Object::Ptr import_contacts(const std::string& csv) const;
    /// Loads a campaign "forum" on an event in three weeks; `members` are JSON texts laid over its own.
    void load_campaign(const std::map<std::string, std::string>& members = {}) const;
    json::Object::Ptr status() const; ///< of campaign "forum"

    /// Starts a daemon and waits until it listens. Several on one store have numbers; 0 is the one at url(), the others
    /// listen on ports of their own.
    void serve(int number = 0);
    /// The same without waiting.
    void begin_to_serve(int number = 0);
    /// SIGTERM; returns its exit status, or nothing when it did not end within the limit.
    std::optional<int> stop(std::chrono::milliseconds limit = std::chrono::seconds(15), int number = 0);
    void kill(int number = 0); ///< SIGKILL
    /// The most memory that the running daemon has had at one time (VmHWM), in KiB.
    std::int64_t peak_memory(int number = 0) const;
    bool serving(int number = 0) { return daemons_.contains(number) && daemons_.at(number)->running(); }
    /// Environment of daemons started from now on.
    void set_environment(std::map<std::string, std::string> environment) { environment_ = std::move(environment); }

    const std::string& url() const { return url_; } ///< the daemon's public url
    const std::string& store_url() const { return store_url_; }
    const TemporaryFolder& folder() const { return folder_; }
    std::string log() const; ///< of all daemons

private:
    std::string port_file(int number) const;

    TemporaryFolder folder_;
    std::string store_url_;
    std::string config_;
    std::string url_;
    std::map<std::string, std::string> environment_;
    std::map<int, std::unique_ptr<ChildProcess>> daemons_;
};

/// The status of a GET or POST; body in `body`.
int http(const std::string& method, const std::string& url, std::string& body, const std::string& form = "");

} // namespace dosah::tests
