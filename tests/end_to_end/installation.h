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

    void serve(); ///< starts the daemon and waits until it listens
    /// SIGTERM; returns its exit status, or nothing when it did not end within the limit.
    std::optional<int> stop(std::chrono::milliseconds limit = std::chrono::seconds(15));
    void kill(); ///< SIGKILL
    bool serving() { return daemon_ != nullptr && daemon_->running(); }

    const std::string& url() const { return url_; } ///< the daemon's public url
    const std::string& store_url() const { return store_url_; }
    const TemporaryFolder& folder() const { return folder_; }
    std::string log() const;

private:
    TemporaryFolder folder_;
    std::string store_url_;
    std::string config_;
    std::string url_;
    std::unique_ptr<ChildProcess> daemon_;
};

/// The status of a GET or POST; body in `body`.
int http(const std::string& method, const std::string& url, std::string& body, const std::string& form = "");

} // namespace dosah::tests
