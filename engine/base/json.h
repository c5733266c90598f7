// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/error.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dosah::json {

using Object = Poco::JSON::Object;
using Array = Poco::JSON::Array;

/// An object that keeps its members in the order they were set.
Object::Ptr object();
Array::Ptr array();

/// One line of UTF-8, non-ASCII characters as they are.
std::string write(const Object::Ptr& value);
std::string write(const Array::Ptr& value);

/// Throws Error(input): "WHERE: not JSON: ..." or "WHERE: expected an object".
Object::Ptr parse_object(const std::string& text, std::string_view where);
Array::Ptr parse_array(const std::string& text, std::string_view where);

/// Reads the members of an object of input strictly: a wrong type and, at finish(), an unknown member is an
/// Error(input) that names the place ("event.starts") and, for an unknown one, the nearest known name.
class Reader
{
public:
    Reader(Object::Ptr value, std::string where) : value_(std::move(value)), where_(std::move(where)) {}

    bool has(const std::string& name);
    std::string text(const std::string& name);                              ///< required
    std::string text(const std::string& name, const std::string& fallback); ///< optional
    std::int64_t integer(const std::string& name);
    std::int64_t integer(const std::string& name, std::int64_t fallback);
    bool boolean(const std::string& name, bool fallback);
    std::vector<std::string> texts(const std::string& name); ///< optional array of strings
    std::optional<Reader> object(const std::string& name);   ///< optional nested object
    std::vector<Reader> objects(const std::string& name);    ///< optional array of objects
    std::vector<std::string> names() const;                  ///< the members there are
    const std::string& where() const { return where_; }
    /// Every member asked for so far is known; any other is refused.
    void finish() const;

private:
    Error wrong(const std::string& name, std::string_view expected) const;
    Poco::Dynamic::Var find(const std::string& name);

    Object::Ptr value_;
    std::string where_;
    std::vector<std::string> known_;
};

} // namespace dosah::json
