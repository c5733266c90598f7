// SPDX-License-Identifier: EUPL-1.2
#include "cli/inbox_commands.h"

#include "base/error.h"
#include "cli/printable.h"
#include "responses/assign.h"
#include "responses/corrections.h"
#include "responses/inbox.h"
#include "responses/interpret.h"

#include <charconv>
#include <ostream>

namespace dosah::cli {

namespace {

constexpr std::int64_t shown = 1000;
constexpr std::int64_t most_shown = 100'000;

int run_inbox(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const auto limit = words.option("limit");
    const std::int64_t most = limit ? read_number(*limit, "--limit") : shown;
    if (most > most_shown) throw input_error("--limit: at most " + std::to_string(most_shown));
    const auto after = words.option("after");
    words.finish();
    const auto from = responses::inbox_place_from(after.value_or(""));
    if (after && !from)
        throw input_error("--after: expected the place that a list before ended with, not \"" + *after + "\"");
    const std::int64_t organisation = organisations::find_organisation(context.database(), key).id;
    responses::InboxPage page;
    {
        store::Session session = context.database().session();
        page = responses::inbox(session, organisation, static_cast<std::size_t>(most), from);
    }
    json::Array::Ptr out = json::array();
    for (const responses::InboxItem& item : page.items) {
        json::Object::Ptr one = json::object();
        one->set("response", item.response_id);
        one->set("place", to_text(place_of(item)));
        if (item.contact_id) one->set("contact", *item.contact_id);
        one->set("at", to_iso(item.received_at));
        one->set("channel", item.channel);
        one->set("kind", item.kind);
        if (item.answer) one->set("answer", *item.answer);
        one->set("text", item.text);
        json::Array::Ptr senders = json::array();
        if (!item.contact_id)
            for (const std::int64_t id :
                 responses::possible_senders(context.services(), organisation, item.response_id))
                senders->add(id);
        one->set("possible_senders", senders);
        out->add(one);
        if (as_json) continue;
        context.out() << "response " << item.response_id << ", " << to_iso(item.received_at) << ", " << item.channel
                      << ", " << item.kind << (item.answer ? " " + *item.answer : std::string());
        if (item.contact_id) context.out() << ", contact " << *item.contact_id;
        for (std::size_t i = 0; i < senders->size(); ++i)
            context.out() << (i == 0 ? ", from one of contacts " : " ")
                          << senders->getElement<std::int64_t>(static_cast<unsigned>(i));
        context.out() << '\n';
        if (!item.text.empty()) context.out() << "  " << printable(item.text) << '\n';
    }
    if (as_json)
        context.out() << json::write(out) << '\n';
    else if (page.older)
        context.out() << "there are more: --after " << to_text(place_of(page.items.back())) << '\n';
    return 0;
}

/// A command about one row of the inbox: does it and says so.
template <class Act>
int about_row(Context& context, Words& words, const char* done, Act act)
{
    const bool as_json = words.flag("json");
    const std::string key = words.required_option("org");
    const std::int64_t response = read_number(words.operand("RESPONSE"), "RESPONSE");
    words.finish();
    act(organisations::find_organisation(context.database(), key).id, response);
    json::Object::Ptr out = json::object();
    out->set("response", response);
    out->set("done", std::string(done));
    print(context, as_json, out, "response " + std::to_string(response) + ": " + done);
    return 0;
}

int run_assign(Context& context, Words& words)
{
    const std::int64_t contact = read_number(words.required_option("contact"), "--contact");
    return about_row(context, words, "assigned", [&](std::int64_t organisation, std::int64_t response) {
        const std::int64_t item =
            responses::assign(context.services(), organisation, response, contact, context.actor());
        const responses::Lexicons lexicons(context.share_folder() + "/locales/lexicon");
        responses::interpret_item(context.services(), lexicons, item);
    });
}

int run_accept(Context& context, Words& words)
{
    return about_row(context, words, "accepted", [&](std::int64_t organisation, std::int64_t response) {
        responses::accept_proposal(context.services(), organisation, response, context.actor());
    });
}

int run_restore(Context& context, Words& words)
{
    return about_row(context, words, "restored", [&](std::int64_t organisation, std::int64_t response) {
        responses::restore_address(context.services(), organisation, response, context.actor());
    });
}

int run_close(Context& context, Words& words)
{
    return about_row(context, words, "closed", [&](std::int64_t organisation, std::int64_t response) {
        responses::close(context.services(), organisation, response, context.actor());
    });
}

} // namespace

std::int64_t read_number(const std::string& word, const std::string& what)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (problem != std::errc() || end != word.data() + word.size() || number < 1)
        throw input_error(what + ": expected a whole number, not \"" + word + "\"");
    return number;
}

std::vector<Command> inbox_commands()
{
    return {
        {"responses inbox", "--org KEY [--limit N] [--after PLACE] [--json]", "Lists what a coordinator has to see to.",
         run_inbox},
        {"responses assign", "RESPONSE --contact ID --org KEY [--json]",
         "Says who wrote a reply from an address that several people share, and applies it.", run_assign},
        {"responses accept", "RESPONSE --org KEY [--json]",
         "Takes over the new address that a \"not me\" or \"moved\" proposes.", run_accept},
        {"responses restore", "RESPONSE --org KEY [--json]",
         "Puts back the address that a \"not me\" or \"moved\" took out.", run_restore},
        {"responses close", "RESPONSE --org KEY [--json]", "Nothing more is to be done about it.", run_close},
    };
}

} // namespace dosah::cli
