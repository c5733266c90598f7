// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "content/names.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace dosah::content {

/// A named argument of a message: a text, a number, or a moment (shown in the zone that is passed).
using Argument = std::variant<std::string, std::int64_t, double, Instant>;
using Arguments = std::map<std::string, Argument>;

/// The texts people read, locales/<locale>.json: key -> ICU MessageFormat pattern with named arguments. Compiled once,
/// then read-only: any thread.
class Catalogs
{
public:
    /// Reads every locale's file in the folder; a further <locale>.json there adds that locale as long as the object
    /// lives. Throws Error(input) naming file, key and what is wrong: a pattern that
    /// does not parse or that wants an argument the `en` one does not have. A key missing in a locale is
    /// check_catalogs' matter.
    explicit Catalogs(const std::string& folder);
    ~Catalogs();

    /// Throws Error(internal) naming the key when no locale of the fallback chain has it, or an argument is missing.
    std::string text(const std::string& locale, const std::string& key, const Arguments& arguments = {},
                     const std::string& time_zone = "UTC") const;
    bool has(const std::string& locale, const std::string& key) const; ///< in that locale itself, no fallback
    std::vector<std::string> keys(const std::string& locale) const;
    /// What names/<locale>.txt in the same folder says; knows none where there is no such file.
    const Names& names(const std::string& locale) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What is wrong with the catalogs of a folder, one finding a line, for ./dev check: unreadable files and patterns,
/// keys or arguments that one locale lacks or has too many, plural categories likewise. Empty: nothing.
std::vector<std::string> check_catalogs(const std::string& folder);

// Dates and numbers by ICU in the locale and the zone. Throw Error(input) for an unknown zone. Any thread.

/// "čtvrtek 10. prosince 2026 17:00–19:00", "torsdag 10. desember 2026 kl. 17.00–19.00"; over midnight both days are
/// named; end may equal start, then only that is shown: "čtvrtek 10. prosince 2026 od 17:00".
std::string format_time_span(const std::string& locale, Instant start, Instant end, const std::string& time_zone);
/// For an SMS: only the start, no character that GSM-7 lacks but letters: "čt 10. 12. od 17:00", "to. 10.12.
/// kl. 17.00".
std::string format_time_short(const std::string& locale, Instant start, const std::string& time_zone);
std::string format_date(const std::string& locale, Instant t, const std::string& time_zone);
std::string format_date_time(const std::string& locale, Instant t, const std::string& time_zone);
std::string format_number(const std::string& locale, std::int64_t number);
/// 0.2833 -> "28,3 %" with the locale's own spacing.
std::string format_percent(const std::string& locale, double share, int decimals = 1);

} // namespace dosah::content
