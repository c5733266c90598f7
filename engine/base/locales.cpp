// SPDX-License-Identifier: EUPL-1.2
#include "base/locales.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <mutex>
#include <set>

namespace dosah {

namespace {

constexpr std::array<const char*, 4> shipped = {"cs", "nb", "nn", "en"};

struct Registry
{
    std::mutex mutex;
    std::multiset<std::string> added; ///< once for each folder that has it
};

Registry& registry()
{
    static Registry one;
    return one;
}

bool is_code(const std::string& name)
{
    return (name.size() == 2 || name.size() == 3) &&
           std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

} // namespace

std::vector<std::string> known_locales()
{
    std::vector<std::string> all(shipped.begin(), shipped.end());
    const std::lock_guard lock(registry().mutex);
    std::unique_copy(registry().added.begin(), registry().added.end(), std::back_inserter(all));
    return all;
}

bool is_shipped_locale(const std::string& locale)
{
    return std::find(shipped.begin(), shipped.end(), locale) != shipped.end();
}

bool is_known_locale(const std::string& locale)
{
    if (is_shipped_locale(locale)) return true;
    const std::lock_guard lock(registry().mutex);
    return registry().added.contains(locale);
}

AddedLocales::AddedLocales(const std::string& folder)
{
    std::error_code problem;
    for (const auto& file : std::filesystem::directory_iterator(folder, problem)) {
        const std::string name = file.path().stem().string();
        if (file.path().extension() == ".json" && is_code(name) && !is_shipped_locale(name)) locales_.push_back(name);
    }
    std::sort(locales_.begin(), locales_.end());
    const std::lock_guard lock(registry().mutex);
    registry().added.insert(locales_.begin(), locales_.end());
}

AddedLocales::~AddedLocales()
{
    const std::lock_guard lock(registry().mutex);
    for (const std::string& locale : locales_)
        if (const auto found = registry().added.find(locale); found != registry().added.end())
            registry().added.erase(found);
}

} // namespace dosah
