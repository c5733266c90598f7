// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "campaigns/draw_certificate.h"
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

int freeze(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::optional<std::string> campaign = words.option("campaign");
    const std::optional<std::string> source = words.option("seed-source");
    const std::optional<std::string> out_path = words.option("out");
    if (campaign) campaigns::check_text("--campaign", *campaign);
    if (source) campaigns::check_text("--seed-source", *source);
    const Frame frame = read_frame(context, words.operand("FRAME"));
    words.finish();
    if (out_path) write_new(*out_path, frame.canonical());
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
    context.out() << "Publish this before the seed can be known.\n";
    return 0;
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

int run_draw(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const std::string campaign = words.required_option("campaign");
    const std::string seed = words.required_option("seed");
    campaigns::check_text("--campaign", campaign);
    campaigns::check_text("--seed", seed);
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
    const std::optional<std::string> announced = words.option("frame-sha256");
    const std::optional<std::string> out_path = words.option("out");
    const Frame frame = read_frame(context, words.operand("FRAME"));
    words.finish();
    if (announced && *announced != frame.sha256())
        throw conflict_error("the frame's SHA-256 is " + frame.sha256() + ", not " + *announced +
                             "; draw from the frame that was frozen");
    const campaigns::Certificate certificate = campaigns::make_certificate(frame, campaign, seed, plan);
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
    if (seed) campaigns::check_text("--seed", *seed);
    const std::string path = words.operand("CERTIFICATE");
    words.finish();
    const campaigns::Certificate certificate =
        campaigns::read_certificate(read_utf8_input(context, path), path == "-" ? "standard input" : path);
    const std::vector<std::string> differences = campaigns::verify(certificate, read_frame(context, frame_path), seed);
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

} // namespace

std::vector<Command> draw_commands()
{
    return {
        {"draw freeze", "FRAME [--campaign KEY] [--seed-source TEXT] [--out FILE] [--json]",
         "Says what to publish of a frame before its draw: its SHA-256 and how many are in each stratum.", freeze},
        {"draw run",
         "FRAME --campaign KEY --seed TEXT (--size N | --quota STRATUM=N...) [--holdout N | --holdout STRATUM=N...] "
         "[--frame-sha256 HEX] [--out FILE] [--json]",
         "Draws who is invited, held out and in reserve, and writes the certificate.", run_draw},
        {"draw verify", "CERTIFICATE --frame FRAME [--seed TEXT] [--json]",
         "Draws again and ends with 1 when the certificate says anything else.", verify},
    };
}

} // namespace dosah::cli
