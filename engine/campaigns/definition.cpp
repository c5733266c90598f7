// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/definition.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "content/locale.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_file = 1 << 20;
constexpr std::size_t longest_line = 300;
constexpr std::size_t longest_text = 20000;
constexpr std::string_view everyone = "*";

const std::vector<std::string> kinds = {"official", "service", "commercial"};
const std::vector<std::string> target_acts = {"attend", "answer", "form", "register"};
const std::vector<std::string> event_kinds = {"forum",   "round_table", "planning_meeting", "training", "seminar",
                                              "webinar", "conference",  "survey",           "map"};
const std::vector<std::string> wave_kinds = {"invitation"};

std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string one_of(json::Reader& reader, const std::string& name, const std::vector<std::string>& words,
                   const std::string& fallback)
{
    const std::string word = reader.text(name, fallback);
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    const std::string near = nearest_name(word, words);
    throw input_error(reader.where() + "." + name + ": unknown word \"" + word + "\"" +
                      (near.empty() ? "; write one of: " + listed(words) : " (did you mean \"" + near + "\"?)"));
}

/// One line that may go into a header or a list; no control characters.
std::string line(const std::string& text, const std::string& where)
{
    if (text.size() > longest_line)
        throw input_error(where + ": longer than " + std::to_string(longest_line) + " bytes");
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        throw input_error(where + ": must be one line without control characters");
    return text::nfc(text::trim(text));
}

std::string paragraphs(const std::string& text, const std::string& where)
{
    if (text.size() > longest_text)
        throw input_error(where + ": longer than " + std::to_string(longest_text) + " bytes");
    if (std::any_of(text.begin(), text.end(),
                    [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f; }))
        throw input_error(where + ": holds a control character; only line breaks and tabs may stand there");
    return text::nfc(text);
}

void check_locale(const std::string& name, const std::string& where)
{
    if (name == everyone || content::is_locale(name)) return;
    throw input_error(where + "." + name + ": unknown locale; write one of: " + listed(content::locales()) +
                      ", or * for every other");
}

/// "text" or {"cs": "text", ...}; each text through `check`.
template <class Check>
Localised localised(json::Reader& parent, const std::string& name, Check check)
{
    Localised out;
    if (!parent.has(name)) return out;
    const std::string where = parent.where() + "." + name;
    std::optional<json::Reader> reader;
    try {
        reader = parent.object(name);
    } catch (const Error&) {
        // not an object: then it must be a text, and text() says so otherwise
    }
    if (!reader) {
        const std::string text = check(parent.text(name), where);
        if (!text.empty()) out[std::string(everyone)] = text;
        return out;
    }
    for (const std::string& locale : reader->names()) {
        check_locale(locale, where);
        const std::string text = check(reader->text(locale), where + "." + locale);
        if (!text.empty()) out[locale] = text;
    }
    return out;
}

Instant moment(json::Reader& reader, const std::string& name, const std::string& zone)
{
    const std::string text = reader.text(name);
    try {
        const Instant at = parse_time_in_zone(text, zone);
        const Instant as_utc = parse_time_in_zone(text, "UTC");
        const LocalTime written = to_local(as_utc, "UTC");
        const LocalTime shown = to_local(at, zone);
        const bool by_the_clock = text.size() > 10 && at != as_utc;
        if (by_the_clock && (shown.hour != written.hour || shown.minute != written.minute))
            throw input_error("there is no " + text + " in " + zone +
                              ": the clocks are put forward over it; write another time");
        return at;
    } catch (const Error& problem) {
        throw input_error(reader.where() + "." + name + ": " + problem.what());
    }
}

std::optional<Instant> optional_moment(json::Reader& reader, const std::string& name, const std::string& zone)
{
    return reader.has(name) ? std::optional(moment(reader, name, zone)) : std::nullopt;
}

Event read_event(json::Reader reader, const std::string& zone)
{
    Event event;
    event.kind = one_of(reader, "kind", event_kinds, event.kind);
    event.title = localised(reader, "title", line);
    if (event.title.empty()) throw input_error(reader.where() + ".title: is missing");
    event.lead = localised(reader, "lead", paragraphs);
    event.place = localised(reader, "place", line);
    event.access = localised(reader, "access", line);
    event.starts = moment(reader, "starts", zone);
    event.ends = moment(reader, "ends", zone);
    const std::int64_t capacity = reader.integer("capacity", 0);
    if (capacity < 0 || capacity > 1000000)
        throw input_error(reader.where() + ".capacity: expected 0 (no limit) to 1000000");
    event.capacity = static_cast<int>(capacity);
    reader.finish();
    return event;
}

std::map<std::string, EmailContent> read_email(json::Reader reader)
{
    std::map<std::string, EmailContent> out;
    for (const std::string& locale : reader.names()) {
        check_locale(locale, reader.where());
        auto content = reader.object(locale);
        if (!content) continue;
        EmailContent& own = out[locale];
        own.subject = line(content->text("subject", ""), content->where() + ".subject");
        own.body = paragraphs(content->text("body", ""), content->where() + ".body");
        content->finish();
    }
    return out;
}

Wave read_wave(json::Reader reader, const std::string& zone)
{
    Wave wave;
    wave.kind = one_of(reader, "kind", wave_kinds, wave.kind);
    wave.starts = optional_moment(reader, "starts", zone);
    wave.not_after = optional_moment(reader, "not_after", zone);
    if (wave.starts && wave.not_after && *wave.not_after <= *wave.starts)
        throw input_error(reader.where() + ".not_after: must be later than starts");
    reader.finish();
    return wave;
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
        if (word != "email" && word != "sms")
            throw input_error(reader.where() + ".channels: unknown channel \"" + word + "\"; write email or sms");
        const channel::Channel channel = channel::channel_from(word);
        if (std::find(channels.begin(), channels.end(), channel) != channels.end())
            throw input_error(reader.where() + ".channels: \"" + word + "\" stands there twice");
        channels.push_back(channel);
    }
    if (channels.empty())
        throw input_error(reader.where() + ".channels: is missing; write for example [\"email\", \"sms\"]");
    return channels;
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
    definition.audience = paragraphs(reader.text("audience"), "campaign.audience");
    definition.channels = read_channels(reader);
    if (auto email = reader.object("email")) definition.email = read_email(std::move(*email));
    definition.sms = localised(reader, "sms", paragraphs);
    definition.strip_sms = reader.boolean("strip_sms", false);
    definition.sms_sender = line(reader.text("sms_sender", ""), "campaign.sms_sender");
    for (json::Reader& wave : reader.objects("waves"))
        definition.waves.push_back(read_wave(std::move(wave), time_zone));
    if (definition.waves.empty()) definition.waves.emplace_back();
    if (definition.waves.size() > 1) throw input_error("campaign.waves[1]: one invitation wave is all there can be");
    definition.closes = optional_moment(reader, "closes", time_zone);
    reader.finish();
    return definition;
}

namespace {

json::Object::Ptr write(const Localised& text)
{
    auto out = json::object();
    for (const auto& [locale, value] : text)
        out->set(locale, value);
    return out;
}

json::Object::Ptr write(const Event& event)
{
    auto out = json::object();
    out->set("access", write(event.access));
    out->set("capacity", event.capacity);
    out->set("ends", to_iso(event.ends));
    out->set("kind", event.kind);
    out->set("lead", write(event.lead));
    out->set("place", write(event.place));
    out->set("starts", to_iso(event.starts));
    out->set("title", write(event.title));
    return out;
}

json::Object::Ptr write(const std::map<std::string, EmailContent>& email)
{
    auto out = json::object();
    for (const auto& [locale, own] : email) {
        auto content = json::object();
        content->set("body", own.body);
        content->set("subject", own.subject);
        out->set(locale, content);
    }
    return out;
}

json::Array::Ptr write(const std::vector<Wave>& waves)
{
    auto out = json::array();
    for (const Wave& wave : waves) {
        auto one = json::object();
        one->set("kind", wave.kind);
        if (wave.not_after) one->set("not_after", to_iso(*wave.not_after));
        if (wave.starts) one->set("starts", to_iso(*wave.starts));
        out->add(one);
    }
    return out;
}

} // namespace

std::string write_definition(const Definition& definition)
{
    auto channels = json::array();
    for (const channel::Channel channel : definition.channels)
        channels->add(std::string(channel::to_string(channel)));
    auto out = json::object(); // members in rising order: the same definition gives the same bytes
    out->set("audience", definition.audience);
    out->set("channels", channels);
    if (definition.closes) out->set("closes", to_iso(*definition.closes));
    out->set("email", write(definition.email));
    out->set("event", write(definition.event));
    out->set("key", definition.key);
    out->set("kind", definition.kind);
    out->set("name", write(definition.name));
    out->set("sms", write(definition.sms));
    out->set("sms_sender", definition.sms_sender);
    out->set("strip_sms", definition.strip_sms);
    out->set("target_act", definition.target_act);
    out->set("waves", write(definition.waves));
    return json::write(out);
}

} // namespace dosah::campaigns
