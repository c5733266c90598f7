// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/draw_certificate.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t most_sentences = 20;
constexpr std::size_t longest_text = 1000;

Poco::Dynamic::Var or_null(const std::optional<std::int64_t>& value)
{
    return value ? Poco::Dynamic::Var(*value) : Poco::Dynamic::Var();
}

/// Exact, so that it can be compared: 3 of 6 is "3/6".
Poco::Dynamic::Var fraction(std::int64_t part, std::int64_t whole, std::int64_t invited)
{
    if (invited == 0) return {};
    return std::to_string(part) + "/" + std::to_string(whole);
}

json::Array::Ptr tokens(const DrawnStratum& stratum, std::int64_t from, std::int64_t to)
{
    json::Array::Ptr out = json::array();
    for (std::int64_t i = from; i < to; ++i)
        out->add(stratum.order[static_cast<std::size_t>(i)]);
    return out;
}

void compare_text(std::vector<std::string>& out, const std::string& where, const std::string& says,
                  const std::string& follows)
{
    if (says != follows) out.push_back(where + ": the certificate says " + says + ", its own tokens give " + follows);
}

void compare_fraction(std::vector<std::string>& out, json::Reader& item, const std::string& stratum,
                      const std::string& name, const Poco::Dynamic::Var& expected)
{
    const auto word = [](const std::string& text) { return text.empty() ? "null" : text; };
    compare_text(out, "stratum " + stratum + ", " + name, word(item.text(name, "")),
                 word(expected.isEmpty() ? "" : expected.convert<std::string>()));
}

std::optional<std::int64_t> number_or_null(json::Reader& reader, const std::string& name)
{
    return reader.has(name) ? std::optional(reader.integer(name)) : std::nullopt;
}

void compare(std::vector<std::string>& out, const std::string& stratum, const DrawnStratum& says,
             const DrawnStratum& drawn)
{
    if (says.quota.invited != drawn.quota.invited)
        out.push_back("stratum " + stratum + ": the certificate invites " + std::to_string(says.quota.invited) +
                      ", the quota is " + std::to_string(drawn.quota.invited));
    if (says.quota.holdout != drawn.quota.holdout)
        out.push_back("stratum " + stratum + ": the certificate holds out " + std::to_string(says.quota.holdout) +
                      ", the quota is " + std::to_string(drawn.quota.holdout));
    if (says.order.size() != drawn.order.size())
        out.push_back("stratum " + stratum + ": the certificate has " + std::to_string(says.order.size()) +
                      " people, the frame " + std::to_string(drawn.order.size()));
    for (std::size_t i = 0; i < std::min(says.order.size(), drawn.order.size()); ++i)
        if (says.order[i] != drawn.order[i])
            out.push_back("stratum " + stratum + ", place " + std::to_string(i + 1) + ": the certificate says " +
                          says.order[i] + ", the draw gives " + drawn.order[i]);
}

} // namespace

void check_text(const std::string& what, const std::string& text)
{
    if (text.empty() || text.size() > longest_text)
        throw input_error(what + ": expected one line of 1 to " + std::to_string(longest_text) + " bytes");
    if (!text::is_valid_utf8(text))
        throw input_error(what + ": it is not UTF-8; what is published must be the same text everywhere");
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 = byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (byte < 0x20 || byte == 0x7F || c1)
            throw input_error(what + ": byte " + std::to_string(i + 1) +
                              " is a line break or another control character; write one line of printable text");
    }
}

Certificate make_certificate(const Frame& frame, const std::string& campaign, const std::string& seed,
                             const QuotaPlan& plan)
{
    check_text("campaign", campaign);
    check_text("seed", seed);
    return {campaign, seed, frame.sha256(), plan, draw(frame, campaign, seed, quotas(frame, plan)), {}};
}

json::Object::Ptr to_json(const Certificate& certificate)
{
    std::size_t people = 0;
    json::Array::Ptr strata = json::array();
    for (const auto& [name, stratum] : certificate.strata) {
        const std::int64_t invited = stratum.quota.invited;
        const std::int64_t held = invited + stratum.quota.holdout;
        json::Object::Ptr item = json::object();
        item->set("stratum", name);
        item->set("people", stratum.order.size());
        item->set("inclusion", fraction(invited, stratum.people(), invited));
        item->set("weight", fraction(stratum.people(), invited, invited));
        item->set("invited", tokens(stratum, 0, invited));
        item->set("holdout", tokens(stratum, invited, held));
        item->set("reserve", tokens(stratum, held, static_cast<std::int64_t>(stratum.order.size())));
        strata->add(item);
        people += stratum.order.size();
    }
    json::Object::Ptr frame = json::object();
    frame->set("sha256", certificate.frame_sha256);
    frame->set("people", people);
    json::Object::Ptr plan = json::object();
    plan->set("size", or_null(certificate.plan.size));
    plan->set("holdout", or_null(certificate.plan.holdout));
    json::Object::Ptr out = json::object();
    out->set("algorithm", draw_algorithm);
    out->set("campaign", certificate.campaign);
    out->set("seed", certificate.seed);
    out->set("key", draw_key(certificate.seed));
    out->set("frame", frame);
    out->set("plan", plan);
    out->set("strata", strata);
    return out;
}

Certificate read_certificate(const std::string& text, const std::string& name)
{
    json::Reader reader(json::parse_object(text, name), name);
    Certificate out;
    if (const std::string algorithm = reader.text("algorithm"); algorithm != draw_algorithm)
        throw input_error(name + ".algorithm: expected " + draw_algorithm + ", found \"" + algorithm + "\"");
    out.campaign = reader.text("campaign");
    out.seed = reader.text("seed");
    check_text("campaign", out.campaign);
    check_text("seed", out.seed);
    if (const std::string key = reader.text("key"); key != draw_key(out.seed))
        out.contradictions.push_back("the certificate's key is " + key + ", the SHA-256 of its seed is " +
                                     draw_key(out.seed));
    auto frame = reader.object("frame");
    if (!frame) throw input_error(name + ".frame: it is missing");
    out.frame_sha256 = frame->text("sha256");
    const std::int64_t people = frame->integer("people");
    frame->finish();
    auto plan = reader.object("plan");
    if (!plan) throw input_error(name + ".plan: it is missing");
    out.plan.size = number_or_null(*plan, "size");
    out.plan.holdout = number_or_null(*plan, "holdout");
    plan->finish();
    std::int64_t found = 0;
    for (json::Reader& item : reader.objects("strata")) {
        const std::string stratum = item.text("stratum");
        DrawnStratum drawn;
        drawn.order = item.texts("invited");
        drawn.quota.invited = static_cast<std::int64_t>(drawn.order.size());
        const std::vector<std::string> holdout = item.texts("holdout");
        drawn.quota.holdout = static_cast<std::int64_t>(holdout.size());
        const std::vector<std::string> reserve = item.texts("reserve");
        drawn.order.insert(drawn.order.end(), holdout.begin(), holdout.end());
        drawn.order.insert(drawn.order.end(), reserve.begin(), reserve.end());
        compare_text(out.contradictions, "stratum " + stratum + ", people", std::to_string(item.integer("people")),
                     std::to_string(drawn.people()));
        const std::int64_t invited = drawn.quota.invited;
        compare_fraction(out.contradictions, item, stratum, "inclusion", fraction(invited, drawn.people(), invited));
        compare_fraction(out.contradictions, item, stratum, "weight", fraction(drawn.people(), invited, invited));
        found += static_cast<std::int64_t>(drawn.order.size());
        if (!out.strata.emplace(stratum, std::move(drawn)).second)
            throw input_error(item.where() + ".stratum: \"" + stratum + "\" comes twice");
        item.finish();
    }
    compare_text(out.contradictions, "frame, people", std::to_string(people), std::to_string(found));
    reader.finish();
    return out;
}

std::vector<std::string> verify(const Certificate& certificate, const Frame& frame,
                                const std::optional<std::string>& seed)
{
    std::vector<std::string> out = certificate.contradictions;
    if (seed && *seed != certificate.seed)
        out.push_back("the certificate's seed is \"" + certificate.seed + "\", not \"" + *seed + "\"");
    if (const std::string found = frame.sha256(); found != certificate.frame_sha256)
        out.push_back("the certificate is of a frame with SHA-256 " + certificate.frame_sha256 + ", this one has " +
                      found);
    QuotaPlan plan = certificate.plan;
    std::map<std::string, Quota> wanted;
    for (const auto& [stratum, drawn] : certificate.strata) {
        if (frame.strata.count(stratum) == 0) {
            out.push_back("stratum " + stratum + ": the frame has none");
            continue;
        }
        if (!plan.size) plan.sizes[stratum] = drawn.quota.invited;
        if (!plan.holdout) plan.holdouts[stratum] = drawn.quota.holdout;
    }
    try {
        wanted = quotas(frame, plan);
    } catch (const Error& problem) {
        out.push_back(problem.what());
    }
    if (!wanted.empty())
        for (const auto& [stratum, drawn] : draw(frame, certificate.campaign, certificate.seed, wanted)) {
            const auto says = certificate.strata.find(stratum);
            if (says == certificate.strata.end())
                out.push_back("stratum " + stratum + ": it is missing from the certificate");
            else
                compare(out, stratum, says->second, drawn);
        }
    if (out.size() > most_sentences) {
        const std::size_t more = out.size() - most_sentences + 1;
        out.resize(most_sentences - 1);
        out.push_back("and " + std::to_string(more) + " more differences");
    }
    return out;
}

} // namespace dosah::campaigns
