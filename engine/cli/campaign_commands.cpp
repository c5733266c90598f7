// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/json.h"
#include "campaigns/campaign.h"
#include "campaigns/campaign_draw.h"
#include "cli/campaign_words.h"
#include "cli/command.h"
#include "cli/printable.h"
#include "evaluation/report_head.h"

#include <algorithm>
#include <ostream>

namespace dosah::cli {

namespace {

using campaigns::Campaign;

json::Object::Ptr as_json(const std::map<std::string, std::int64_t>& counts)
{
    auto out = json::object();
    for (const auto& [name, count] : counts)
        out->set(name, count);
    return out;
}

json::Array::Ptr as_json(const std::vector<std::string>& texts)
{
    auto out = json::array();
    for (const std::string& text : texts)
        out->add(text);
    return out;
}

json::Object::Ptr as_json(const Campaign& campaign, const organisations::Organisation& organisation)
{
    auto out = json::object();
    out->set("id", campaign.id);
    out->set("key", campaign.key);
    out->set("name", campaigns::in_locale(campaign.definition.name, organisation.locale));
    out->set("state", std::string(to_string(campaign.state)));
    out->set("definition_hash", campaign.definition_hash);
    out->set("one_per_address", campaign.definition.one_per_address);
    out->set("created_by", campaign.created_by);
    out->set("submitted_by", campaign.submitted_by);
    out->set("approved_by", campaign.approved_by);
    const auto set_time = [&](const char* name, const std::optional<Instant>& t) {
        if (t) out->set(name, to_iso(*t));
    };
    set_time("frozen_at", campaign.frozen_at);
    set_time("starts_at", campaign.starts_at);
    set_time("finished_at", campaign.finished_at);
    set_time("closes", campaigns::closing_time(campaign.definition));
    return out;
}

/// It is launched, and nobody is invited before the lot has fallen.
bool waits_for_draw(Context& context, const Campaign& campaign)
{
    if (!campaign.definition.draw || campaign.state != campaigns::State::scheduled) return false;
    store::Session session = context.database().session();
    const auto draw = campaigns::find_campaign_draw(session, campaign.id);
    return draw && !draw->drawn_at;
}

json::Object::Ptr shown(Context& context, const Campaign& campaign, const organisations::Organisation& organisation)
{
    auto out = as_json(campaign, organisation);
    if (campaign.definition.draw) out->set("waits_for_draw", waits_for_draw(context, campaign));
    return out;
}

/// How many the lot is to invite, which --recipients of the launch wants; the holdout is not among them.
std::int64_t to_be_drawn(const campaigns::QuotaPlan& plan)
{
    if (plan.size) return *plan.size;
    std::int64_t out = 0;
    for (const auto& [stratum, people] : plan.sizes)
        out += people;
    return out;
}

int show(Context& context, const Named& named, const Campaign& campaign)
{
    if (named.as_json) {
        context.out() << json::write(shown(context, campaign, named.organisation)) << '\n';
        return 0;
    }
    context.out() << "campaign " << campaign.id << " (" << campaign.key << ") is " << to_string(campaign.state);
    if (campaign.state == campaigns::State::scheduled && campaign.starts_at)
        context.out() << "; sending begins at " << to_iso(*campaign.starts_at) << ", until then it can be recalled";
    if (waits_for_draw(context, campaign))
        context.out() << "; it waits for the lot: dosah draw run --campaign " << campaign.key << " --org "
                      << named.organisation.key << " --seed TEXT";
    context.out() << '\n';
    return 0;
}

/// A command that moves one campaign and prints it.
Command moving(const std::string& verb, const std::string& help,
               Campaign (*change)(campaigns::Services&, const Campaign&, const std::string&))
{
    return {"campaign " + verb, "CAMPAIGN --org KEY [--as NAME] [--json]", help,
            [change](Context& context, Words& words) {
                const Named named = read_named(context, words, true);
                return show(context, named, change(context.services(), named.campaign, named.actor));
            }};
}

int load(Context& context, Words& words)
{
    Named named;
    named.as_json = words.flag("json");
    const std::string org = words.required_option("org");
    named.actor = actor_of(context, words);
    const std::string path = words.operand("FILE");
    words.finish();
    const std::string text = read_utf8_input(context, path);
    named.organisation = organisations::find_organisation(context.database(), org);
    return show(context, named, campaigns::load_campaign(context.services(), named.organisation, text, named.actor));
}

int launch(Context& context, Words& words)
{
    std::optional<std::int64_t> expected;
    if (const auto text = words.option("recipients")) {
        expected = whole_number(*text);
        if (!expected) throw input_error("--recipients: write how many people are to be invited, a whole number");
    }
    const Named named = read_named(context, words, true);
    return show(context, named, campaigns::launch_campaign(context.services(), named.campaign, named.actor, expected));
}

void print_counts(std::ostream& out, const std::map<std::string, std::int64_t>& counts)
{
    for (const auto& [name, count] : counts)
        out << "  " << name << ": " << count << '\n';
}

int check(Context& context, Words& words)
{
    const Named named = read_named(context, words, false);
    const campaigns::CheckReport report = campaigns::check_campaign(context.services(), named.campaign);
    if (named.as_json) {
        auto out = json::object();
        out->set("problems", as_json(report.problems));
        out->set("warnings", as_json(report.warnings));
        out->set("audience", report.audience);
        if (const auto& draw = named.campaign.definition.draw) out->set("to_be_drawn", to_be_drawn(draw->plan));
        out->set("by_channel_and_locale", as_json(report.by_channel_and_locale));
        out->set("skipped", as_json(report.skipped));
        if (named.campaign.definition.one_per_address) out->set("carried", as_json(report.carried));
        out->set("sms_parts", report.sms_parts);
        out->set("sms_parts_by_message", as_json(report.sms_parts_by_message));
        context.out() << json::write(out) << '\n';
    } else {
        for (const std::string& problem : report.problems)
            context.out() << "problem: " << problem << '\n';
        for (const std::string& warning : report.warnings)
            context.out() << "warning: " << warning << '\n';
        context.out() << "audience: " << report.audience << '\n';
        if (const auto& draw = named.campaign.definition.draw)
            context.out() << "to be invited by the draw: " << to_be_drawn(draw->plan) << '\n';
        print_counts(context.out(), report.by_channel_and_locale);
        if (!report.skipped.empty()) context.out() << "skipped:\n";
        print_counts(context.out(), report.skipped);
        if (!report.carried.empty()) context.out() << "in the message of somebody else at their address:\n";
        print_counts(context.out(), report.carried);
        if (!report.sms_parts_by_message.empty()) context.out() << "SMS parts, should all of them get it:\n";
        print_counts(context.out(), report.sms_parts_by_message);
    }
    return report.problems.empty() ? 0 : 1;
}

json::Object::Ptr as_json(const campaigns::WaveStatus& wave)
{
    auto out = json::object();
    out->set("wave", wave.kind);
    out->set("state", wave.state);
    if (wave.begins) out->set("begins", to_iso(*wave.begins));
    if (wave.not_after) out->set("not_after", to_iso(*wave.not_after));
    if (wave.begun_at) out->set("begun_at", to_iso(*wave.begun_at));
    if (!wave.proposed_hash.empty()) {
        out->set("proposed_text", wave.proposed_hash);
        out->set("proposed_by", wave.proposed_by);
    }
    auto progress = json::object();
    for (const delivery::Progress& one : wave.progress)
        progress->set(std::string(channel::to_string(one.channel)), as_json(one.by_state));
    out->set("progress", progress);
    return out;
}

/// "wave reminder: to come at 2026-12-02T08:00:00Z, not after 2026-12-10T16:00:00Z", its counts below it.
void print_wave(std::ostream& out, const campaigns::WaveStatus& wave)
{
    std::string state = wave.state;
    std::replace(state.begin(), state.end(), '_', ' ');
    out << "wave " << wave.kind << ": " << state;
    const auto at = wave.begun_at ? wave.begun_at : wave.begins;
    if (at) out << " at " << to_iso(*at);
    if (wave.not_after) out << ", not after " << to_iso(*wave.not_after);
    out << '\n';
    if (!wave.proposed_hash.empty())
        out << "  text " << wave.proposed_hash.substr(0, 12) << " by " << wave.proposed_by << " waits for approval\n";
    for (const delivery::Progress& one : wave.progress)
        for (const auto& [state_word, count] : one.by_state)
            out << "  " << channel::to_string(one.channel) << ' ' << state_word << ": " << count << '\n';
}

/// "why:" and under it "  skipped, opt_out: 12", the most frequent of a state first.
void print_reasons(std::ostream& out, const std::map<std::string, std::map<std::string, std::int64_t>>& reasons)
{
    if (!reasons.empty()) out << "why:\n";
    for (const auto& [state, counts] : reasons) {
        std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
        std::stable_sort(sorted.begin(), sorted.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        for (const auto& [reason, count] : sorted)
            out << "  " << state << ", " << printable(reason) << ": " << count << '\n';
    }
}

/// What reports of the campaign say of themselves at that moment.
struct ReportState
{
    std::string state;
    Instant closes;
    bool interim = true;
};

ReportState report_state(const campaigns::Status& status)
{
    const Instant closes = campaigns::closing_time(status.campaign.definition);
    return {evaluation::reported_state(status.campaign, status.at), closes, status.at < closes};
}

json::Object::Ptr report_json(const campaigns::Status& status)
{
    const ReportState report = report_state(status);
    auto out = json::object();
    out->set("state", report.state);
    out->set("interim", report.interim);
    out->set("as_of", to_iso(std::min(status.at, report.closes)));
    out->set("closes", to_iso(report.closes));
    return out;
}

int status(Context& context, Words& words)
{
    const Named named = read_named(context, words, false);
    const campaigns::Status status = campaigns::campaign_status(context.services(), named.campaign);
    const campaigns::Places& places = status.places;
    if (named.as_json) {
        auto out = shown(context, status.campaign, named.organisation);
        auto progress = json::object();
        for (const delivery::Progress& one : status.progress)
            progress->set(std::string(channel::to_string(one.channel)), as_json(one.by_state));
        out->set("recipients", status.recipients);
        out->set("progress", progress);
        auto reasons = json::object();
        for (const auto& [state, counts] : status.reasons)
            reasons->set(state, as_json(counts));
        out->set("reasons", reasons);
        out->set("at", to_iso(status.at));
        if (status.campaign.frozen_at) out->set("report", report_json(status));
        out->set("answers", as_json(status.answers));
        auto taken = json::object();
        taken->set("capacity", places.capacity);
        taken->set("taken", places.taken);
        taken->set("waiting", places.waiting);
        out->set("places", taken);
        out->set("opt_outs", status.opt_outs);
        out->set("in_doubt", status.in_doubt);
        out->set("attended", status.attended);
        auto waves = json::array();
        for (const campaigns::WaveStatus& wave : status.waves)
            waves->add(as_json(wave));
        out->set("waves", waves);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    show(context, named, status.campaign);
    if (status.campaign.frozen_at) {
        const ReportState report = report_state(status);
        context.out() << "report: " << report.state << ", " << (report.interim ? "interim until " : "as of ")
                      << to_iso(report.closes) << '\n';
    }
    context.out() << "recipients: " << status.recipients << '\n';
    for (const delivery::Progress& one : status.progress) {
        context.out() << channel::to_string(one.channel) << ":\n";
        print_counts(context.out(), one.by_state);
    }
    print_reasons(context.out(), status.reasons);
    for (const campaigns::WaveStatus& wave : status.waves)
        print_wave(context.out(), wave);
    context.out() << "answers:\n";
    print_counts(context.out(), status.answers);
    if (places.capacity > 0)
        context.out() << "places: " << places.taken << " of " << places.capacity << " taken, " << places.waiting
                      << " waiting\n";
    context.out() << "opt-outs: " << status.opt_outs << "\nin doubt: " << status.in_doubt
                  << "\nattended: " << status.attended << '\n';
    return 0;
}

int timeline(Context& context, Words& words)
{
    const Named named = read_named(context, words, false);
    store::Session session = context.database().session();
    auto out = json::array();
    for (const campaigns::TimelineEntry& entry : campaigns::campaign_timeline(session, named.campaign.id)) {
        if (!named.as_json) {
            context.out() << to_iso(entry.at) << "  " << entry.what << "  " << entry.actor
                          << (entry.reason.empty() ? "" : "  (" + entry.reason + ")") << '\n';
            continue;
        }
        auto one = json::object();
        one->set("at", to_iso(entry.at));
        one->set("state", entry.what);
        one->set("actor", entry.actor);
        one->set("reason", entry.reason);
        out->add(one);
    }
    if (named.as_json) context.out() << json::write(out) << '\n';
    return 0;
}

int list(Context& context, Words& words)
{
    const bool as_array = words.flag("json");
    const std::string org = words.required_option("org");
    words.finish();
    const auto organisation = organisations::find_organisation(context.database(), org);
    store::Session session = context.database().session();
    auto out = json::array();
    for (const Campaign& campaign : campaigns::all_campaigns(session, organisation.id)) {
        if (as_array) {
            out->add(as_json(campaign, organisation));
        } else {
            context.out() << campaign.id << "  " << campaign.key << "  " << to_string(campaign.state) << "  "
                          << campaigns::in_locale(campaign.definition.name, organisation.locale) << '\n';
        }
    }
    if (as_array) context.out() << json::write(out) << '\n';
    return 0;
}

} // namespace

std::vector<Command> campaign_commands()
{
    const std::string one = "CAMPAIGN --org KEY [--json]";
    std::vector<Command> all = {
        {"campaign load", "FILE --org KEY [--as NAME] [--json]",
         "Stores a campaign file (docs/campaigns.md) as a draft, or replaces the one of that key.", load},
        {"campaign check", one, "Says who would get what, and what stands in the way; 1 when something does.", check},
        moving("submit", "Hands a draft in for approval.", campaigns::submit_campaign),
        moving("approve", "Approves it; where the organisation demands it, somebody else than the author has to.",
               campaigns::approve_campaign),
        {"campaign launch", "CAMPAIGN --org KEY [--recipients N] [--as NAME] [--json]",
         "Freezes the audience and plans the messages; --recipients must be the number of people invited.", launch},
        moving("recall", "Takes a scheduled campaign back to draft and discards its audience.",
               campaigns::recall_campaign),
        {"campaign status", one, "Shows how far it is: messages, answers, opt-outs, what is in doubt.", status},
        {"campaign timeline", one, "Shows its history: state, who, why.", timeline},
        moving("pause", "Holds everything that is not handed over yet.", campaigns::pause_campaign),
        moving("resume", "Goes on after a pause.", campaigns::resume_campaign),
        moving("cancel", "Stops it for good; what is not handed over is skipped.", campaigns::cancel_campaign),
        {"campaign list", "--org KEY [--json]", "Lists the organisation's campaigns, newest first.", list},
    };
    for (auto area : {event_commands, wave_commands, figures_commands, by_hand_commands})
        for (Command& command : area())
            all.push_back(std::move(command));
    return all;
}

} // namespace dosah::cli
