// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "campaigns/event_change.h"
#include "campaigns/test_send.h"
#include "cli/campaign_words.h"
#include "cli/command.h"
#include "cli/preview_command.h"
#include "cli/printable.h"
#include "organisations/connector_account.h"

#include <ostream>

namespace dosah::cli {

namespace {

int show(Context& context, const Named& named, const campaigns::EventChanged& changed)
{
    if (named.as_json) {
        auto out = json::object();
        out->set("key", named.campaign.key);
        out->set("applied", changed.applied);
        out->set("told", changed.told);
        out->set("notices", changed.notices);
        out->set("calendar_sequence", changed.campaign.calendar_sequence);
        out->set("state", std::string(to_string(changed.campaign.state)));
        context.out() << json::write(out) << '\n';
    } else if (!changed.applied) {
        context.out() << "proposed; it holds once somebody else approves it: dosah campaign approve-event "
                      << named.campaign.key << " --org " << named.organisation.key << '\n';
    } else if (!changed.told) {
        context.out() << "changed; nobody has to be told\n";
    } else {
        context.out() << "done; " << changed.notices << (changed.notices == 1 ? " notice" : " notices") << " planned"
                      << (changed.campaign.state == campaigns::State::paused
                              ? "; they go out when the campaign is resumed"
                              : "")
                      << '\n';
    }
    return 0;
}

int change_event(Context& context, Words& words)
{
    const bool urgent = words.flag("urgent");
    std::string path;
    const Named named = read_named(context, words, true, &path);
    const std::string text = read_utf8_input(context, path);
    return show(context, named, campaigns::change_event(context.services(), named.campaign, text, named.actor, urgent));
}

int cancel_event(Context& context, Words& words)
{
    const bool urgent = words.flag("urgent");
    const std::string reason = words.option("reason").value_or("");
    const Named named = read_named(context, words, true);
    return show(context, named,
                campaigns::cancel_event(context.services(), named.campaign, reason, named.actor, urgent));
}

int approve_event(Context& context, Words& words)
{
    const Named named = read_named(context, words, true);
    return show(context, named, campaigns::approve_event_change(context.services(), named.campaign, named.actor));
}

int withdraw_event(Context& context, Words& words)
{
    const Named named = read_named(context, words, true);
    campaigns::withdraw_event_change(context.services(), named.campaign, named.actor);
    if (named.as_json) {
        auto out = json::object();
        out->set("key", named.campaign.key);
        out->set("withdrawn", true);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << "withdrawn\n";
    }
    return 0;
}

campaigns::FindConnector connectors_of(Context& context)
{
    return [&context](std::int64_t account_id) -> std::shared_ptr<channel::Connector> {
        for (const auto& account : organisations::active_connector_accounts(context.database(), context.master()))
            if (account.id == account_id)
                return organisations::make_transport(context.kinds(), context.master(),
                                                     context.config().http_public_url, account)
                    .connector;
        return nullptr;
    };
}

int test(Context& context, Words& words)
{
    campaigns::TestRequest request;
    request.to = words.required_option("to");
    request.locale = words.option("locale").value_or("");
    request.wave = words.option("wave").value_or(request.wave);
    if (const auto contact = words.option("contact")) {
        request.contact_id = whole_number(*contact);
        if (!request.contact_id) throw input_error("--contact: write the number of a contact");
    }
    request.anywhere = words.flag("force");
    const Named named = read_named(context, words, true);
    const campaigns::TestSent sent =
        campaigns::send_test(context.services(), named.campaign, request, connectors_of(context), named.actor);
    const bool accepted = sent.outcome.kind == channel::OutcomeKind::accepted;
    if (named.as_json) {
        auto out = json::object();
        out->set("channel", std::string(to_string(sent.channel)));
        out->set("outcome", std::string(to_string(sent.outcome.kind)));
        out->set("code", sent.outcome.code);
        out->set("remote", sent.outcome.text);
        out->set("subject", sent.subject);
        out->set("text", sent.text);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << (accepted ? "sent" : "not sent: " + std::string(to_string(sent.outcome.kind)))
                      << (sent.outcome.text.empty() ? "" : " (" + printable(sent.outcome.text) + ")") << '\n';
    }
    return accepted ? 0 : 1;
}

} // namespace

std::vector<Command> event_commands()
{
    const std::string one = "CAMPAIGN --org KEY [--as NAME] [--json]";
    return {
        {"campaign event", "CAMPAIGN FILE --org KEY [--urgent] [--as NAME] [--json]",
         "Changes the event (time, place ...) and tells everybody whose invitation was sent.", change_event},
        {"campaign cancel-event", "CAMPAIGN --org KEY [--reason TEXT] [--urgent] [--as NAME] [--json]",
         "Cancels the event, stops its waves and tells everybody whose invitation was sent.", cancel_event},
        {"campaign approve-event", one, "Approves a proposed change or cancellation of the event.", approve_event},
        {"campaign withdraw-event", one, "Takes a proposed change or cancellation of the event back.", withdraw_event},
        {"campaign test",
         "CAMPAIGN --org KEY --to ADDRESS [--wave KIND] [--locale cs] [--contact ID] [--force] [--as NAME] [--json]",
         "Sends one test message to a user of the organisation; 1 when it was not accepted.", test},
        {"campaign preview",
         "CAMPAIGN --contact ID [--org KEY] [--channel email|sms] [--wave KIND] [--locale cs] [--format "
         "usual|easy_to_read|large_print] [--out DIR] [--json]",
         "Shows what a message will look like for one person, and writes it to files; sends nothing.", preview},
    };
}

} // namespace dosah::cli
