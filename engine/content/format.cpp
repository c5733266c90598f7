// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/time_zone.h"
#include "content/catalog.h"
#include "content/locale.h"

#include <unicode/dtptngen.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>

#include <map>
#include <memory>
#include <tuple>

namespace dosah::content {

namespace {

/// How a locale writes moments (CLDR date field patterns). ICU's own interval patterns are not taken: in ICU 72 they
/// put thin spaces around the dash, a colon in Norwegian times and the American order for plain `en`.
struct Patterns
{
    std::string locale;
    std::string day;      ///< with the day of the week
    std::string date;     ///< without
    std::string time;     ///< of a span and of a moment, put after the day
    std::string end_time; ///< of a span within one day, put after the dash
    std::string alone;    ///< of something that begins then and has no end
    std::string short_start;
};

/// What CLDR has for a locale that an installation has added.
Patterns patterns_of(const std::string& locale)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::DateTimePatternGenerator> generator(
        icu::DateTimePatternGenerator::createInstance(icu::Locale(locale.c_str()), status));
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU has no dates for " + locale);
    const auto best = [&](const char* skeleton) {
        std::string pattern;
        generator->getBestPattern(icu::UnicodeString::fromUTF8(skeleton), status).toUTF8String(pattern);
        if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU has no dates for " + locale);
        return pattern;
    };
    const std::string time = best("Hmm");
    return {locale, best("yMMMMEEEEd"), best("yMMMMd"), " " + time, time, " " + time, best("MMMEd") + " " + time};
}

const Patterns& patterns(const std::string& locale)
{
    static const std::map<std::string, Patterns> all = {
        {"cs", {"cs", "EEEE d. MMMM y", "d. MMMM y", " H:mm", "H:mm", " 'od' H:mm", "EEE d. M. 'od' H:mm"}},
        {"nb", {"nb", "EEEE d. MMMM y", "d. MMMM y", " 'kl.' HH.mm", "HH.mm", " 'kl.' HH.mm", "EEE d.M. 'kl.' HH.mm"}},
        {"nn", {"nn", "EEEE d. MMMM y", "d. MMMM y", " 'kl.' HH.mm", "HH.mm", " 'kl.' HH.mm", "EEE d.M. 'kl.' HH.mm"}},
        {"en", {"en_GB", "EEEE d MMMM y", "d MMMM y", ", HH:mm", "HH:mm", ", HH:mm", "EEE d MMM, HH:mm"}},
    };
    if (const auto found = all.find(locale); found != all.end()) return found->second;
    if (!is_locale(locale)) return all.at("en");
    thread_local std::map<std::string, Patterns> added;
    const auto found = added.find(locale);
    return found != added.end() ? found->second : added.emplace(locale, patterns_of(locale)).first->second;
}

/// Formatters are dear to make and no two threads may use one: each thread keeps its own few.
std::string format(const Patterns& patterns, const std::string& pattern, Instant t, const std::string& zone)
{
    thread_local std::map<std::tuple<std::string, std::string, std::string>, std::unique_ptr<icu::SimpleDateFormat>>
        known;
    if (known.size() > 256) known.clear();
    auto& formatter = known[{patterns.locale, pattern, zone}];
    if (!formatter) {
        if (!is_time_zone(zone))
            throw input_error("unknown time zone \"" + zone + "\" (write for example Europe/Prague)");
        UErrorCode status = U_ZERO_ERROR;
        formatter = std::make_unique<icu::SimpleDateFormat>(icu::UnicodeString::fromUTF8(pattern),
                                                            icu::Locale(patterns.locale.c_str()), status);
        if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU has no dates for " + patterns.locale);
        formatter->adoptTimeZone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
    }
    icu::UnicodeString text;
    formatter->format(static_cast<UDate>(std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count()),
                      text);
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

/// By formatters that are there already: making a time zone to ask it takes ten times as long.
bool is_same_day(const Patterns& patterns, Instant a, Instant b, const std::string& zone)
{
    return format(patterns, "yyyyMMdd", a, zone) == format(patterns, "yyyyMMdd", b, zone);
}

icu::Locale number_locale(const std::string& locale)
{
    return {patterns(locale).locale.c_str()};
}

std::string to_utf8(const icu::number::FormattedNumber& number)
{
    UErrorCode status = U_ZERO_ERROR;
    std::string utf8;
    number.toString(status).toUTF8String(utf8);
    if (U_FAILURE(status)) throw Error(ErrorKind::internal, "ICU cannot write a number");
    return utf8;
}

} // namespace

std::string format_time_span(const std::string& locale, Instant start, Instant end, const std::string& time_zone)
{
    const Patterns& p = patterns(locale);
    if (end <= start) return format(p, std::string(p.day) + p.alone, start, time_zone);
    const std::string whole = std::string(p.day) + p.time;
    if (is_same_day(p, start, end, time_zone))
        return format(p, whole, start, time_zone) + "–" + format(p, p.end_time, end, time_zone);
    return format(p, whole, start, time_zone) + " – " + format(p, whole, end, time_zone);
}

std::string format_time_short(const std::string& locale, Instant start, const std::string& time_zone)
{
    const Patterns& p = patterns(locale);
    return format(p, p.short_start, start, time_zone);
}

std::string format_date(const std::string& locale, Instant t, const std::string& time_zone)
{
    const Patterns& p = patterns(locale);
    return format(p, p.date, t, time_zone);
}

std::string format_date_time(const std::string& locale, Instant t, const std::string& time_zone)
{
    const Patterns& p = patterns(locale);
    return format(p, std::string(p.date) + p.time, t, time_zone);
}

std::string format_number(const std::string& locale, std::int64_t number)
{
    UErrorCode status = U_ZERO_ERROR;
    return to_utf8(icu::number::NumberFormatter::withLocale(number_locale(locale)).formatInt(number, status));
}

std::string format_percent(const std::string& locale, double share, int decimals)
{
    UErrorCode status = U_ZERO_ERROR;
    return to_utf8(icu::number::NumberFormatter::withLocale(number_locale(locale))
                       .unit(icu::NoUnit::percent())
                       .scale(icu::number::Scale::powerOfTen(2))
                       .precision(icu::number::Precision::fixedFraction(decimals))
                       .formatDouble(share, status));
}

} // namespace dosah::content
