// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/definition.h"

#include "base/error.h"
#include "base/text.h"
#include "campaigns/definition_parts.h"
#include "content/locale.h"
#include "content/message_writer.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_file = 1 << 20;
constexpr std::string_view everyone = "*";

const std::vector<std::string> kinds = {"official", "service", "commercial"};
const std::vector<std::string> target_acts = {"attend", "answer", "form", "register"};
const std::vector<std::string> event_kinds = {"forum",   "round_table", "planning_meeting", "training", "seminar",
                                              "webinar", "conference",  "survey",           "map"};
const std::vector<std::string> tones = {"usual", "formal", "informal"};
const std::vector<std::string> doubt_words = {"ask", "resend", "leave"};

Event read_event(json::Reader reader, const std::string& zone)
{
    Event event;
    event.kind = one_of(reader, "kind", event_kinds, event.kind);
    event.title = localised(reader, "title", line);
    if (event.title.empty()) throw input_error(reader.where() + ".title: is missing");
    event.lead = localised(reader, "lead", paragraphs);
    event.place = localised(reader, "place", line);
    event.access = localised(reader, "access", line);
    event.interpreter = localised(reader, "interpreter", line);
    event.transport = localised(reader, "transport", line);
    event.childcare = localised(reader, "childcare", line);
    event.link = line(reader.text("link", ""), reader.where() + ".link");
    if (!event.link.empty() &&
        (!event.link.starts_with("https://") || event.link.find_first_of(" \"<>") != event.link.npos))
        throw input_error(reader.where() + ".link: write an address that begins with https://");
    event.starts = moment(reader, "starts", zone);
    event.ends = moment(reader, "ends", zone);
    const std::int64_t capacity = reader.integer("capacity", 0);
    if (capacity < 0 || capacity > 1000000)
        throw input_error(reader.where() + ".capacity: expected 0 (no limit) to 1000000");
    event.capacity = static_cast<int>(capacity);
    reader.finish();
    return event;
}

Fallback read_fallback(json::Reader reader)
{
    Fallback fallback;
    fallback.on_bounce = reader.boolean("on_bounce", false);
    const std::int64_t days = reader.integer("after_days_without_answer", 0);
    if (days < 0 || days > 365)
        throw input_error(reader.where() + ".after_days_without_answer: expected 1 to 365, or 0 for never");
    fallback.after_days = static_cast<int>(days);
    reader.finish();
    return fallback;
}

/// The invitation first, each kind once; the invitation stands there whether it was written or not.
std::vector<Wave> read_waves(json::Reader& reader, const std::string& zone)
{
    std::vector<Wave> waves;
    for (json::Reader& one : reader.objects("waves")) {
        const std::string where = one.where();
        Wave wave = read_wave(std::move(one), zone);
        for (const Wave& earlier : waves)
            if (earlier.kind == wave.kind)
                throw input_error(where + ".kind: there is a wave \"" + wave.kind +
                                  "\" already; each kind can be there once");
        waves.push_back(std::move(wave));
    }
    const auto order = [](const Wave& wave) { return std::find(wave_kinds().begin(), wave_kinds().end(), wave.kind); };
    std::stable_sort(waves.begin(), waves.end(),
                     [&](const Wave& one, const Wave& other) { return order(one) < order(other); });
    if (waves.empty() || waves.front().kind != wave_kinds().front()) waves.insert(waves.begin(), Wave());
    return waves;
}

std::string read_key(json::Reader& reader)
{
    const std::string key = reader.text("key");
    const bool plain = !key.empty() && key.size() <= 64 && key.front() != '-' &&
                       key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos &&
                       key.find_first_not_of("0123456789") != std::string::npos;
    if (!plain)
        throw input_error(reader.where() + ".key: write a-z, 0-9 and hyphens with at least one letter, at most 64, for "
                                           "example \"forum-2026\"");
    return key;
}

std::vector<channel::Channel> read_channels(json::Reader& reader)
{
    std::vector<channel::Channel> channels;
    for (const std::string& word : reader.texts("channels")) {
        if (word != "email" && word != "sms" && word != "letter")
            throw input_error(reader.where() + ".channels: unknown channel \"" + word +
                              "\"; write email, sms or letter");
        const channel::Channel channel = channel::channel_from(word);
        if (std::find(channels.begin(), channels.end(), channel) != channels.end())
            throw input_error(reader.where() + ".channels: \"" + word + "\" stands there twice");
        channels.push_back(channel);
    }
    if (channels.empty())
        throw input_error(reader.where() + ".channels: is missing; write for example [\"email\", \"sms\"]");
    return channels;
}

/// A query, or {"query", "draw"}.
void read_audience(json::Reader& reader, Definition& definition)
{
    std::optional<json::Reader> object;
    try {
        object = reader.object("audience");
    } catch (const Error&) {
        // not an object: then it must be a text, and text() says so otherwise
    }
    if (!object) {
        definition.audience = paragraphs(reader.text("audience"), "campaign.audience");
        return;
    }
    definition.audience = paragraphs(object->text("query"), "campaign.audience.query");
    if (auto draw = object->object("draw")) definition.draw = read_audience_draw(std::move(*draw));
    object->finish();
}

} // namespace

std::optional<std::string> find_text(const Localised& text, const std::string& locale)
{
    for (const std::string& one : content::fallbacks(locale))
        if (const auto found = text.find(one); found != text.end()) return found->second;
    if (const auto found = text.find(std::string(everyone)); found != text.end()) return found->second;
    return std::nullopt;
}

std::string in_locale(const Localised& text, const std::string& locale)
{
    if (const auto found = find_text(text, locale)) return *found;
    return text.empty() ? std::string() : text.begin()->second;
}

Instant closing_time(const Definition& definition)
{
    return definition.closes.value_or(definition.event.ends + std::chrono::days(14));
}

Definition read_definition(const std::string& text, const std::string& time_zone)
{
    if (text.size() > longest_file) throw input_error("campaign: the file is longer than 1 MiB");
    if (!text::is_valid_utf8(text)) throw input_error("campaign: the file is not UTF-8; save it as UTF-8");
    json::Reader reader(json::parse_object(text, "campaign"), "campaign");
    Definition definition;
    definition.key = read_key(reader);
    definition.name = localised(reader, "name", line);
    definition.kind = one_of(reader, "kind", kinds, definition.kind);
    definition.target_act = one_of(reader, "target_act", target_acts, definition.target_act);
    auto event = reader.object("event");
    if (!event) throw input_error("campaign.event: is missing");
    definition.event = read_event(std::move(*event), time_zone);
    if (definition.name.empty()) definition.name = definition.event.title;
    read_audience(reader, definition);
    definition.channels = read_channels(reader);
    if (auto email = reader.object("email")) definition.email = read_email(std::move(*email));
    definition.sms = localised(reader, "sms", paragraphs);
    definition.strip_sms = reader.boolean("strip_sms", false);
    definition.sms_sender = line(reader.text("sms_sender", ""), "campaign.sms_sender");
    if (reader.has("wording")) definition.wording = one_of(reader, "wording", content::wording_groups(), "");
    definition.tone = one_of(reader, "tone", tones, definition.tone);
    definition.waves = read_waves(reader, time_zone);
    if (auto fallback = reader.object("fallback")) definition.fallback = read_fallback(std::move(*fallback));
    definition.in_doubt = one_of(reader, "in_doubt", doubt_words, definition.in_doubt);
    definition.one_per_address = reader.boolean("one_per_address", false);
    definition.closes = optional_moment(reader, "closes", time_zone);
    reader.finish();
    return definition;
}

namespace {

json::Object::Ptr write(const Event& event)
{
    auto out = json::object();
    out->set("access", texts_json(event.access));
    out->set("capacity", event.capacity);
    // What is not there is not written, so that a text from before these keeps its hash.
    if (!event.childcare.empty()) out->set("childcare", texts_json(event.childcare));
    out->set("ends", to_iso(event.ends));
    if (!event.interpreter.empty()) out->set("interpreter", texts_json(event.interpreter));
    out->set("kind", event.kind);
    out->set("lead", texts_json(event.lead));
    if (!event.link.empty()) out->set("link", event.link);
    out->set("place", texts_json(event.place));
    out->set("starts", to_iso(event.starts));
    out->set("title", texts_json(event.title));
    if (!event.transport.empty()) out->set("transport", texts_json(event.transport));
    return out;
}

json::Array::Ptr write(const std::vector<Wave>& waves)
{
    auto out = json::array();
    for (const Wave& wave : waves)
        out->add(wave_json(wave));
    return out;
}

json::Object::Ptr write(const Fallback& fallback)
{
    auto out = json::object();
    out->set("after_days_without_answer", fallback.after_days);
    out->set("on_bounce", fallback.on_bounce);
    return out;
}

} // namespace

std::string write_definition(const Definition& definition)
{
    auto channels = json::array();
    for (const channel::Channel channel : definition.channels)
        channels->add(std::string(channel::to_string(channel)));
    auto out = json::object(); // members in rising order: the same definition gives the same bytes
    if (definition.draw) {
        auto audience = json::object();
        audience->set("draw", audience_draw_json(*definition.draw));
        audience->set("query", definition.audience);
        out->set("audience", audience);
    } else {
        out->set("audience", definition.audience);
    }
    out->set("channels", channels);
    if (definition.closes) out->set("closes", to_iso(*definition.closes));
    out->set("email", email_json(definition.email));
    out->set("event", write(definition.event));
    // What is as it was before there was a choice is not written, so that a text of that time keeps its hash.
    if (definition.fallback != Fallback{}) out->set("fallback", write(definition.fallback));
    if (definition.in_doubt != doubt_words.front()) out->set("in_doubt", definition.in_doubt);
    out->set("key", definition.key);
    out->set("kind", definition.kind);
    out->set("name", texts_json(definition.name));
    if (definition.one_per_address) out->set("one_per_address", true);
    out->set("sms", texts_json(definition.sms));
    out->set("sms_sender", definition.sms_sender);
    out->set("strip_sms", definition.strip_sms);
    out->set("target_act", definition.target_act);
    if (definition.tone != tones.front()) out->set("tone", definition.tone);
    out->set("waves", write(definition.waves));
    if (!definition.wording.empty()) out->set("wording", definition.wording);
    return json::write(out);
}

} // namespace dosah::campaigns
