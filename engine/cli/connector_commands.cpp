// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "organisations/connector_account.h"
#include "organisations/organisation.h"

#include <ostream>

namespace dosah::cli {

namespace {

using namespace organisations;

std::map<std::string, std::string> read_pairs(const std::vector<std::string>& pairs, const std::string& option)
{
    std::map<std::string, std::string> values;
    for (const std::string& pair : pairs) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0)
            throw input_error("--" + option + ": write NAME=VALUE, not \"" + pair.substr(0, equals) + "\"");
        if (!values.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second)
            throw input_error("--" + option + ": " + pair.substr(0, equals) + " is given twice");
    }
    return values;
}

std::string read_secret(Context& context, const std::string& path)
{
    std::string secret = read_utf8_input(context, path);
    while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r'))
        secret.pop_back();
    return secret;
}

int connector_add(Context& context, Words& words)
{
    ConnectorAccount account;
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    account.settings = read_pairs(words.options("set"), "set");
    const auto secret_files = read_pairs(words.options("secret-file"), "secret-file");
    account.connector = words.operand("CONNECTOR");
    account.key = words.next_operand().value_or(account.connector);
    words.finish();
    account.organisation_id = find_organisation(context.database(), org).id;
    for (const auto& [name, path] : secret_files)
        account.secrets[name] = read_secret(context, path);
    account = add_connector_account(context.database(), context.clock(), context.master(), context.random(),
                                    context.actor(), context.kinds(), account);
    const std::string webhook = context.config().http_public_url + "/hooks/" + std::to_string(account.id) + "/" +
                                webhook_token(context.master(), account.id) + "/";
    json::Object::Ptr reply = json::object();
    reply->set("id", account.id);
    reply->set("key", account.key);
    reply->set("connector", account.connector);
    reply->set("webhook_url", webhook);
    print(context, as_json, reply,
          "connector account " + account.key + " added (id " + std::to_string(account.id) + ")\nwebhooks: " + webhook);
    return 0;
}

int connector_set(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    AccountChange change;
    for (const auto& [name, value] : read_pairs(words.options("set"), "set"))
        change.settings[name] = value;
    for (const std::string& name : words.options("unset"))
        if (!change.settings.emplace(name, std::nullopt).second)
            throw input_error("--unset: " + name + " is named twice, or set too");
    const auto secret_files = read_pairs(words.options("secret-file"), "secret-file");
    for (const std::string& name : words.options("unset-secret"))
        change.secrets[name] = std::nullopt;
    const std::string key = words.operand("KEY");
    words.finish();
    for (const auto& [name, path] : secret_files)
        if (!change.secrets.emplace(name, read_secret(context, path)).second)
            throw input_error("--secret-file: " + name + " is to be taken away too (--unset-secret)");
    if (change.settings.empty() && change.secrets.empty())
        throw input_error("say what is to change: --set, --unset, --secret-file or --unset-secret");
    const ConnectorAccount account = change_connector_account(
        context.database(), context.clock(), context.master(), context.random(), context.actor(), context.kinds(),
        find_organisation(context.database(), org).id, key, change);
    json::Object::Ptr reply = json::object();
    reply->set("id", account.id);
    reply->set("key", account.key);
    reply->set("connector", account.connector);
    print(context, as_json, reply,
          "connector account " + account.key + " changed; a running daemon uses it after its next start");
    return 0;
}

int connector_list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    words.finish();
    const std::int64_t organisation_id = find_organisation(context.database(), org).id;
    json::Array::Ptr list = json::array();
    for (const ConnectorAccount& account : active_connector_accounts(context.database(), context.master())) {
        if (account.organisation_id != organisation_id) continue;
        json::Object::Ptr one = json::object();
        one->set("id", account.id);
        one->set("key", account.key);
        one->set("connector", account.connector);
        list->add(one);
        if (!as_json) context.out() << account.id << "  " << account.key << "  " << account.connector << '\n';
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

int connector_check(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    const std::string key = words.operand("KEY");
    words.finish();
    const ConnectorAccount account = find_connector_account(context.database(), context.master(),
                                                            find_organisation(context.database(), org).id, key);
    const channel::Transport transport =
        make_transport(context.kinds(), context.master(), context.config().http_public_url, account);
    const bool receives = transport.poller || transport.webhook || transport.listener;
    const channel::Health health =
        transport.connector ? transport.connector->check()
                            : channel::Health{true, receives ? "receives only" : "people do it: nothing to connect to"};
    json::Object::Ptr reply = json::object();
    reply->set("good", health.good);
    reply->set("text", health.text);
    print(context, as_json, reply, (health.good ? "good: " : "not good: ") + health.text);
    return health.good ? 0 : 1;
}

int connector_kinds(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    json::Array::Ptr list = json::array();
    for (const channel::ConnectorKind& kind : context.kinds()) {
        json::Array::Ptr settings = json::array();
        if (!as_json) context.out() << kind.name << '\n';
        for (const channel::SettingHelp& help : kind.settings) {
            json::Object::Ptr setting = json::object();
            setting->set("name", help.name);
            setting->set("initial", help.initial);
            setting->set("help", help.help);
            setting->set("required", help.required);
            setting->set("secret", help.secret);
            settings->add(setting);
            if (as_json) continue;
            context.out() << "  " << (help.secret ? "--secret-file " : "--set ") << help.name << '='
                          << (help.required ? "(required)" : help.initial) << "  " << help.help << '\n';
        }
        json::Object::Ptr one = json::object();
        one->set("name", kind.name);
        one->set("settings", settings);
        list->add(one);
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

} // namespace

std::vector<Command> connector_commands()
{
    return {
        {"connector add", "CONNECTOR [KEY] --org KEY [--set NAME=VALUE ...] [--secret-file NAME=FILE ...] [--json]",
         "Adds a connector account; secrets are read from files and kept encrypted.", connector_add},
        {"connector set",
         "KEY --org KEY [--set NAME=VALUE ...] [--unset NAME ...] [--secret-file NAME=FILE ...] [--unset-secret NAME "
         "...] [--json]",
         "Changes settings or secrets of a connector account; what is not named stays.", connector_set},
        {"connector list", "--org KEY [--json]", "Lists an organisation's connector accounts.", connector_list},
        {"connector check", "KEY --org KEY [--json]", "Tests whether a connector account can work.", connector_check},
        {"connector kinds", "[--json]", "Lists the kinds of connector and their settings.", connector_kinds},
    };
}

} // namespace dosah::cli
