// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/audience_draw.h"

#include "base/text.h"
#include "campaigns/definition_parts.h"
#include "campaigns/draw_certificate.h"

#include <algorithm>
#include <set>

namespace dosah::campaigns {

namespace {

constexpr std::size_t most_groups = 50;
constexpr std::size_t most_places = 100;
constexpr std::int64_t most_people = 1'000'000;
constexpr const char* in_no_group = "other";
constexpr const char* in_no_place = "elsewhere";

std::int64_t people_of(json::Reader& reader, const std::string& name)
{
    const std::int64_t value = reader.integer(name);
    if (value < 0 || value > most_people)
        throw input_error(reader.where() + "." + name + ": expected 0 to " + std::to_string(most_people) + " people");
    return value;
}

/// A number for all strata, or {"STRATUM": number}.
void read_people(json::Reader& reader, const std::string& name, std::optional<std::int64_t>& all,
                 std::map<std::string, std::int64_t>& by_stratum, const std::set<std::string>& strata)
{
    if (!reader.has(name)) return;
    std::optional<json::Reader> object;
    try {
        object = reader.object(name);
    } catch (const Error&) {
        // not an object: then it must be a number, and people_of() says so otherwise
    }
    if (!object) {
        all = people_of(reader, name);
        return;
    }
    for (const std::string& stratum : object->names()) {
        if (strata.count(stratum) == 0) {
            const std::string near = nearest_name(stratum, {strata.begin(), strata.end()});
            throw input_error(object->where() + ": groups and places make no stratum \"" + stratum + "\"" +
                              (near.empty() ? "" : " (did you mean \"" + near + "\"?)"));
        }
        by_stratum[stratum] = people_of(*object, stratum);
    }
}

std::vector<std::string> names(json::Reader& reader, const std::string& member, std::size_t most)
{
    std::vector<std::string> out;
    std::set<std::string> folded;
    for (const std::string& text : reader.texts(member)) {
        const std::string name = line(text, reader.where() + "." + member);
        if (name.empty() || name.find('/') != std::string::npos || name.size() > 80)
            throw input_error(reader.where() + "." + member + ": \"" + name +
                              "\": write names of 1 to 80 bytes without a slash");
        if (!folded.insert(text::fold(name)).second || name == in_no_group || name == in_no_place)
            throw input_error(reader.where() + "." + member + ": \"" + name +
                              "\" stands there twice, or is the name of "
                              "the rest");
        out.push_back(name);
    }
    if (out.size() > most)
        throw input_error(reader.where() + "." + member + ": more than " + std::to_string(most) + " of them");
    return out;
}

json::Object::Ptr numbers(const std::map<std::string, std::int64_t>& by_stratum)
{
    auto out = json::object();
    for (const auto& [stratum, people] : by_stratum)
        out->set(stratum, people);
    return out;
}

json::Array::Ptr texts_array(const std::vector<std::string>& texts)
{
    auto out = json::array();
    for (const std::string& text : texts)
        out->add(text);
    return out;
}

} // namespace

std::vector<std::string> AudienceDraw::strata() const
{
    std::vector<std::string> of_groups = groups;
    std::vector<std::string> of_places = places;
    if (!groups.empty()) of_groups.emplace_back(in_no_group);
    if (!places.empty()) of_places.emplace_back(in_no_place);
    if (of_groups.empty() && of_places.empty()) return {"all"};
    if (of_groups.empty()) return of_places;
    if (of_places.empty()) return of_groups;
    std::vector<std::string> out;
    for (const std::string& group : of_groups)
        for (const std::string& place : of_places)
            out.push_back(group + "/" + place);
    return out;
}

AudienceDraw read_audience_draw(json::Reader reader)
{
    AudienceDraw out;
    out.groups = names(reader, "groups", most_groups);
    out.places = names(reader, "places", most_places);
    const std::vector<std::string> all = out.strata();
    const std::set<std::string> strata(all.begin(), all.end());
    std::optional<std::int64_t> no_number;
    if (reader.has("size")) out.plan.size = people_of(reader, "size");
    read_people(reader, "quotas", no_number, out.plan.sizes, strata);
    read_people(reader, "holdout", out.plan.holdout, out.plan.holdouts, strata);
    if (no_number || out.plan.size.has_value() == !out.plan.sizes.empty())
        throw input_error(reader.where() +
                          ": write either \"size\", the people to invite over all strata, or "
                          "\"quotas\", how many of each: {\"" +
                          all.front() + "\": 20}");
    out.seed_source = line(reader.text("seed_source"), reader.where() + ".seed_source");
    check_text(reader.where() + ".seed_source", out.seed_source);
    reader.finish();
    return out;
}

json::Object::Ptr audience_draw_json(const AudienceDraw& draw)
{
    auto out = json::object(); // members in rising order, as everywhere in a definition
    out->set("groups", texts_array(draw.groups));
    if (draw.plan.holdout) out->set("holdout", *draw.plan.holdout);
    if (!draw.plan.holdouts.empty()) out->set("holdout", numbers(draw.plan.holdouts));
    out->set("places", texts_array(draw.places));
    if (!draw.plan.sizes.empty()) out->set("quotas", numbers(draw.plan.sizes));
    out->set("seed_source", draw.seed_source);
    if (draw.plan.size) out->set("size", *draw.plan.size);
    return out;
}

} // namespace dosah::campaigns
