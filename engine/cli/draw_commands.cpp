// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/campaign_draw.h"
#include "cli/campaign_words.h"
#include "cli/command.h"
#include "cli/printable.h"

#include <filesystem>
#include <fstream>
#include <ostream>

namespace dosah::cli {

namespace {

using campaigns::Frame;

Frame read_frame(Context& context, const std::string& path)
{
    return campaigns::read_frame(read_input(context, path), path == "-" ? "standard input" : path);
}

/// What was published once must not be replaced unnoticed.
void write_new(const std::string& path, const std::string& content)
{
    if (std::filesystem::exists(path))
        throw conflict_error(path + " is there already; what was drawn is not written over, take another name");
    std::ofstream file(path, std::ios::binary);
    file << content;
    if (!file.flush()) throw unavailable_error("cannot write " + path);
}

/// Without quotas, as a frame can be frozen before they are decided.
json::Array::Ptr strata_of(const Frame& frame)
{
    json::Array::Ptr out = json::array();
    for (const auto& [stratum, tokens] : frame.strata) {
        json::Object::Ptr item = json::object();
        item->set("stratum", stratum);
        item->set("people", tokens.size());
        out->add(item);
    }
    return out;
}

std::int64_t people(const std::string& option, const std::string& text)
{
    const std::optional<std::int64_t> value = whole_number(text);
    if (!value) throw input_error("--" + option + ": expected a whole number of people, found \"" + text + "\"");
    return *value;
}

/// STRATUM=N; the last = divides them.
void add_by_stratum(std::map<std::string, std::int64_t>& to, const std::string& option, const std::string& text)
{
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0)
        throw input_error("--" + option + ": expected STRATUM=N, found \"" + text + "\"");
    if (!to.emplace(text.substr(0, equals), people(option, text.substr(equals + 1))).second)
        throw input_error("--" + option + ": \"" + text.substr(0, equals) + "\" is given twice");
}

/// --size or --quota, and --holdout; nothing when none of them is given.
std::optional<campaigns::QuotaPlan> read_quotas(Words& words)
{
    campaigns::QuotaPlan plan;
    if (const auto size = words.option("size")) plan.size = people("size", *size);
    for (const std::string& quota : words.options("quota"))
        add_by_stratum(plan.sizes, "quota", quota);
    for (const std::string& holdout : words.options("holdout")) {
        if (holdout.find('=') != std::string::npos)
            add_by_stratum(plan.holdouts, "holdout", holdout);
        else if (!plan.holdout)
            plan.holdout = people("holdout", holdout);
        else
            throw input_error("--holdout is given twice");
    }
    const bool any = plan.size || plan.holdout || !plan.sizes.empty() || !plan.holdouts.empty();
    return any ? std::optional(plan) : std::nullopt;
}

/// A frame of a file has no quotas of its own, and may be frozen without any.
int print_frame(Context& context, const Frame& frame, const std::optional<std::string>& campaign,
                const std::optional<std::string>& source, bool as_json)
{
    if (as_json) {
        json::Object::Ptr out = json::object();
        out->set("algorithm", campaigns::draw_algorithm);
        if (campaign) out->set("campaign", *campaign);
        out->set("frame_sha256", frame.sha256());
        out->set("people", frame.people());
        out->set("strata", strata_of(frame));
        if (source) out->set("seed_source", *source);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    context.out() << frame.sha256() << "  " << frame.people() << " people\n";
    for (const auto& [stratum, tokens] : frame.strata)
        context.out() << "  " << stratum << ": " << tokens.size() << '\n';
    if (campaign) context.out() << "for the campaign " << *campaign << '\n';
    if (source) context.out() << "to be drawn with: " << *source << '\n';
    context.out() << "Publish this before the seed can be known"
                  << (campaign ? ", and how many of each stratum will be invited and held out (--size, --quota, "
                                 "--holdout put it into the plan).\n"
                               : ".\n");
    return 0;
}

int print_plan(Context& context, const campaigns::DrawPlan& plan, const std::optional<std::string>& path, bool as_json)
{
    // Without a newline, so that the file's own SHA-256 is the plan's.
    if (path) write_new(*path, campaigns::write_plan(plan));
    if (as_json) {
        context.out() << campaigns::write_plan(plan) << '\n';
        return 0;
    }
    context.out() << plan.frame_sha256 << "  " << plan.people() << " people\n";
    for (const auto& [name, stratum] : plan.strata)
        context.out() << "  " << printable(name) << ": " << stratum.people << ", of them " << stratum.quota.invited
                      << " to be invited and " << stratum.quota.holdout << " held out\n";
    context.out() << "for the campaign " << printable(plan.campaign) << '\n';
    if (!plan.seed_source.empty()) context.out() << "to be drawn with: " << printable(plan.seed_source) << '\n';
    context.out() << "plan sha256 " << plan.sha256() << "\nPublish this before the seed can be known.\n";
    return 0;
}

int freeze(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::optional<std::string> campaign = words.option("campaign");
    const std::optional<std::string> org = words.option("org");
    const std::optional<std::string> source = words.option("seed-source");
    const std::optional<std::string> out_path = words.option("out");
    const std::optional<std::string> plan_path = words.option("plan");
    const std::optional<campaigns::QuotaPlan> quotas = read_quotas(words);
    const std::optional<std::string> path = words.next_operand();
    words.finish();
    if (org) {
        if (path || quotas || source || !campaign)
            throw input_error("with --org a campaign of the store is meant: write --campaign KEY alone; its file says "
                              "who is drawn and with what seed");
        const campaigns::Campaign stored =
            find_named(context, organisations::find_organisation(context.database(), *org), *campaign);
        store::Session session = context.database().session();
        const auto draw = campaigns::find_campaign_draw(session, stored.id);
        if (!draw)
            throw conflict_error("campaign " + stored.key +
                                 " has no frozen draw; its file needs audience.draw, and it "
                                 "is frozen by the launch");
        if (out_path) write_new(*out_path, campaigns::campaign_frame(session, stored.id).canonical());
        return print_plan(context, draw->plan, plan_path, as_json);
    }
    if (!path) throw input_error("FRAME is missing: the file of the frame, or --campaign KEY --org KEY");
    if (campaign) campaigns::check_text("--campaign", *campaign);
    if (source) campaigns::check_text("--seed-source", *source);
    if (quotas && !campaign) throw input_error("--campaign is missing: the plan is published for one campaign");
    if (plan_path && !quotas) throw input_error("--plan needs the numbers: --size or --quota, and --holdout");
    const Frame frame = read_frame(context, *path);
    if (out_path) write_new(*out_path, frame.canonical());
    if (!quotas) return print_frame(context, frame, campaign, source, as_json);
    return print_plan(context, campaigns::make_plan(frame, *campaign, source.value_or(""), *quotas), plan_path,
                      as_json);
}

int print_certificate(Context& context, const campaigns::Certificate& certificate,
                      const std::optional<std::string>& out_path, bool as_json);

int run_campaign(Context& context, Words& words, const std::string& org, const std::string& campaign,
                 const std::string& seed, const std::optional<std::string>& out_path, bool as_json)
{
    const std::string actor = actor_of(context, words);
    words.finish();
    const campaigns::Campaign stored =
        find_named(context, organisations::find_organisation(context.database(), org), campaign);
    bool drawn = false;
    {
        store::Session session = context.database().session();
        const auto draw = campaigns::find_campaign_draw(session, stored.id);
        // The certificate may be wanted again.
        drawn = draw && draw->drawn_at && draw->seed == seed;
    }
    if (!drawn)
        return print_certificate(context, campaigns::run_campaign_draw(context.services(), stored, seed, actor),
                                 out_path, as_json);
    store::Session session = context.database().session();
    return print_certificate(context, campaigns::campaign_certificate(session, stored), out_path, as_json);
}

int run_draw(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string campaign = words.required_option("campaign");
    const std::string seed = words.required_option("seed");
    const std::optional<std::string> out_path = words.option("out");
    campaigns::check_text("--campaign", campaign);
    campaigns::check_text("--seed", seed);
    if (const auto org = words.option("org"))
        return run_campaign(context, words, *org, campaign, seed, out_path, as_json);
    const campaigns::QuotaPlan plan = read_quotas(words).value_or(campaigns::QuotaPlan());
    const std::optional<std::string> announced = words.option("frame-sha256");
    const Frame frame = read_frame(context, words.operand("FRAME"));
    words.finish();
    if (announced && *announced != frame.sha256())
        throw conflict_error("the frame's SHA-256 is " + frame.sha256() + ", not " + *announced +
                             "; draw from the frame that was frozen");
    return print_certificate(context, campaigns::make_certificate(frame, campaign, seed, plan), out_path, as_json);
}

int print_certificate(Context& context, const campaigns::Certificate& certificate,
                      const std::optional<std::string>& out_path, bool as_json)
{
    const std::string text = json::write(campaigns::to_json(certificate)) + "\n";
    if (!out_path) {
        context.out() << text;
        return 0;
    }
    write_new(*out_path, text);
    if (as_json) {
        json::Object::Ptr out = json::object();
        json::Array::Ptr strata = json::array();
        for (const auto& [stratum, drawn] : certificate.strata) {
            json::Object::Ptr item = json::object();
            item->set("stratum", stratum);
            item->set("people", drawn.order.size());
            item->set("invited", drawn.quota.invited);
            item->set("holdout", drawn.quota.holdout);
            strata->add(item);
        }
        out->set("file", *out_path);
        out->set("frame_sha256", certificate.frame_sha256);
        out->set("strata", strata);
        context.out() << json::write(out) << '\n';
        return 0;
    }
    for (const auto& [stratum, drawn] : certificate.strata)
        context.out() << stratum << ": " << drawn.quota.invited << " invited, " << drawn.quota.holdout
                      << " held out, of " << drawn.order.size() << '\n';
    context.out() << "The certificate is " << *out_path << "; anyone can check it by: dosah draw verify\n";
    return 0;
}

int verify(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string frame_path = words.required_option("frame");
    const std::optional<std::string> seed = words.option("seed");
    const std::optional<std::string> plan_path = words.option("plan");
    if (seed) campaigns::check_text("--seed", *seed);
    const std::string path = words.operand("CERTIFICATE");
    words.finish();
    const campaigns::Certificate certificate =
        campaigns::read_certificate(read_utf8_input(context, path), path == "-" ? "standard input" : path);
    std::vector<std::string> differences = campaigns::verify(certificate, read_frame(context, frame_path), seed);
    if (plan_path) {
        const auto plan = campaigns::read_plan(read_utf8_input(context, *plan_path), *plan_path);
        const std::vector<std::string> unplanned = campaigns::against_plan(certificate, plan);
        differences.insert(differences.end(), unplanned.begin(), unplanned.end());
    }
    if (as_json) {
        json::Object::Ptr out = json::object();
        json::Array::Ptr list = json::array();
        for (const std::string& difference : differences)
            list->add(difference);
        out->set("valid", differences.empty());
        out->set("campaign", certificate.campaign);
        out->set("seed", certificate.seed);
        out->set("frame_sha256", certificate.frame_sha256);
        out->set("differences", list);
        context.out() << json::write(out) << '\n';
    } else if (differences.empty()) {
        context.out() << "The draw for " << printable(certificate.campaign) << " with the seed \""
                      << printable(certificate.seed) << "\" gives what the certificate says.\n";
    } else {
        for (const std::string& difference : differences)
            context.out() << printable(difference) << '\n'; // it repeats what a foreign certificate says
    }
    return differences.empty() ? 0 : 1;
}

int next(Context& context, Words& words)
{
    const std::string stratum = words.required_option("stratum");
    const std::int64_t count = people("people", words.option("people").value_or("1"));
    const Named named = read_named(context, words, true);
    const std::vector<std::string> moved =
        campaigns::move_up(context.services(), named.campaign, stratum, count, named.actor);
    if (named.as_json) {
        json::Object::Ptr out = json::object();
        json::Array::Ptr list = json::array();
        for (const std::string& token : moved)
            list->add(token);
        out->set("stratum", stratum);
        out->set("moved_up", list);
        context.out() << json::write(out) << '\n';
    } else {
        context.out() << moved.size() << " of " << count << " moved up from the reserve of " << printable(stratum)
                      << '\n';
    }
    return static_cast<std::int64_t>(moved.size()) == count ? 0 : 1;
}

} // namespace

std::vector<Command> draw_commands()
{
    return {
        {"draw freeze",
         "FRAME [--campaign KEY] [--seed-source TEXT] [--size N | --quota STRATUM=N...] [--holdout N | --holdout "
         "STRATUM=N...] [--out FILE] [--plan FILE] [--json] | --campaign KEY --org KEY [--out FILE] [--plan FILE] "
         "[--json]",
         "Says what to publish before a draw: the frame's SHA-256, campaign, how many of each stratum.", freeze},
        {"draw run",
         "FRAME --campaign KEY --seed TEXT (--size N | --quota STRATUM=N...) [--holdout N | --holdout STRATUM=N...] "
         "[--frame-sha256 HEX] [--out FILE] [--json] | --campaign KEY --org KEY --seed TEXT [--out FILE] [--as NAME] "
         "[--json]",
         "Draws who is invited, held out and in reserve, and writes the certificate.", run_draw},
        {"draw verify", "CERTIFICATE --frame FRAME [--plan FILE] [--seed TEXT] [--json]",
         "Draws again and ends with 1 when the certificate says anything else, or other than was published.", verify},
        {"draw next", "CAMPAIGN --org KEY --stratum STRATUM [--people N] [--as NAME] [--json]",
         "Invites the next of a stratum's reserve, in the order of the draw; 1 when there are not so many.", next},
    };
}

} // namespace dosah::cli
