// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "campaigns/campaign.h"
#include "cli/command.h"
#include "delivery/doubt.h"
#include "organisations/organisation.h"

#include <charconv>
#include <ostream>

namespace dosah::cli {

namespace {

/// 0 when it is none.
std::int64_t positive_number(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

std::int64_t message_number(const std::string& text)
{
    const std::int64_t number = positive_number(text);
    if (number == 0)
        throw input_error("\"" + text + "\" is no message; write its number (\"dosah indoubt list\" shows them)");
    return number;
}

std::string actor_of(Context& context, Words& words)
{
    const auto name = words.option("as");
    if (!name) return context.actor();
    if (name->empty() || name->size() > 100 || name->find_first_of("\r\n") != std::string::npos)
        throw input_error("--as: write the name of who acts, for example --as novakova");
    return "cli:" + *name;
}

/// The organisation's campaign of that number or key.
campaigns::Campaign campaign_named(store::Session& session, std::int64_t organisation_id, const std::string& name)
{
    const std::int64_t id = positive_number(name); // a key always has a letter in it
    return id > 0 ? campaigns::find_campaign(session, organisation_id, id)
                  : campaigns::find_campaign(session, organisation_id, name);
}

/// Whom --org and --campaign mean.
delivery::DoubtChoice chosen(Context& context, const std::string& org, const std::optional<std::string>& campaign)
{
    delivery::DoubtChoice choice;
    choice.organisation_id = organisations::find_organisation(context.database(), org).id;
    if (!campaign) return choice;
    store::Session session = context.database().session();
    choice.lane_id = campaign_named(session, choice.organisation_id, *campaign).lane_id;
    return choice;
}

json::Object::Ptr as_json(const delivery::DoubtPage::Row& row, const std::string& campaign)
{
    auto out = json::object();
    out->set("message", row.doubt.message_id);
    out->set("contact", row.doubt.contact_id);
    out->set("channel", std::string(channel::to_string(row.doubt.channel)));
    out->set("address", row.doubt.address);
    out->set("reason", row.doubt.reason);
    out->set("since", to_iso(row.doubt.since));
    out->set("campaign", campaign);
    return out;
}

constexpr std::size_t page_size = 1000;

int list(Context& context, Words& words)
{
    const bool as_array = words.flag("json");
    const std::string org = words.required_option("org");
    const auto campaign = words.option("campaign");
    words.finish();
    const delivery::DoubtChoice choice = chosen(context, org, campaign);
    store::Session session = context.database().session();
    std::map<std::int64_t, std::string> names;
    for (const campaigns::Campaign& one : campaigns::all_campaigns(session, choice.organisation_id))
        names[one.lane_id] = one.key;
    std::optional<delivery::InDoubt> after;
    bool more = true;
    if (as_array) context.out() << '[';
    while (more) {
        const delivery::DoubtPage page = delivery::doubt_page(session, choice, page_size, after);
        for (const delivery::DoubtPage::Row& row : page.rows) {
            const std::string name = row.lane_id ? names[*row.lane_id] : std::string();
            if (as_array)
                context.out() << (after ? "," : "") << json::write(as_json(row, name));
            else
                context.out() << row.doubt.message_id << "  " << to_iso(row.doubt.since) << "  "
                              << channel::to_string(row.doubt.channel) << "  " << row.doubt.address << "  "
                              << row.doubt.reason << (name.empty() ? "" : "  ") << name << '\n';
            after = row.doubt;
        }
        more = page.more;
    }
    if (as_array) context.out() << "]\n";
    return 0;
}

struct Verb
{
    std::string done; ///< what the messages are then
    void (*one)(store::Session&, std::int64_t, std::int64_t, const std::string&, Instant);
    delivery::DoubtDecision many;
};

/// `out` is null when JSON is not wanted.
void print(Context& context, const json::Object::Ptr& out, const std::string& done, std::size_t count)
{
    if (out)
        context.out() << json::write(out) << '\n';
    else
        context.out() << done << ": " << count << '\n';
}

/// --all: the number has to be said, so that nobody decides about more than they have looked at.
int decide_all(Context& context, Words& words, const Verb& verb, bool as_object)
{
    const std::string org = words.required_option("org");
    const auto campaign = words.option("campaign");
    const auto count = words.option("count");
    const std::string actor = actor_of(context, words);
    words.finish();
    const delivery::DoubtChoice choice = chosen(context, org, campaign);
    store::Transaction transaction(context.database());
    if (!count)
        throw input_error("--all decides about " +
                          std::to_string(delivery::count_in_doubt(transaction.session(), choice)) +
                          " message(s); say so by --count N");
    const std::int64_t expected = positive_number(*count);
    if (expected == 0) throw input_error("--count: write how many messages are in doubt, a whole number");
    const std::size_t decided =
        delivery::decide_all(transaction.session(), choice, verb.many, expected, actor, context.clock().now());
    transaction.commit();
    auto out = json::object();
    out->set("state", verb.done);
    out->set("count", decided);
    print(context, as_object ? out : nullptr, verb.done, decided);
    return 0;
}

int decide(Context& context, Words& words, const Verb& verb)
{
    const bool as_object = words.flag("json");
    if (words.flag("all")) return decide_all(context, words, verb, as_object);
    const std::string org = words.required_option("org");
    const std::string actor = actor_of(context, words);
    std::vector<std::int64_t> messages = {message_number(words.operand("MESSAGE (or --all)"))};
    while (const auto next = words.next_operand())
        messages.push_back(message_number(*next));
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    auto list = json::array();
    store::Transaction transaction(context.database());
    for (const std::int64_t message : messages) {
        verb.one(transaction.session(), organisation.id, message, actor, context.clock().now());
        list->add(message);
    }
    transaction.commit();
    auto out = json::object();
    out->set(verb.done, list);
    print(context, as_object ? out : nullptr, verb.done, messages.size());
    return 0;
}

Command deciding(const std::string& name, const std::string& help, const Verb& verb)
{
    return {"indoubt " + name, "MESSAGE...|--all --org KEY [--campaign CAMPAIGN --count N] [--as NAME] [--json]", help,
            [verb](Context& context, Words& words) { return decide(context, words, verb); }};
}

} // namespace

std::vector<Command> delivery_commands()
{
    return {
        {"indoubt list", "--org KEY [--campaign CAMPAIGN] [--json]",
         "Lists the messages of which nobody can know whether they went out, the longest waiting first.", list},
        deciding("resend", "Sends messages in doubt again; whoever has got one already gets a second.",
                 {"queued", delivery::resend, delivery::DoubtDecision::resend}),
        deciding("close", "Leaves messages in doubt as they are: counted as sent.",
                 {"assumed_sent", delivery::assume_sent, delivery::DoubtDecision::leave}),
    };
}

} // namespace dosah::cli
