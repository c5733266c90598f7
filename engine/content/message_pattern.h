// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dosah::content {

/// What an ICU MessageFormat pattern wants.
struct PatternFacts
{
    /// name -> how it is used: "" for {name} as it is, else "number", "date", "time", "plural", "select" ...
    std::map<std::string, std::set<std::string>> arguments;
    std::vector<std::set<std::string>> plurals; ///< each plural's keywords, without =0 and the like
    std::string error;                          ///< why it cannot be used; "" when it can
};

/// Besides syntax: arguments must be named, a date inside a plural or select is refused (its zone could not be set),
/// and so is one argument used both as it is and as a date.
PatternFacts read_pattern(const std::string& pattern);

/// locale -> key -> pattern, out of <folder>/<locale>.json. Throws Error(input) naming the file.
std::map<std::string, std::map<std::string, std::string>> read_catalog_files(const std::string& folder);

} // namespace dosah::content
