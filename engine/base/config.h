// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dosah {

/// The settings of one process, read once at start. What an organisation chooses (quiet hours, look-back, connector
/// accounts) is not here but in the store. config/dosah.properties documents every key; a test holds it to the table.
struct Config
{
    std::string store_url = "sqlite:var/dosah.sqlite"; ///< sqlite:PATH or postgresql://user:password@host:port/name
    int store_connections = 16;
    std::string store_synchronous = "full"; ///< SQLite: full or normal
    std::string key_file = "var/dosah.key";
    std::string spool_folder = "var/spool"; ///< what came in while the store was away

    std::string http_listen = "127.0.0.1:8080"; ///< port 0 takes a free one
    std::string http_public_url = "http://127.0.0.1:8080";
    std::string http_port_file; ///< the daemon writes its port here once it listens; empty: nowhere
    int http_threads = 64;
    int http_body_limit = 1 << 20; ///< bytes
    std::chrono::hours session_length{12};
    std::string metrics_token; ///< who may read /metrics; empty: only this machine

    std::string share_folder; ///< holds templates/ and locales/; empty: beside the program or in the installed place
    std::string log_level = "info";

    int dispatch_connections = 10; ///< at most so many sends at once per connector account
    int dispatch_batch = 100;      ///< messages claimed at once
    std::chrono::seconds dispatch_lease{120};
    std::chrono::seconds stop_limit{7}; ///< with what the rest takes, a stop ends within 10 s
    std::chrono::seconds retry_first{120};
    std::chrono::hours retry_email{48};
    std::chrono::hours retry_sms{12};

    std::chrono::seconds campaign_cancel_window{600};
    std::chrono::seconds schedule_interval{1};
    std::chrono::seconds mailbox_interval{30};
    bool sandbox = false; ///< show what capture connectors kept at /sandbox
};

/// One key of the table: what the properties file, the environment and the command line may set.
struct ConfigKey
{
    std::string name;    ///< "http.listen"; the environment has DOSAH_HTTP_LISTEN, the command line --http.listen=
    std::string initial; ///< the default, as it would be written
    std::string help;    ///< one sentence
    bool secret = false; ///< may also be given as NAME_file, a path to a file that holds the value
    std::function<void(Config&, const std::string&)> set; ///< throws Error(input) when the value is wrong
};

const std::vector<ConfigKey>& config_keys();

/// What was given, in rising order of precedence. Names in `environment` are whole variables; those that do not begin
/// with DOSAH_ are passed over.
struct ConfigSources
{
    std::string file; ///< path; empty: none
    std::map<std::string, std::string> environment;
    std::map<std::string, std::string> command_line; ///< key -> value
};

/// Throws Error(input) naming the source, the key and the nearest known key.
Config read_config(const ConfigSources& sources);

/// The process's own environment.
std::map<std::string, std::string> process_environment();

} // namespace dosah
