// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "cli/command.h"
#include "delivery/outbox.h"
#include "organisations/organisation.h"

#include <charconv>
#include <ostream>

namespace dosah::cli {

namespace {

std::int64_t message_number(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || problem != std::errc() || end != text.data() + text.size() || value <= 0)
        throw input_error("\"" + text + "\" is no message; write its number (\"dosah indoubt list\" shows them)");
    return value;
}

int list(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string org = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    store::Session session = context.database().session();
    auto out = json::array();
    for (const delivery::InDoubt& one : delivery::in_doubt(session, organisation.id)) {
        const std::string channel(channel::to_string(one.channel));
        if (!as_json) {
            context.out() << one.message_id << "  " << to_iso(one.since) << "  " << channel << "  " << one.address
                          << "  " << one.reason << '\n';
            continue;
        }
        auto row = json::object();
        row->set("message", one.message_id);
        row->set("contact", one.contact_id);
        row->set("channel", channel);
        row->set("address", one.address);
        row->set("reason", one.reason);
        row->set("since", to_iso(one.since));
        out->add(row);
    }
    if (as_json) context.out() << json::write(out) << '\n';
    return 0;
}

using Decide = void (*)(store::Session&, std::int64_t, std::int64_t, const std::string&, Instant);

/// A command that decides about the messages named, all of them or none.
Command deciding(const std::string& verb, const std::string& done, const std::string& help, Decide decide)
{
    return {"indoubt " + verb, "MESSAGE... --org KEY [--json]", help, [done, decide](Context& context, Words& words) {
                const bool as_json = words.flag("json");
                const std::string org = words.required_option("org");
                std::vector<std::int64_t> messages = {message_number(words.operand("MESSAGE"))};
                while (const auto next = words.next_operand())
                    messages.push_back(message_number(*next));
                words.finish();
                const auto organisation = organisations::find_organisation(context.database(), org);
                auto list = json::array();
                store::Transaction transaction(context.database());
                for (const std::int64_t message : messages) {
                    decide(transaction.session(), organisation.id, message, context.actor(), context.clock().now());
                    list->add(message);
                }
                transaction.commit();
                auto out = json::object();
                out->set(done, list);
                if (as_json)
                    context.out() << json::write(out) << '\n';
                else
                    context.out() << done << ": " << messages.size() << '\n';
                return 0;
            }};
}

} // namespace

std::vector<Command> delivery_commands()
{
    return {
        {"indoubt list", "--org KEY [--json]",
         "Lists the messages of which nobody can know whether they went out, the longest waiting first.", list},
        deciding("resend", "queued", "Sends messages in doubt again; whoever has got one already gets a second.",
                 delivery::resend),
        deciding("close", "assumed_sent", "Leaves messages in doubt as they are: counted as sent.",
                 delivery::assume_sent),
    };
}

} // namespace dosah::cli
