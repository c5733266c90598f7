// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dosah {

/// Why a unit of work is over. HTTP status and exit code are derived from this word in one place each
/// (web/error_page.cpp, cli/run.cpp).
enum class ErrorKind {
    input,       ///< what was given is wrong; the text names the place and the remedy
    missing,     ///< the thing named does not exist, or not in this organisation
    conflict,    ///< it collides with what is there, or its state forbids it
    unavailable, ///< something outside is away; trying again may help
    internal,    ///< we are at fault
};

std::string_view to_string(ErrorKind kind);

/// Thrown when a unit of work cannot go on. Expected outcomes are return values, bugs are assertions.
/// The text is shown to people: it names the place and the remedy, never a secret and never an unmasked address.
class Error : public std::runtime_error
{
public:
    Error(ErrorKind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}

    ErrorKind kind() const { return kind_; }

private:
    ErrorKind kind_;
};

inline Error input_error(const std::string& text)
{
    return {ErrorKind::input, text};
}
inline Error missing_error(const std::string& text)
{
    return {ErrorKind::missing, text};
}
inline Error conflict_error(const std::string& text)
{
    return {ErrorKind::conflict, text};
}
inline Error unavailable_error(const std::string& text)
{
    return {ErrorKind::unavailable, text};
}

/// The known name nearest to a misspelt one by edit distance, or "" when none is near enough to be meant.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& known);

} // namespace dosah
