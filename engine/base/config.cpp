// SPDX-License-Identifier: EUPL-1.2
#include "base/config.h"

#include "base/error.h"
#include "base/log.h"

#include <Poco/AutoPtr.h>
#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>

namespace dosah {

namespace {

long long number(const std::string& value, long long least, long long most)
{
    long long result = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (problem != std::errc() || end != value.data() + value.size() || result < least || result > most)
        throw input_error("expected a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                          ", not \"" + value + "\"");
    return result;
}

ConfigKey text_key(std::string name, std::string Config::*member, std::string help)
{
    return {std::move(name), Config().*member, std::move(help), false,
            [member](Config& config, const std::string& value) { config.*member = value; }};
}

ConfigKey number_key(std::string name, int Config::*member, int least, int most, std::string help)
{
    return {std::move(name), std::to_string(Config().*member), std::move(help), false,
            [=](Config& config, const std::string& value) {
                config.*member = static_cast<int>(number(value, least, most));
            }};
}

template <class Duration>
ConfigKey duration_key(std::string name, Duration Config::*member, long long least, std::string help)
{
    return {
        std::move(name), std::to_string((Config().*member).count()), std::move(help), false,
        [=](Config& config, const std::string& value) { config.*member = Duration{number(value, least, 1000000)}; }};
}

ConfigKey flag_key(std::string name, bool Config::*member, std::string help)
{
    return {std::move(name), Config().*member ? "true" : "false", std::move(help), false,
            [member](Config& config, const std::string& value) {
                if (value != "true" && value != "false")
                    throw input_error("expected true or false, not \"" + value + "\"");
                config.*member = value == "true";
            }};
}

std::vector<ConfigKey> make_keys()
{
    std::vector<ConfigKey> keys;
    keys.push_back(text_key("store.url", &Config::store_url,
                            "Where everything is kept: sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME."));
    keys.back().secret = true;
    keys.push_back(number_key("store.connections", &Config::store_connections, 2, 200,
                              "How many connections to the store are kept open."));
    keys.push_back({"store.synchronous", Config().store_synchronous,
                    "SQLite: full keeps every commit through a power cut; normal may lose the last ones, and messages "
                    "they recorded are then sent again.",
                    false, [](Config& config, const std::string& value) {
                        if (value != "full" && value != "normal")
                            throw input_error("expected full or normal, not \"" + value + "\"");
                        config.store_synchronous = value;
                    }});
    keys.push_back(text_key("key_file", &Config::key_file,
                            "File with the installation's key; secrets and links depend on it, so back it up."));
    keys.push_back(text_key("spool.folder", &Config::spool_folder,
                            "Folder for what comes in while the store is away; it is read in on return."));
    keys.push_back(text_key("http.listen", &Config::http_listen, "Address and port to listen on; port 0 takes any."));
    keys.push_back(text_key("http.public_url", &Config::http_public_url,
                            "How people reach this server from outside; links in messages begin with it."));
    keys.push_back(text_key("http.port_file", &Config::http_port_file,
                            "File to write the port to once the server listens; empty for none."));
    keys.push_back(number_key("http.threads", &Config::http_threads, 4, 1000, "How many requests are served at once."));
    keys.push_back(number_key("http.body_limit", &Config::http_body_limit, 1024, 1 << 30,
                              "Largest request body that is read, in bytes."));
    keys.push_back(duration_key("session.hours", &Config::session_length, 1, "How long a sign-in lasts, in hours."));
    keys.push_back(text_key("metrics.token", &Config::metrics_token,
                            "Token that /metrics wants (Authorization: Bearer TOKEN); empty: only this machine may "
                            "read it, and nobody through a proxy."));
    keys.back().secret = true;
    keys.push_back(text_key("share.folder", &Config::share_folder,
                            "Folder that holds templates/ and locales/; empty: found beside the program."));
    keys.push_back({"log.level", Config().log_level,
                    "Least important lines that are written: debug, info, warning or error.", false,
                    [](Config& config, const std::string& value) {
                        log_level_from(value);
                        config.log_level = value;
                    }});
    keys.push_back(number_key("dispatch.connections", &Config::dispatch_connections, 1, 100,
                              "How many messages one connector account sends at once."));
    keys.push_back(
        number_key("dispatch.batch", &Config::dispatch_batch, 1, 10000, "How many messages are claimed at once."));
    keys.push_back(duration_key("dispatch.lease_seconds", &Config::dispatch_lease, 10,
                                "After so long a claim of a dead daemon is taken over, in seconds."));
    keys.push_back(duration_key("stop.seconds", &Config::stop_limit, 1,
                                "How long a stop waits for messages in flight, in seconds."));
    keys.push_back(duration_key("retry.first_seconds", &Config::retry_first, 1,
                                "Wait before the second attempt, in seconds; it doubles from attempt to attempt."));
    keys.push_back(duration_key("retry.email_hours", &Config::retry_email, 1, "An email is tried for so many hours."));
    keys.push_back(duration_key("retry.sms_hours", &Config::retry_sms, 1, "An SMS is tried for so many hours."));
    keys.push_back(duration_key("campaign.cancel_window_seconds", &Config::campaign_cancel_window, 0,
                                "After a launch nothing leaves for so many seconds, so that it can be recalled."));
    keys.push_back(duration_key("schedule.interval_seconds", &Config::schedule_interval, 1,
                                "How often due campaigns and messages are looked for, in seconds."));
    keys.push_back(duration_key("mailbox.interval_seconds", &Config::mailbox_interval, 1,
                                "How often mailboxes are read, in seconds."));
    keys.push_back(flag_key("sandbox", &Config::sandbox,
                            "Shows what capture connectors kept at /sandbox; for trying out, never with real people."));
    return keys;
}

std::string environment_name(const std::string& key)
{
    std::string name = "DOSAH_";
    for (const char c : key)
        name += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

std::string read_secret(const std::string& path)
{
    std::ifstream file(path);
    if (!file) throw input_error("cannot read the file " + path);
    std::ostringstream text;
    text << file.rdbuf();
    std::string value = text.str();
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r'))
        value.pop_back();
    return value;
}

/// Sets one value; `spelled` is the name as the source writes it, `translate` how the source writes a key's name.
void set_one(Config& config, const std::string& source, const std::string& spelled, const std::string& value,
             const std::function<std::string(const std::string&)>& translate)
{
    std::vector<std::string> known;
    for (const ConfigKey& key : config_keys()) {
        try {
            if (translate(key.name) == spelled) return key.set(config, value);
            if (key.secret && translate(key.name + "_file") == spelled) return key.set(config, read_secret(value));
        } catch (const Error& problem) {
            throw input_error(source + ": " + spelled + ": " + problem.what());
        }
        known.push_back(translate(key.name));
        if (key.secret) known.push_back(translate(key.name + "_file"));
    }
    const std::string near = nearest_name(spelled, known);
    throw input_error(source + ": unknown key " + spelled +
                      (near.empty() ? std::string() : " (did you mean " + near + "?)"));
}

} // namespace

const std::vector<ConfigKey>& config_keys()
{
    static const std::vector<ConfigKey> keys = make_keys();
    return keys;
}

namespace {

/// Poco gives the names level by level; a key may be both a value and the beginning of longer keys.
void read_level(const Poco::Util::AbstractConfiguration& file, const std::string& prefix,
                std::map<std::string, std::string>& values)
{
    std::vector<std::string> names;
    file.keys(prefix, names);
    for (const std::string& name : names) {
        const std::string key = prefix.empty() ? name : prefix + "." + name;
        if (file.hasProperty(key)) values[key] = file.getRawString(key);
        read_level(file, key, values);
    }
}

} // namespace

Config read_config(const ConfigSources& sources)
{
    Config config;
    const auto as_is = [](const std::string& key) { return key; };
    if (!sources.file.empty()) {
        std::map<std::string, std::string> values;
        try {
            const Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> file(
                new Poco::Util::PropertyFileConfiguration(sources.file));
            read_level(*file, "", values);
        } catch (const Poco::Exception&) {
            throw input_error("cannot read the config file " + sources.file);
        }
        for (const auto& [key, value] : values)
            set_one(config, sources.file, key, value, as_is);
    }
    for (const auto& [name, value] : sources.environment)
        if (name.starts_with("DOSAH_") && name != "DOSAH_CONFIG" && name != "DOSAH_BINARY" && name != "DOSAH_LAUNCHER")
            set_one(config, "environment", name, value, environment_name);
    for (const auto& [key, value] : sources.command_line)
        set_one(config, "command line", key, value, as_is);
    return config;
}

std::map<std::string, std::string> process_environment()
{
    std::map<std::string, std::string> out;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos) out[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return out;
}

} // namespace dosah
