// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

namespace dosah {

/// The languages people can be written to in: cs, nb, nn, en, and those an installation has added (docs/templates.md).
/// Any thread.
std::vector<std::string> known_locales();
bool is_known_locale(const std::string& locale);
bool is_shipped_locale(const std::string& locale); ///< one of the four

/// The locales that a folder of catalogs adds, as long as it lives: each <locale>.json whose name is a language's code
/// of two or three small letters.
class AddedLocales
{
public:
    explicit AddedLocales(const std::string& folder);
    ~AddedLocales();
    AddedLocales(const AddedLocales&) = delete;
    AddedLocales& operator=(const AddedLocales&) = delete;

    const std::vector<std::string>& locales() const { return locales_; } ///< sorted, without the four

private:
    std::vector<std::string> locales_;
};

} // namespace dosah
