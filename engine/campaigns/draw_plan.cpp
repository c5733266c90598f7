// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/draw_plan.h"

#include "base/crypto.h"
#include "base/error.h"

namespace dosah::campaigns {

namespace {

constexpr std::size_t most_sentences = 20;

std::string counts(std::int64_t people, const Quota& quota)
{
    return std::to_string(quota.invited) + " invited and " + std::to_string(quota.holdout) + " held out of " +
           std::to_string(people);
}

} // namespace

std::int64_t DrawPlan::people() const
{
    std::int64_t out = 0;
    for (const auto& [name, stratum] : strata)
        out += stratum.people;
    return out;
}

std::int64_t DrawPlan::invited() const
{
    std::int64_t out = 0;
    for (const auto& [name, stratum] : strata)
        out += stratum.quota.invited;
    return out;
}

std::int64_t DrawPlan::holdout() const
{
    std::int64_t out = 0;
    for (const auto& [name, stratum] : strata)
        out += stratum.quota.holdout;
    return out;
}

QuotaPlan DrawPlan::quotas() const
{
    QuotaPlan out;
    for (const auto& [name, stratum] : strata) {
        out.sizes[name] = stratum.quota.invited;
        out.holdouts[name] = stratum.quota.holdout;
    }
    return out;
}

std::string DrawPlan::sha256() const
{
    return sha256_hex(write_plan(*this));
}

DrawPlan make_plan(const Frame& frame, const std::string& campaign, const std::string& seed_source,
                   const QuotaPlan& quotas)
{
    check_text("campaign", campaign);
    if (!seed_source.empty()) check_text("seed source", seed_source);
    DrawPlan out{campaign, seed_source, frame.sha256(), {}};
    for (const auto& [stratum, quota] : campaigns::quotas(frame, quotas))
        out.strata[stratum] = {static_cast<std::int64_t>(frame.strata.at(stratum).size()), quota};
    return out;
}

std::string write_plan(const DrawPlan& plan)
{
    json::Object::Ptr frame = json::object();
    frame->set("sha256", plan.frame_sha256);
    frame->set("people", plan.people());
    json::Array::Ptr strata = json::array();
    for (const auto& [name, stratum] : plan.strata) {
        json::Object::Ptr item = json::object();
        item->set("stratum", name);
        item->set("people", stratum.people);
        item->set("invited", stratum.quota.invited);
        item->set("holdout", stratum.quota.holdout);
        strata->add(item);
    }
    json::Object::Ptr out = json::object();
    out->set("algorithm", draw_algorithm);
    out->set("campaign", plan.campaign);
    out->set("seed_source", plan.seed_source);
    out->set("frame", frame);
    out->set("strata", strata);
    return json::write(out);
}

DrawPlan read_plan(const std::string& text, const std::string& name)
{
    json::Reader reader(json::parse_object(text, name), name);
    DrawPlan out;
    if (const std::string algorithm = reader.text("algorithm"); algorithm != draw_algorithm)
        throw input_error(name + ".algorithm: expected " + draw_algorithm + ", found \"" + algorithm + "\"");
    out.campaign = reader.text("campaign");
    check_text(name + ".campaign", out.campaign);
    out.seed_source = reader.text("seed_source");
    auto frame = reader.object("frame");
    if (!frame) throw input_error(name + ".frame: it is missing");
    out.frame_sha256 = frame->text("sha256");
    const std::int64_t people = frame->integer("people");
    frame->finish();
    for (json::Reader& item : reader.objects("strata")) {
        const std::string stratum = item.text("stratum");
        DrawPlan::Stratum one{item.integer("people"), {item.integer("invited"), item.integer("holdout")}};
        if (one.people < 0 || one.quota.invited < 0 || one.quota.holdout < 0 || one.people > 1'000'000'000 ||
            one.quota.invited > one.people || one.quota.holdout > one.people - one.quota.invited)
            throw input_error(item.where() + ": more are invited and held out than there are people");
        if (!out.strata.emplace(stratum, one).second)
            throw input_error(item.where() + ".stratum: \"" + stratum + "\" comes twice");
        item.finish();
    }
    if (out.people() != people) throw input_error(name + ".frame.people: it is not the sum of the strata");
    reader.finish();
    return out;
}

std::vector<std::string> against_plan(const Certificate& certificate, const DrawPlan& plan)
{
    std::vector<std::string> out;
    if (certificate.campaign != plan.campaign)
        out.push_back("the plan was published for the campaign \"" + plan.campaign + "\", the certificate is of \"" +
                      certificate.campaign + "\"");
    if (certificate.frame_sha256 != plan.frame_sha256)
        out.push_back("the plan was published for a frame with SHA-256 " + plan.frame_sha256 +
                      ", the certificate is of " + certificate.frame_sha256);
    for (const auto& [name, planned] : plan.strata) {
        const auto drawn = certificate.strata.find(name);
        if (drawn == certificate.strata.end()) {
            out.push_back("stratum " + name + ": it was published, and the certificate has none");
            continue;
        }
        const std::string says = counts(drawn->second.people(), drawn->second.quota);
        const std::string published = counts(planned.people, planned.quota);
        if (says != published)
            out.push_back("stratum " + name + ": published were " + published + ", the certificate has " + says);
    }
    for (const auto& [name, drawn] : certificate.strata)
        if (plan.strata.count(name) == 0) out.push_back("stratum " + name + ": it was not published");
    if (out.size() > most_sentences) out.resize(most_sentences);
    return out;
}

} // namespace dosah::campaigns
