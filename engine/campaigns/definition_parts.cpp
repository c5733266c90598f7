// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/definition_parts.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "content/locale.h"

#include <algorithm>

namespace dosah::campaigns {

namespace {

constexpr std::size_t longest_line = 300;
constexpr std::size_t longest_text = 20000;
constexpr std::string_view everyone = "*";

std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

void check_locale(const std::string& name, const std::string& where)
{
    if (name == everyone || content::is_locale(name)) return;
    throw input_error(where + "." + name + ": unknown locale; write one of: " + listed(content::locales()) +
                      ", or * for every other");
}

} // namespace

std::string one_of(json::Reader& reader, const std::string& name, const std::vector<std::string>& words,
                   const std::string& fallback)
{
    const std::string word = reader.text(name, fallback);
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    const std::string near = nearest_name(word, words);
    throw input_error(reader.where() + "." + name + ": unknown word \"" + word + "\"" +
                      (near.empty() ? "; write one of: " + listed(words) : " (did you mean \"" + near + "\"?)"));
}

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

Localised localised(json::Reader& parent, const std::string& name, CheckText check)
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
        own.easy_body = paragraphs(content->text("easy_body", ""), content->where() + ".easy_body");
        content->finish();
    }
    return out;
}

json::Object::Ptr texts_json(const Localised& text)
{
    auto out = json::object();
    for (const auto& [locale, value] : text)
        out->set(locale, value);
    return out;
}

json::Object::Ptr email_json(const std::map<std::string, EmailContent>& email)
{
    auto out = json::object();
    for (const auto& [locale, own] : email) {
        auto content = json::object();
        content->set("body", own.body);
        if (!own.easy_body.empty()) content->set("easy_body", own.easy_body);
        content->set("subject", own.subject);
        out->set(locale, content);
    }
    return out;
}

} // namespace dosah::campaigns
