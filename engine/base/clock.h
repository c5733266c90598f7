// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace dosah {

/// A moment: UTC, microseconds since 1970. Stored as BIGINT, shown in an organisation's zone (base/time_zone.h).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

inline std::int64_t to_micros(Instant t)
{
    return t.time_since_epoch().count();
}
inline Instant from_micros(std::int64_t micros)
{
    return Instant{std::chrono::microseconds{micros}};
}

/// "2026-11-22T14:05:06Z"; fractions of a second are cut off.
std::string to_iso(Instant t);

/// Reads "2026-11-22", "2026-11-22T14:05", "2026-11-22T14:05:06Z", with Z or an offset like +01:00 (none means UTC).
/// Throws Error(input) naming the text.
Instant from_iso(std::string_view text);

/// Where the time comes from. Passed in by constructor; safe to call from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock
{
public:
    Instant now() const override
    {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

/// The twin for tests: stands still until it is moved.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Instant start) : micros_(to_micros(start)) {}
    Instant now() const override { return from_micros(micros_.load()); }
    void set(Instant t) { micros_ = to_micros(t); }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_;
};

} // namespace dosah
