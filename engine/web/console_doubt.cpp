// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/contact.h"
#include "delivery/doubt.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/public_page.h"

#include <charconv>

namespace dosah::web {

namespace {

constexpr std::size_t page_size = 50;
constexpr std::size_t most_named = 10; ///< in the question

std::int64_t positive(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

/// Which messages a page is about: the organisation's, or those of one of its campaigns.
struct Scope
{
    std::vector<campaigns::Campaign> campaigns; ///< of the organisation
    std::optional<campaigns::Campaign> chosen;

    delivery::DoubtChoice choice(const Exchange& exchange) const
    {
        return {exchange.organisation->id, chosen ? std::optional(chosen->lane_id) : std::nullopt};
    }
    const campaigns::Campaign* of_lane(std::int64_t lane) const
    {
        const auto found = std::find_if(campaigns.begin(), campaigns.end(),
                                        [lane](const campaigns::Campaign& one) { return one.lane_id == lane; });
        return found == campaigns.end() ? nullptr : &*found;
    }
    std::string query() const { return chosen ? "campaign=" + std::to_string(chosen->id) : std::string(); }
    std::string url() const { return chosen ? "/doubt?" + query() : std::string("/doubt"); }
};

/// Throws Error(missing) when the campaign is none of the organisation's.
Scope scope_of(const Exchange& exchange, const std::string& campaign)
{
    Scope scope;
    store::Session session = exchange.shared.database().session();
    scope.campaigns = campaigns::all_campaigns(session, exchange.organisation->id);
    if (!campaign.empty())
        scope.chosen = campaigns::find_campaign(session, exchange.organisation->id, positive(campaign));
    return scope;
}

std::string name_of(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    const std::string name = localised(campaign.definition.name, exchange.locale());
    return name.empty() ? campaign.key : name;
}

std::string reason_text(const Exchange& exchange, const std::string& reason)
{
    const bool ended = reason == "owner_gone" || reason == "claim_lost" || reason == "stopped";
    const char* word = reason == "restored" ? "restored" : ended ? "ended" : reason == "timeout" ? "timeout" : "broken";
    return exchange.text(std::string("console.doubt.reason.") + word);
}

std::string person_text(const Exchange& exchange, store::Session& session, const delivery::InDoubt& doubt)
{
    const auto contact = contacts::find_contact(session, exchange.organisation->id, doubt.contact_id);
    const std::string name = contact ? contact->given_name + " " + contact->family_name : std::string();
    return name.size() > 1 ? name : doubt.address;
}

content::ViewList rows(const Exchange& exchange, store::Session& session, const Scope& scope,
                       const delivery::DoubtPage& page)
{
    content::ViewList list;
    for (const delivery::DoubtPage::Row& row : page.rows) {
        const campaigns::Campaign* campaign = row.lane_id ? scope.of_lane(*row.lane_id) : nullptr;
        content::View view;
        view.set("id", std::to_string(row.doubt.message_id));
        view.set("person", person_text(exchange, session, row.doubt));
        view.set("address", row.doubt.address);
        view.set("channel", exchange.text("console.channel." + std::string(to_string(row.doubt.channel))));
        view.set("campaign",
                 campaign != nullptr ? name_of(exchange, *campaign) : exchange.text("console.doubt.no_campaign"));
        view.set("held", row.held);
        view.set("since", moment_text(exchange, row.doubt.since));
        view.set("iso", to_iso(row.doubt.since));
        view.set("reason", reason_text(exchange, row.doubt.reason));
        list.push_back(view);
    }
    return list;
}

/// "All" and each campaign that has any, with their numbers.
content::ViewList choices(const Exchange& exchange, store::Session& session, const Scope& scope)
{
    content::ViewList list;
    const auto add = [&](const std::string& label, const std::string& url, std::int64_t count, bool here) {
        content::View view;
        view.set("label", label);
        view.set("url", url);
        view.set("count", number_text(exchange, count));
        view.set("here", here);
        list.push_back(view);
    };
    std::int64_t all = 0;
    const auto counts = delivery::in_doubt_by_lane(session, exchange.organisation->id);
    for (const auto& [lane, count] : counts)
        all += count;
    add(exchange.text("console.doubt.everything"), "/doubt", all, !scope.chosen);
    for (const auto& [lane, count] : counts) {
        const campaigns::Campaign* campaign = scope.of_lane(lane);
        if (campaign == nullptr) continue;
        add(name_of(exchange, *campaign), "/doubt?campaign=" + std::to_string(campaign->id), count,
            scope.chosen && scope.chosen->id == campaign->id);
    }
    return list;
}

/// What was done on the page before, which the address says.
std::string notice(const Exchange& exchange)
{
    const std::string done = exchange.query("done");
    if (done == "resend" || done == "leave")
        return exchange.text("console.doubt.done." + done, {{"count", positive(exchange.query("count"))}});
    if (done == "none" || done == "changed") return exchange.text("console.doubt.done." + done);
    return "";
}

std::optional<delivery::InDoubt> row_after(const Exchange& exchange)
{
    const std::string text = exchange.query("after"); // MICROSECONDS-MESSAGE of the last row seen
    const std::size_t dash = text.find('-');
    if (dash == std::string::npos) return std::nullopt;
    delivery::InDoubt row;
    row.since = from_micros(positive(text.substr(0, dash)));
    row.message_id = positive(text.substr(dash + 1));
    return row.message_id > 0 ? std::optional(row) : std::nullopt;
}

delivery::DoubtDecision decision_of(const std::string& word)
{
    if (word == "resend") return delivery::DoubtDecision::resend;
    if (word == "leave") return delivery::DoubtDecision::leave;
    throw input_error("unknown decision");
}

/// Those whose boxes were ticked.
std::vector<std::int64_t> ticked(const Exchange& exchange)
{
    std::vector<std::int64_t> messages;
    for (const auto& [name, value] : exchange.form)
        if (name.starts_with('m') && positive(name.substr(1)) > 0) messages.push_back(positive(name.substr(1)));
    return messages;
}

/// Of those that are still in doubt; nobody when they are many.
content::ViewList people(const Exchange& exchange, const std::vector<std::int64_t>& messages)
{
    content::ViewList list;
    if (messages.size() > most_named) return list;
    store::Session session = exchange.shared.database().session();
    for (const delivery::InDoubt& doubt : delivery::in_doubt_among(session, exchange.organisation->id, messages)) {
        content::View view;
        view.set("person", person_text(exchange, session, doubt));
        view.set("channel", exchange.text("console.channel." + std::string(to_string(doubt.channel))));
        view.set("address", doubt.address);
        list.push_back(view);
    }
    return list;
}

/// Back to the list, which says what became of it.
Response back(const Scope& scope, const std::string& done)
{
    const std::string query = scope.query();
    return redirect("/doubt?" + query + (query.empty() ? "" : "&") + "done=" + done);
}

/// The question before anything is done: how many, what it means, and yes or back.
Response question(const Exchange& exchange, const Scope& scope, const std::string& decision,
                  const std::vector<std::int64_t>& messages, std::int64_t count, bool all, std::int64_t held)
{
    content::View view = console_view(exchange, exchange.text("console.nav.doubt"), "doubt");
    const bool blocked = decision == "resend" && held > 0;
    view.set("title", blocked ? exchange.text("console.doubt.held_title")
                              : exchange.text("console.doubt.ask." + decision + ".title", {{"count", count}}));
    view.set("text", blocked ? exchange.text("console.doubt.held", {{"count", held}})
                             : exchange.text("console.doubt.ask." + decision + ".text"));
    view.set("blocked", blocked);
    view.set("button", exchange.text("console.doubt.ask." + decision + ".button"));
    view.set("danger", decision == "resend");
    view.set("decision", decision);
    view.set("back_url", scope.url());
    view.set("campaign", scope.chosen ? std::to_string(scope.chosen->id) : std::string());
    view.set("all", all);
    view.set("count", std::to_string(count));
    content::ViewList list;
    for (const std::int64_t message : messages) {
        content::View one;
        one.set("id", std::to_string(message));
        list.push_back(one);
    }
    view.set("messages", std::move(list));
    const content::ViewList named = people(exchange, messages);
    view.set("has_people", !named.empty());
    view.set("people", named);
    return console_response(exchange, "console/doubt_ask.html", view);
}

} // namespace

Response list_doubt(Exchange& exchange)
{
    const Scope scope = scope_of(exchange, exchange.query("campaign"));
    content::View view = console_view(exchange, exchange.text("console.nav.doubt"), "doubt");
    std::int64_t total = 0;
    delivery::DoubtPage page;
    {
        store::Session session = exchange.shared.database().session();
        total = delivery::count_in_doubt(session, scope.choice(exchange));
        page = delivery::doubt_page(session, scope.choice(exchange), page_size, row_after(exchange));
        view.set("rows", rows(exchange, session, scope, page));
        const content::ViewList list = choices(exchange, session, scope);
        view.set("has_choices", list.size() > 1);
        view.set("choices", list);
    }
    const std::string said = notice(exchange);
    view.set("has_notice", !said.empty());
    view.set("notice", said);
    view.set("notice_colour",
             exchange.query("done") == "none" || exchange.query("done") == "changed" ? "warning" : "success");
    view.set("empty", page.rows.empty());
    view.set("count", exchange.text("console.doubt.count", {{"count", total}}));
    view.set("campaign", scope.chosen ? std::to_string(scope.chosen->id) : std::string());
    view.set("has_campaign", scope.chosen.has_value());
    view.set("several", total > 1);
    view.set("has_newer", row_after(exchange).has_value());
    view.set("newer_url", scope.url());
    view.set("has_older", page.more);
    std::string older;
    if (page.more) {
        const delivery::InDoubt& last = page.rows.back().doubt;
        older = scope.url() + (scope.chosen ? "&" : "?") + "after=" + std::to_string(to_micros(last.since)) + "-" +
                std::to_string(last.message_id);
    }
    view.set("older_url", older);
    return console_response(exchange, "console/doubt.html", view);
}

Response ask_doubt(Exchange& exchange)
{
    const Scope scope = scope_of(exchange, exchange.field("campaign"));
    const std::vector<std::int64_t> messages = ticked(exchange);
    if (messages.empty()) return back(scope, "none");
    decision_of(exchange.field("decision"));
    std::int64_t held = 0;
    {
        store::Session session = exchange.shared.database().session();
        held = delivery::count_held(session, exchange.organisation->id, messages);
    }
    return question(exchange, scope, exchange.field("decision"), messages, static_cast<std::int64_t>(messages.size()),
                    false, held);
}

Response ask_all_doubt(Exchange& exchange)
{
    const Scope scope = scope_of(exchange, exchange.query("campaign"));
    std::int64_t count = 0;
    std::int64_t held = 0;
    {
        store::Session session = exchange.shared.database().session();
        count = delivery::count_in_doubt(session, scope.choice(exchange));
        held = delivery::count_held(session, scope.choice(exchange));
    }
    if (count == 0) return redirect(scope.url());
    decision_of(exchange.query("decision"));
    return question(exchange, scope, exchange.query("decision"), {}, count, true, held);
}

Response settle_doubt(Exchange& exchange)
{
    const Scope scope = scope_of(exchange, exchange.field("campaign"));
    const std::vector<std::int64_t> messages = ticked(exchange);
    const std::int64_t count = positive(exchange.field("count"));
    const bool all = exchange.field("all") == "yes";
    if (all ? count == 0 : messages.empty()) return back(scope, "none");
    const std::string word = exchange.field("decision");
    const delivery::DoubtDecision decision = decision_of(word);
    const Instant now = exchange.shared.now();
    std::size_t decided = messages.size();
    try {
        store::Transaction transaction(exchange.shared.database());
        if (all)
            decided = delivery::decide_all(transaction.session(), scope.choice(exchange), decision, count,
                                           exchange.actor(), now);
        else
            for (const std::int64_t message : messages)
                (decision == delivery::DoubtDecision::resend ? delivery::resend : delivery::assume_sent)(
                    transaction.session(), exchange.organisation->id, message, exchange.actor(), now);
        transaction.commit();
    } catch (const Error& problem) {
        // A receipt or somebody else settled one meanwhile, or its campaign was paused: nothing was decided.
        if (problem.kind() != ErrorKind::conflict) throw;
        return back(scope, "changed");
    }
    if (decision == delivery::DoubtDecision::resend && exchange.shared.site.wake) exchange.shared.site.wake();
    return back(scope, word + "&count=" + std::to_string(decided));
}

} // namespace dosah::web
