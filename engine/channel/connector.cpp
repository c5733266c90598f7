// SPDX-License-Identifier: EUPL-1.2
#include "channel/connector.h"

#include "base/error.h"

namespace dosah::channel {

std::string_view to_string(InboundKind kind)
{
    switch (kind) {
    case InboundKind::email:
        return "email";
    case InboundKind::sms:
        return "sms";
    case InboundKind::receipt:
        return "receipt";
    }
    return "email";
}

InboundKind inbound_kind_from(std::string_view word)
{
    for (const InboundKind kind : {InboundKind::email, InboundKind::sms, InboundKind::receipt})
        if (to_string(kind) == word) return kind;
    throw input_error("unknown kind of inbound item \"" + std::string(word) + "\"");
}

namespace {

void check_names(const ConnectorKind& kind, const std::map<std::string, std::string>& given, bool secret)
{
    std::vector<std::string> known;
    for (const SettingHelp& help : kind.settings)
        if (help.secret == secret) known.push_back(help.name);
    for (const auto& [name, value] : given) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const std::string near = nearest_name(name, known);
        throw input_error("connector " + kind.name + ": unknown " + (secret ? "secret " : "setting ") + name +
                          (near.empty() ? std::string() : " (did you mean " + near + "?)"));
    }
}

} // namespace

void check_settings(const ConnectorKind& kind, const AccountSettings& account)
{
    check_names(kind, account.settings, false);
    check_names(kind, account.secrets, true);
    for (const SettingHelp& help : kind.settings)
        setting(kind, account, help.name);
}

std::string setting(const ConnectorKind& kind, const AccountSettings& account, const std::string& name)
{
    for (const SettingHelp& help : kind.settings) {
        if (help.name != name) continue;
        const auto& given = help.secret ? account.secrets : account.settings;
        const auto found = given.find(name);
        if (found != given.end()) return found->second;
        if (help.required)
            throw input_error("connector " + kind.name + ": " + (help.secret ? "secret " : "setting ") + name +
                              " is missing (" + help.help + ")");
        return help.initial;
    }
    throw Error(ErrorKind::internal, "connector " + kind.name + " has no setting " + name);
}

} // namespace dosah::channel
