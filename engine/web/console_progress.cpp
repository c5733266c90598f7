// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign_draw.h"
#include "campaigns/event_change.h"
#include "content/locale.h"
#include "web/console_page.h"
#include "web/pages.h"
#include "web/public_page.h"

namespace dosah::web {

namespace {

using campaigns::State;

content::ViewList legend(const Exchange& exchange, const MessageCounts& counts)
{
    const std::vector<std::tuple<const char*, const char*, std::int64_t, bool>> parts = {
        {"s-done", "delivered", counts.delivered, true}, {"s-way", "sent", counts.sent, true},
        {"s-doubt", "in_doubt", counts.in_doubt, false}, {"s-fail", "failed", counts.failed, true},
        {"s-skip", "skipped", counts.skipped, true},     {"s-wait", "waiting", counts.waiting, true}};
    content::ViewList list;
    for (const auto& [css_class, word, count, always] : parts) {
        if (count == 0 && !always) continue;
        content::View part;
        part.set("css_class", css_class);
        part.set("label", exchange.text(std::string("console.progress.") + word));
        part.set("count", number_text(exchange, count));
        list.push_back(part);
    }
    return list;
}

content::ViewList channel_rows(const Exchange& exchange, const campaigns::Status& status)
{
    content::ViewList list;
    for (const delivery::Progress& progress : status.progress) {
        const MessageCounts counts = counts_of(progress);
        content::View row;
        row.set("channel", exchange.text("console.channel." + std::string(to_string(progress.channel))));
        row.set("bar", progress_bar(counts, "bar thin"));
        row.set("waiting", number_text(exchange, counts.waiting));
        row.set("sent", number_text(exchange, counts.sent + counts.in_doubt));
        row.set("delivered", number_text(exchange, counts.delivered));
        row.set("failed", number_text(exchange, counts.failed));
        row.set("skipped", number_text(exchange, counts.skipped));
        row.set("total", number_text(exchange, counts.total()));
        list.push_back(row);
    }
    return list;
}

content::ViewList answer_rows(const Exchange& exchange, const campaigns::Status& status)
{
    content::ViewList list;
    const auto add = [&](const std::string& word, std::int64_t count) {
        content::View row;
        row.set("label", exchange.text("console.answers." + word));
        row.set("count", number_text(exchange, count));
        row.set("share", status.recipients > 0
                             ? content::format_percent(exchange.locale(), static_cast<double>(count) /
                                                                              static_cast<double>(status.recipients))
                             : std::string());
        list.push_back(row);
    };
    for (const char* word : {"yes", "maybe", "no", "none"}) {
        const auto found = status.answers.find(word);
        add(word, found == status.answers.end() ? 0 : found->second);
    }
    add("opt_outs", status.opt_outs);
    return list;
}

/// Each cause with its count and what to do about it; causes that did not happen are left out.
content::ViewList look_rows(const Exchange& exchange, const campaigns::Status& status)
{
    std::map<std::string, std::int64_t> counts;
    for (const auto& progress : status.progress)
        for (const auto& [word, count] : progress.by_state)
            counts[word] += count;
    content::ViewList list;
    for (const char* word : {"in_doubt", "bounced", "failed", "expired", "skipped"}) {
        if (counts[word] == 0) continue;
        content::View row;
        row.set("cause", exchange.text(std::string("console.look.") + word + ".cause"));
        row.set("count", number_text(exchange, counts[word]));
        row.set("remedy", exchange.text(std::string("console.look.") + word + ".remedy"));
        row.set("has_url", std::string_view(word) == "in_doubt");
        row.set("url", "/doubt?campaign=" + std::to_string(status.campaign.id));
        list.push_back(row);
    }
    return list;
}

std::string actor_text(const Exchange& exchange, const std::string& actor)
{
    if (actor.starts_with("user:")) {
        const auto user = organisations::find_user(exchange.shared.database(), std::atoll(actor.c_str() + 5));
        if (user && user->organisation_id == exchange.organisation->id) return user->name;
    }
    if (actor.starts_with("cli:")) return exchange.text("console.actor.command_line");
    return exchange.text("console.actor.system");
}

content::ViewList timeline(const Exchange& exchange, std::int64_t campaign_id)
{
    std::vector<campaigns::TimelineEntry> entries;
    {
        store::Session session = exchange.shared.database().session();
        entries = campaigns::campaign_timeline(session, campaign_id);
    }
    std::reverse(entries.begin(), entries.end()); // of one moment the later move first
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
    content::ViewList list;
    for (const auto& entry : entries) {
        content::View row;
        row.set("at", moment_text(exchange, entry.at));
        row.set("iso", to_iso(entry.at));
        row.set("what", exchange.text("console.moved." + entry.what));
        row.set("actor", actor_text(exchange, entry.actor));
        list.push_back(row);
    }
    return list;
}

/// The waves with when and how far; the texts that wait for approval with their button.
content::ViewList wave_rows(const Exchange& exchange, const campaigns::Status& status)
{
    content::ViewList list;
    for (const campaigns::WaveStatus& wave : status.waves) {
        MessageCounts counts;
        for (const auto& progress : wave.progress)
            counts.add(counts_of(progress));
        content::View row;
        row.set("kind", exchange.text("console.wave." + wave.kind));
        row.set("state", exchange.text("console.wave_state." + wave.state));
        const auto at = wave.begun_at ? wave.begun_at : wave.begins;
        row.set("at", at ? moment_text(exchange, *at) : std::string("–"));
        row.set("has_bar", counts.total() > 0);
        row.set("bar", progress_bar(counts, "bar thin"));
        row.set("progress_text", exchange.text("console.progress.processed",
                                               {{"processed", counts.processed()}, {"total", counts.total()}}));
        const bool proposed = !wave.proposed_hash.empty();
        row.set("can_approve", proposed && exchange.user->may_approve && wave.proposed_by != exchange.actor());
        row.set("wave", wave.kind);
        row.set("hash", wave.proposed_hash);
        list.push_back(row);
    }
    return list;
}

void set_places(content::View& view, const Exchange& exchange, const campaigns::Places& places)
{
    view.set("has_places", places.capacity > 0);
    view.set("places_taken", exchange.text("console.places.taken",
                                           {{"taken", places.taken}, {"capacity", std::int64_t{places.capacity}}}));
    view.set("places_waiting", exchange.text("console.places.waiting", {{"waiting", places.waiting}}));
}

void set_progress(content::View& view, const Exchange& exchange, const campaigns::Status& status)
{
    const auto waves = wave_rows(exchange, status);
    view.set("has_waves", status.campaign.frozen_at.has_value() && waves.size() > 1); // one is the whole progress
    view.set("waves", waves);
    set_places(view, exchange, status.places);
    MessageCounts counts;
    for (const auto& progress : status.progress)
        counts.add(counts_of(progress));
    const double share =
        counts.total() > 0 ? static_cast<double>(counts.processed()) / static_cast<double>(counts.total()) : 0;
    view.set("has_messages", counts.total() > 0);
    view.set("processed", number_text(exchange, counts.processed()));
    view.set("of_total",
             exchange.text("console.progress.of", {{"total", counts.total()},
                                                   {"share", content::format_percent(exchange.locale(), share, 0)}}));
    view.set("bar", progress_bar(counts, "bar"));
    view.set("legend", legend(exchange, counts));
    view.set("channels", channel_rows(exchange, status));
    view.set("updated", exchange.text("console.progress.updated", {{"at", moment_text(exchange, status.at)}}));
    // The live region changes every tenth of the way only, so that a screen reader is not talked over.
    view.set("announcement",
             exchange.text("console.progress.announce", {{"tenths", static_cast<std::int64_t>(share * 10) * 10}}));
    view.set("answers", answer_rows(exchange, status));
    view.set("recipients", status.campaign.frozen_at ? number_text(exchange, status.recipients) : std::string("–"));
    const auto look = look_rows(exchange, status);
    view.set("has_look", !look.empty());
    view.set("look", look);
    const bool busy = status.campaign.state == State::running || status.campaign.state == State::scheduled;
    view.set("busy", busy);
    view.set("progress_url", "/campaigns/" + std::to_string(status.campaign.id) + "/progress");
}

/// A campaign drawn by lot that still waits for its seed; nothing for any other.
std::optional<campaigns::CampaignDraw> draw_to_come(const Exchange& exchange, const campaigns::Campaign& campaign)
{
    if (campaign.state != State::scheduled || !campaign.definition.draw) return std::nullopt;
    store::Session session = exchange.shared.database().session();
    auto draw = campaigns::find_campaign_draw(session, campaign.id);
    return draw && !draw->drawn_at ? draw : std::nullopt;
}

/// What was frozen and published, and how to go on once the seed is known.
void set_draw(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign,
              const std::optional<campaigns::CampaignDraw>& draw)
{
    view.set("waits_for_draw", draw.has_value());
    if (!draw) return;
    const campaigns::DrawPlan& plan = draw->plan;
    view.set("draw_source", plan.seed_source);
    view.set("draw_frame",
             exchange.text("console.draw.frame",
                           {{"people", plan.people()}, {"invited", plan.invited()}, {"holdout", plan.holdout()}}));
    view.set("draw_command", "dosah draw run --campaign " + campaign.key + " --org " + exchange.organisation->key +
                                 " --seed \"…\" --out " + campaign.key + ".json");
    content::ViewList strata;
    for (const auto& [name, stratum] : plan.strata) {
        content::View row;
        row.set("stratum", name);
        row.set("people", number_text(exchange, stratum.people));
        row.set("invited", number_text(exchange, stratum.quota.invited));
        row.set("holdout", number_text(exchange, stratum.quota.holdout));
        strata.push_back(std::move(row));
    }
    view.set("draw_strata", std::move(strata));
}

/// What there is to do next, in a sentence.
std::string step_text(const Exchange& exchange, const campaigns::Campaign& campaign, bool waits_for_draw)
{
    const bool sends =
        campaign.state == State::running || campaign.state == State::paused || campaign.state == State::finished;
    if (campaign.event_cancelled_at && sends) return exchange.text("console.step.event_cancelled");
    if (waits_for_draw) return exchange.text("console.step.draw");
    content::Arguments arguments;
    if (campaign.state == State::scheduled)
        arguments["at"] = moment_text(exchange, campaign.starts_at.value_or(exchange.shared.now()));
    return exchange.text("console.step." + std::string(to_string(campaign.state)), arguments);
}

/// The buttons by which the campaign goes on, its event changes, and a proposal is decided.
void set_steps(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign)
{
    std::optional<campaigns::EventChange> proposed;
    {
        store::Session session = exchange.shared.database().session();
        proposed = campaigns::proposed_event_change(session, campaign.id);
    }
    const bool editable =
        campaign.state == State::draft || campaign.state == State::submitted || campaign.state == State::approved;
    const auto draw = draw_to_come(exchange, campaign);
    set_draw(view, exchange, campaign, draw);
    view.set("step", step_text(exchange, campaign, draw.has_value()));
    view.set("can_check", editable);
    view.set("can_recall", campaign.state == State::scheduled);
    const bool open = event_can_change(campaign, exchange.shared.now());
    view.set("can_change_event", open);
    view.set("can_cancel_event", open && campaign.state != State::scheduled);
    view.set("can_test",
             campaign.state != State::cancelled && campaign.state != State::closed && campaign.state != State::missed);
    view.set("test_text", exchange.text("console.test.text", {{"address", exchange.user->email}}));
    content::ViewList waves;
    for (const campaigns::Wave& wave : campaign.definition.waves) {
        content::View row;
        row.set("value", wave.kind);
        row.set("label", exchange.text("console.wave." + wave.kind));
        waves.push_back(row);
    }
    view.set("test_waves", std::move(waves));
    content::ViewList languages;
    for (const std::string& locale : content::locales()) {
        content::View row;
        row.set("value", locale);
        row.set("label", exchange.shared.services().catalogs.text(locale, "public.language"));
        row.set("here", locale == exchange.organisation->locale);
        languages.push_back(row);
    }
    view.set("test_languages", std::move(languages));
    view.set("has_proposal", proposed.has_value());
    if (!proposed) return;
    view.set("proposal_text",
             exchange.text(proposed->cancellation ? "console.proposal.cancellation" : "console.proposal.change",
                           {{"who", actor_text(exchange, proposed->proposed_by)}}));
    const campaigns::Event& event = proposed->definition.event;
    view.set("proposal_cancels", proposed->cancellation);
    view.set("proposal_title", localised(event.title, exchange.locale()));
    view.set("proposal_when",
             content::format_time_span(exchange.locale(), event.starts, event.ends, exchange.organisation->time_zone));
    view.set("proposal_place", localised(event.place, exchange.locale()));
    view.set("proposal_capacity", number_text(exchange, event.capacity));
    view.set("proposal_note", localised(proposed->note, exchange.locale()));
    view.set("proposal_urgent", proposed->urgent);
    view.set("can_approve_proposal", exchange.user->may_approve && proposed->proposed_by != exchange.actor());
}

using Change = campaigns::Campaign (*)(campaigns::Services&, const campaigns::Campaign&, const std::string&);

/// Asked before the engine is, whose words are English.
void demand_move(const Exchange& exchange, const campaigns::Campaign& campaign, State to)
{
    if (may_move(campaign.state, to)) return;
    throw conflict_error(
        exchange.text("console.campaign.not_now",
                      {{"state", exchange.text("console.state." + std::string(to_string(campaign.state)))}}));
}

Response change(Exchange& exchange, State to, Change function)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    demand_move(exchange, campaign, to);
    function(exchange.shared.services(), campaign, exchange.actor());
    if (exchange.shared.site.wake) exchange.shared.site.wake();
    return redirect("/campaigns/" + std::to_string(campaign.id));
}

} // namespace

Response show_campaign(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    const campaigns::Status status = status_of(exchange, campaign);
    content::View view = console_view(exchange, exchange.text("console.nav.campaigns"), "campaigns");
    set_campaign(view, exchange, campaign);
    set_progress(view, exchange, status);
    set_steps(view, exchange, campaign);
    view.set("live", true);
    view.set("can_pause", may_move(campaign.state, State::paused));
    view.set("can_resume", campaign.state == State::paused && may_move(State::paused, State::running));
    view.set("can_cancel", may_move(campaign.state, State::cancelled));
    view.set("has_starts", campaign.starts_at.has_value());
    const bool started = campaign.starts_at && *campaign.starts_at <= exchange.shared.now();
    view.set("starts", campaign.starts_at
                           ? exchange.text(started ? "console.campaign.started" : "console.campaign.starts",
                                           {{"at", moment_text(exchange, *campaign.starts_at)}})
                           : std::string());
    view.set("has_reach", campaign.frozen_at.has_value());
    view.set("timeline", timeline(exchange, campaign.id));
    view.set("event_title", localised(campaign.definition.event.title, exchange.locale()));
    view.set("event_when", content::format_time_span(exchange.locale(), campaign.definition.event.starts,
                                                     campaign.definition.event.ends, exchange.organisation->time_zone));
    view.set("audience", campaign.definition.audience);
    view.set("key", campaign.key);
    return console_response(exchange, "console/progress.html", view);
}

Response campaign_progress_fragment(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    content::View view = console_view(exchange, "", "campaigns");
    set_campaign(view, exchange, campaign);
    set_progress(view, exchange, status_of(exchange, campaign));
    return console_response(exchange, "console/progress_parts.html", view);
}

Response pause_campaign_form(Exchange& exchange)
{
    return change(exchange, State::paused, campaigns::pause_campaign);
}

Response resume_campaign_form(Exchange& exchange)
{
    return change(exchange, State::running, campaigns::resume_campaign);
}

Response ask_cancel_campaign(Exchange& exchange)
{
    const campaigns::Campaign campaign = campaign_of(exchange);
    demand_move(exchange, campaign, State::cancelled);
    content::View view = console_view(exchange, exchange.text("console.label.cancel_title"), "campaigns");
    set_campaign(view, exchange, campaign);
    MessageCounts counts;
    for (const auto& progress : status_of(exchange, campaign).progress)
        counts.add(counts_of(progress));
    view.set("text",
             exchange.text("console.cancel.text", {{"waiting", counts.waiting}, {"processed", counts.processed()}}));
    return console_response(exchange, "console/cancel.html", view);
}

Response cancel_campaign_form(Exchange& exchange)
{
    return change(exchange, State::cancelled, campaigns::cancel_campaign);
}

} // namespace dosah::web
