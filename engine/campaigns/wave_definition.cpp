// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "campaigns/definition_parts.h"

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_file = 1 << 20;
constexpr std::size_t most_points = 50;

void check_point(const Point& point, const std::string& where)
{
    if (point.said.empty()) throw input_error(where + ".said: is missing; write what people said");
    if (point.done.empty() && point.not_done.empty())
        throw input_error(where + ": write \"done\", or \"not_done\" with \"why\"");
    if (!point.not_done.empty() && point.why.empty())
        throw input_error(where + ".why: is missing; whoever says what cannot be done says why");
    if (point.not_done.empty() && !point.why.empty()) throw input_error(where + ".why: stands without \"not_done\"");
    // A sentence in a language without its other half would be worse than another language.
    for (const auto& [locale, text] : point.not_done)
        if (!point.why.contains(locale) && !find_text(point.why, locale))
            throw input_error(where + ".why: has no \"" + locale + "\", which not_done has");
}

std::vector<Point> read_points(json::Reader& reader)
{
    std::vector<Point> points;
    for (json::Reader& one : reader.objects("content")) {
        if (points.size() == most_points)
            throw input_error(one.where() + ": more than " + std::to_string(most_points) + " points");
        Point point;
        point.said = localised(one, "said", paragraphs);
        point.done = localised(one, "done", paragraphs);
        point.not_done = localised(one, "not_done", paragraphs);
        point.why = localised(one, "why", paragraphs);
        one.finish();
        check_point(point, one.where());
        points.push_back(std::move(point));
    }
    return points;
}

/// What each kind may and must say of its time.
void check_times(const Wave& wave, const std::string& where)
{
    const bool invitation = wave.kind == "invitation";
    if (invitation && wave.after)
        throw input_error(where + ".after: the invitation is what others are after; write \"starts\", or nothing for "
                                  "at launch");
    if (wave.starts && wave.after) throw input_error(where + ".after: write either starts or after, not both");
    if (!invitation && !wave.starts && !wave.after)
        throw input_error(where + ".after: is missing; write how long after " +
                          (wave.kind == "reminder" ? "the invitation" : "the event") +
                          " it is sent, for example \"P7D\", or \"starts\" with a time");
    if (wave.starts && wave.not_after && *wave.not_after <= *wave.starts)
        throw input_error(where + ".not_after: must be later than starts");
}

json::Object::Ptr write(const Point& point)
{
    auto out = json::object();
    out->set("done", texts_json(point.done));
    out->set("not_done", texts_json(point.not_done));
    out->set("said", texts_json(point.said));
    out->set("why", texts_json(point.why));
    return out;
}

} // namespace

const std::vector<std::string>& wave_kinds()
{
    static const std::vector<std::string> kinds = {"invitation", "reminder", "thanks", "feedback"};
    return kinds;
}

Wave read_wave(json::Reader reader, const std::string& zone)
{
    Wave wave;
    wave.kind = one_of(reader, "kind", wave_kinds(), wave.kind);
    wave.starts = optional_moment(reader, "starts", zone);
    wave.not_after = optional_moment(reader, "not_after", zone);
    if (reader.has("after")) {
        try {
            wave.after = parse_duration(reader.text("after"));
        } catch (const Error& problem) {
            throw input_error(reader.where() + ".after: " + problem.what());
        }
    }
    if (wave.kind != "invitation") {
        if (auto email = reader.object("email")) wave.email = read_email(std::move(*email));
        wave.sms = localised(reader, "sms", paragraphs);
    } else if (reader.has("email") || reader.has("sms")) {
        throw input_error(reader.where() + ": the invitation's own texts are campaign.email and campaign.sms");
    }
    if (wave.kind == "feedback") wave.content = read_points(reader);
    check_times(wave, reader.where());
    reader.finish();
    return wave;
}

json::Object::Ptr wave_json(const Wave& wave)
{
    auto out = json::object();
    if (wave.after) out->set("after", duration_text(*wave.after));
    if (!wave.content.empty()) {
        auto points = json::array();
        for (const Point& point : wave.content)
            points->add(write(point));
        out->set("content", points);
    }
    if (!wave.email.empty()) out->set("email", email_json(wave.email));
    out->set("kind", wave.kind);
    if (wave.not_after) out->set("not_after", to_iso(*wave.not_after));
    if (!wave.sms.empty()) out->set("sms", texts_json(wave.sms));
    if (wave.starts) out->set("starts", to_iso(*wave.starts));
    return out;
}

Wave read_wave_file(const std::string& text, const std::string& kind, const std::string& time_zone)
{
    if (text.size() > longest_file) throw input_error("wave: the file is longer than 1 MiB");
    if (!text::is_valid_utf8(text)) throw input_error("wave: the file is not UTF-8; save it as UTF-8");
    json::Object::Ptr object = json::parse_object(text, "wave");
    if (!object->has("kind")) object->set("kind", kind);
    Wave wave = read_wave(json::Reader(object, "wave"), time_zone);
    if (wave.kind != kind)
        throw input_error("wave.kind: the file is of a \"" + wave.kind + "\" wave, not \"" + kind + "\"");
    return wave;
}

std::string write_wave_file(const Wave& wave)
{
    return json::write(wave_json(wave));
}

} // namespace dosah::campaigns
