// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"
#include "store/migrations.h"

#include <ostream>

namespace dosah::cli {

namespace {

int migrate(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    const auto ran = store::migrate(context.unmigrated_database(), context.clock());
    MasterKey::read_or_create(context.config().key_file, context.random());
    if (as_json) {
        json::Array::Ptr names = json::array();
        for (const store::Migration& migration : ran)
            names->add(migration.name);
        json::Object::Ptr reply = json::object();
        reply->set("applied", names);
        context.out() << json::write(reply) << '\n';
    } else {
        for (const store::Migration& migration : ran)
            context.out() << "applied " << migration.name << '\n';
        if (ran.empty()) context.out() << "nothing to apply\n";
    }
    return 0;
}

int config_keys_table(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    words.finish();
    json::Array::Ptr list = json::array();
    for (const ConfigKey& key : config_keys()) {
        json::Object::Ptr one = json::object();
        one->set("name", key.name);
        one->set("initial", key.initial);
        one->set("help", key.help);
        one->set("secret", key.secret);
        list->add(one);
        if (as_json) continue;
        context.out() << "# " << key.help << (key.secret ? " Or " + key.name + "_file: a file that holds it." : "")
                      << '\n'
                      << key.name << " = " << key.initial << "\n\n";
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

} // namespace

std::vector<Command> store_commands()
{
    return {
        {"migrate", "[--json]", "Brings the store's schema up to date and makes the key file when there is none.",
         migrate},
        {"config", "[--json]", "Prints every configuration key with its default and meaning.", config_keys_table},
    };
}

} // namespace dosah::cli
