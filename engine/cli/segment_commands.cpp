// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"
#include "organisations/organisation.h"
#include "segments/segment.h"

#include <ostream>

namespace dosah::cli {

namespace {

int count_segment(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const std::string query = words.operand("QUERY");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    const std::int64_t people = segments::count(session, organisation.id, query, context.clock().now());
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("count", people);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << people << '\n';
    }
    return 0;
}

int save_segment(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string organisation_key = words.required_option("org");
    const std::string key = words.operand("KEY");
    const std::string query = words.operand("QUERY");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), organisation_key);
    segments::save_segment(context.database(), context.clock(), context.actor(), organisation.id, key, query);
    store::Session session = context.database().session();
    const std::int64_t people = segments::count(session, organisation.id, query, context.clock().now());
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("key", key);
        out->set("query", query);
        out->set("count", people);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << "segment " << key << " saved; it means " << people
                      << (people == 1 ? " person now\n" : " people now\n");
    }
    return 0;
}

int list_segments(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    json::Array::Ptr list = json::array();
    for (const segments::SavedSegment& segment : segments::list_segments(session, organisation.id)) {
        if (!as_json) context.out() << segment.key << '\t' << segment.query << '\n';
        json::Object::Ptr item = json::object();
        item->set("key", segment.key);
        item->set("query", segment.query);
        item->set("created_at", to_iso(segment.created_at));
        list->add(item);
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

int define_group(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string organisation_key = words.required_option("org");
    const std::string name = words.required_option("name");
    const std::optional<std::string> query = words.option("query");
    const std::string key = words.operand("KEY");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), organisation_key);
    segments::define_group(context.database(), context.clock(), context.actor(), organisation.id, key, name, query);
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("key", key);
        out->set("name", name);
        if (query) out->set("query", *query);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << "target group " << key << " defined\n";
    }
    return 0;
}

int list_groups(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), key);
    store::Session session = context.database().session();
    json::Array::Ptr list = json::array();
    for (const segments::TargetGroup& group : segments::list_groups(session, organisation.id, context.clock().now())) {
        if (!as_json)
            context.out() << group.key << '\t' << group.name << '\t' << group.members << '\t'
                          << group.query.value_or("(listed)") << '\n';
        json::Object::Ptr item = json::object();
        item->set("key", group.key);
        item->set("name", group.name);
        item->set("members", group.members);
        if (group.query) item->set("query", *group.query);
        list->add(item);
    }
    if (as_json) context.out() << json::write(list) << '\n';
    return 0;
}

} // namespace

std::vector<Command> segment_commands()
{
    return {
        {"segments count", "QUERY --org KEY [--json]", "Says how many people a query means.", count_segment},
        {"segments save", "KEY QUERY --org KEY [--json]", "Saves a query under a key, in place of an earlier one.",
         save_segment},
        {"segments list", "--org KEY [--json]", "Lists the saved segments.", list_segments},
        {"groups define", "KEY --org KEY --name NAME [--query QUERY] [--json]",
         "Defines a target group: by a rule, or to be listed by import.", define_group},
        {"groups list", "--org KEY [--json]", "Lists the target groups and how many people are in each.", list_groups},
    };
}

} // namespace dosah::cli
