// SPDX-License-Identifier: EUPL-1.2
#include "content/catalog.h"

#include "base/error.h"
#include "base/locales.h"
#include "content/locale.h"
#include "content/message_pattern.h"
#include "content/pool.h"

#include <unicode/datefmt.h>
#include <unicode/msgfmt.h>
#include <unicode/smpdtfmt.h>

#include <filesystem>

namespace dosah::content {

namespace {

icu::UnicodeString utf16(const std::string& text)
{
    return icu::UnicodeString::fromUTF8(text);
}

std::string utf8(const icu::UnicodeString& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::Locale icu_locale(const std::string& locale)
{
    return {locale == "en" ? "en_GB" : locale.c_str()};
}

/// One pattern of one locale. MessageFormat is not promised to be safe in several threads, so copies go round.
struct Message
{
    Message(const std::string& locale, const std::string& pattern, PatternFacts pattern_facts)
        : facts(std::move(pattern_facts)), first(make(locale, pattern)),
          pool([this] { return std::unique_ptr<icu::MessageFormat>(first->clone()); })
    {
        for (const auto& [name, types] : facts.arguments)
            has_dates = has_dates || types.count("date") || types.count("time");
    }

    static std::unique_ptr<icu::MessageFormat> make(const std::string& locale, const std::string& pattern)
    {
        UErrorCode status = U_ZERO_ERROR;
        auto format = std::make_unique<icu::MessageFormat>(utf16(pattern), icu_locale(locale), status);
        if (U_FAILURE(status))
            throw input_error(std::string("the pattern cannot be used (") + u_errorName(status) + ")");
        return format;
    }

    PatternFacts facts;
    bool has_dates = false;
    std::unique_ptr<const icu::MessageFormat> first;
    mutable Pool<icu::MessageFormat> pool;
};

/// Subformats carry their own zone, and ICU's default one is the machine's: each date gets the zone that was asked for.
/// ICU also keeps the blank after the comma of {t, date, d MMMM}.
void set_zone(icu::MessageFormat& format, const std::string& time_zone)
{
    int32_t count = 0;
    const icu::Format** formats = format.getFormats(count);
    for (int32_t i = 0; formats && i < count; ++i) {
        const auto* date = dynamic_cast<const icu::DateFormat*>(formats[i]);
        if (!date) continue;
        std::unique_ptr<icu::DateFormat> copy(date->clone());
        if (auto* simple = dynamic_cast<icu::SimpleDateFormat*>(copy.get())) {
            icu::UnicodeString pattern;
            simple->applyPattern(simple->toPattern(pattern).trim());
        }
        copy->adoptTimeZone(icu::TimeZone::createTimeZone(utf16(time_zone)));
        format.setFormat(i, *copy);
    }
}

icu::Formattable formattable(const Argument& argument, const std::string& locale, bool as_date,
                             const std::string& time_zone)
{
    if (const auto* text = std::get_if<std::string>(&argument)) return {utf16(*text)};
    if (const auto* number = std::get_if<std::int64_t>(&argument)) return {static_cast<int64_t>(*number)};
    if (const auto* number = std::get_if<double>(&argument)) return {*number};
    const Instant moment = std::get<Instant>(argument);
    if (!as_date) return {utf16(format_date_time(locale, moment, time_zone))};
    return {static_cast<UDate>(std::chrono::floor<std::chrono::milliseconds>(moment).time_since_epoch().count()),
            icu::Formattable::kIsDate};
}

std::string format_message(const Message& message, const std::string& locale, const std::string& key,
                           const Arguments& arguments, const std::string& time_zone)
{
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, types] : message.facts.arguments) {
        const auto given = arguments.find(name);
        if (given == arguments.end())
            throw Error(ErrorKind::internal, "the text " + key + " was asked for without its argument " + name);
        names.push_back(utf16(name));
        values.push_back(formattable(given->second, locale, types.count("") == 0, time_zone));
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out;
    const auto write = [&](icu::MessageFormat& format) {
        if (message.has_dates) set_zone(format, time_zone);
        format.format(names.data(), values.data(), static_cast<int32_t>(names.size()), out, status);
        return U_SUCCESS(status);
    };
    if (!message.pool.with(write))
        throw Error(ErrorKind::internal, "the text " + key + " cannot be written (" + u_errorName(status) + ")");
    return utf8(out);
}

} // namespace

struct Catalogs::Impl
{
    explicit Impl(const std::string& folder) : added(folder) {}

    AddedLocales added;
    std::map<std::string, std::map<std::string, std::unique_ptr<Message>>> messages;
    std::map<std::string, Names> names;
};

Catalogs::Catalogs(const std::string& folder) : impl_(std::make_unique<Impl>(folder))
{
    const auto files = read_catalog_files(folder);
    for (const auto& [locale, catalog] : files) {
        for (const auto& [key, pattern] : catalog) {
            const std::string where = folder + "/" + locale + ".json: " + key + ": ";
            PatternFacts facts = read_pattern(pattern);
            if (!facts.error.empty()) throw input_error(where + facts.error);
            if (const auto english = files.at("en").find(key); english != files.at("en").end()) {
                const PatternFacts wanted = read_pattern(english->second);
                for (const auto& [name, types] : facts.arguments)
                    if (!wanted.arguments.count(name))
                        throw input_error(where + "has the argument {" + name + "} that en.json does not have");
            }
            try {
                impl_->messages[locale].emplace(key, std::make_unique<Message>(locale, pattern, std::move(facts)));
            } catch (const Error& error) {
                throw input_error(where + error.what());
            }
        }
        const std::string names = folder + "/names/" + locale + ".txt";
        if (std::filesystem::exists(names)) impl_->names.emplace(locale, Names(names));
    }
}

Catalogs::~Catalogs() = default;

std::string Catalogs::text(const std::string& locale, const std::string& key, const Arguments& arguments,
                           const std::string& time_zone) const
{
    for (const std::string& candidate : fallbacks(locale)) {
        const auto catalog = impl_->messages.find(candidate);
        if (catalog == impl_->messages.end()) continue;
        const auto found = catalog->second.find(key);
        if (found != catalog->second.end()) return format_message(*found->second, candidate, key, arguments, time_zone);
    }
    throw Error(ErrorKind::internal, "no catalog has the text " + key);
}

bool Catalogs::has(const std::string& locale, const std::string& key) const
{
    const auto catalog = impl_->messages.find(locale);
    return catalog != impl_->messages.end() && catalog->second.count(key) > 0;
}

const Names& Catalogs::names(const std::string& locale) const
{
    static const Names none;
    const auto found = impl_->names.find(locale);
    return found == impl_->names.end() ? none : found->second;
}

std::vector<std::string> Catalogs::keys(const std::string& locale) const
{
    std::vector<std::string> all;
    if (const auto catalog = impl_->messages.find(locale); catalog != impl_->messages.end())
        for (const auto& entry : catalog->second)
            all.push_back(entry.first);
    return all;
}

} // namespace dosah::content
