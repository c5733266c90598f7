// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "cli/command.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/twin_connector.h"

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace dosah::tests {

/// What a command line left behind.
struct Ran
{
    int status = 0;
    std::string out;
    std::string err;

    json::Object::Ptr object() const { return json::parse_object(out, "output"); }
    json::Array::Ptr array() const { return json::parse_array(out, "output"); }
    /// The kind in {"error":{"kind","text"}}.
    std::string error_kind() const { return object()->getObject("error")->getValue<std::string>("kind"); }
};

/// The table as the program has it, but for `serve`, which is in engine/main.cpp.
inline std::vector<cli::Command> all_commands()
{
    std::vector<cli::Command> all;
    for (auto area : {cli::store_commands, cli::organisation_commands, cli::connector_commands, cli::dkim_commands,
                      cli::contact_commands, cli::segment_commands, cli::campaign_commands, cli::content_commands,
                      cli::delivery_commands, cli::response_commands, cli::report_commands, cli::stats_commands,
                      cli::disclose_commands, cli::draw_commands})
        for (cli::Command& command : area())
            all.push_back(std::move(command));
    return all;
}

/// Kinds of connector: "capture" can always work, "smtp" cannot reach its host and has a secret, "post" is of letters.
inline std::vector<channel::ConnectorKind> twin_kinds()
{
    const auto make = [](const channel::AccountSettings& account) {
        auto twin = std::make_shared<TwinConnector>();
        if (account.settings.count("host") > 0)
            twin->health({false, "cannot connect to " + account.settings.at("host")});
        channel::Transport transport;
        transport.connector = twin;
        return transport;
    };
    return {
        {"capture", {{"channel", "email", "email or sms"}}, make},
        {"post", {{"sender", "", "return address", true}, {"window", "left", "left or right"}}, make},
        {"smtp",
         {{"host", "", "the relay", true}, {"port", "587", "its port"}, {"password", "", "the login's", false, true}},
         make}};
}

/// An installation of its own (store, key file) and a person typing `dosah ...` at it, in this process.
class Shell
{
public:
    explicit Shell(bool migrated = true)
    {
        if (migrated) run({"migrate"});
    }

    Ran run(std::vector<std::string> words, const std::string& input = "")
    {
        words.insert(words.begin(), {"--store.url=sqlite:" + path("store.sqlite"), "--key_file=" + path("key"),
                                     "--share.folder=.", "--campaign.cancel_window_seconds=0"});
        std::istringstream in(input);
        std::ostringstream out;
        std::ostringstream err;
        Ran ran;
        ran.status = cli::run(words, all_commands(), twin_kinds(), in, out, err);
        ran.out = out.str();
        ran.err = err.str();
        return ran;
    }

    /// An organisation "lipova" that needs no second person.
    void found_town()
    {
        run({"org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "posta@lipova.example",
             "--no-approval"});
    }

    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& content) const
    {
        return folder_.write(name, content);
    }

private:
    TemporaryFolder folder_;
};

inline std::string url(const Shell& shell)
{
    return "sqlite:" + shell.path("store.sqlite");
}

/// Everything the store's files hold, the write-ahead log too.
inline std::string store_bytes(const Shell& shell)
{
    const std::string log = shell.path("store.sqlite-wal");
    return read_file(shell.path("store.sqlite")) + (std::filesystem::exists(log) ? read_file(log) : "");
}

} // namespace dosah::tests
