// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace dosah::json {

Object::Ptr object()
{
    return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}
Array::Ptr array()
{
    return new Array();
}

std::string write(const Object::Ptr& value)
{
    std::ostringstream out;
    value->stringify(out);
    return out.str();
}

std::string write(const Array::Ptr& value)
{
    std::ostringstream out;
    value->stringify(out);
    return out.str();
}

namespace {

constexpr std::size_t longest_located = 1 << 20; ///< a mistake in a longer text is named without its line

Poco::Dynamic::Var parse_text(const std::string& text)
{
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
    parser.setDepth(64);
    return parser.parse(text);
}

/// The parser says what is wrong, not where. A text cut off before the mistake merely ends too early.
bool is_wrong_before(const std::string& text, std::size_t end)
{
    try {
        parse_text(text.substr(0, end));
        return false;
    } catch (const Poco::Exception& problem) {
        return problem.message().find("unexpected end") == std::string::npos;
    }
}

std::string line_of_mistake(const std::string& text)
{
    if (text.size() > longest_located) return {};
    std::vector<std::size_t> ends;
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
        ends.push_back(at + 1);
    const auto line =
        std::partition_point(ends.begin(), ends.end(), [&](std::size_t end) { return !is_wrong_before(text, end); });
    return "line " + std::to_string(line - ends.begin() + 1) + ": ";
}

Poco::Dynamic::Var parse(const std::string& text, std::string_view where)
{
    try {
        return parse_text(text);
    } catch (const Poco::Exception& problem) {
        throw input_error(std::string(where) + ": not JSON: " + line_of_mistake(text) + problem.message());
    }
}

} // namespace

Object::Ptr parse_object(const std::string& text, std::string_view where)
{
    const Poco::Dynamic::Var value = parse(text, where);
    if (value.type() != typeid(Object::Ptr)) throw input_error(std::string(where) + ": expected an object");
    return value.extract<Object::Ptr>();
}

Array::Ptr parse_array(const std::string& text, std::string_view where)
{
    const Poco::Dynamic::Var value = parse(text, where);
    if (value.type() != typeid(Array::Ptr)) throw input_error(std::string(where) + ": expected an array");
    return value.extract<Array::Ptr>();
}

Error Reader::wrong(const std::string& name, std::string_view expected) const
{
    return input_error(where_ + "." + name + ": expected " + std::string(expected));
}

Poco::Dynamic::Var Reader::find(const std::string& name)
{
    known_.push_back(name);
    return value_->get(name);
}

bool Reader::has(const std::string& name)
{
    return !find(name).isEmpty();
}

std::string Reader::text(const std::string& name)
{
    const Poco::Dynamic::Var value = find(name);
    if (value.isEmpty()) throw input_error(where_ + "." + name + ": is missing");
    if (!value.isString()) throw wrong(name, "a text");
    return value.extract<std::string>();
}

std::string Reader::text(const std::string& name, const std::string& fallback)
{
    return has(name) ? text(name) : fallback;
}

std::int64_t Reader::integer(const std::string& name)
{
    const Poco::Dynamic::Var value = find(name);
    if (value.isEmpty()) throw input_error(where_ + "." + name + ": is missing");
    if (!value.isInteger() || value.isBoolean()) throw wrong(name, "a whole number");
    return value.convert<Poco::Int64>();
}

std::int64_t Reader::integer(const std::string& name, std::int64_t fallback)
{
    return has(name) ? integer(name) : fallback;
}

bool Reader::boolean(const std::string& name, bool fallback)
{
    const Poco::Dynamic::Var value = find(name);
    if (value.isEmpty()) return fallback;
    if (!value.isBoolean()) throw wrong(name, "true or false");
    return value.convert<bool>();
}

std::vector<std::string> Reader::texts(const std::string& name)
{
    const Poco::Dynamic::Var value = find(name);
    std::vector<std::string> out;
    if (value.isEmpty()) return out;
    if (value.type() != typeid(Array::Ptr)) throw wrong(name, "a list of texts");
    for (const Poco::Dynamic::Var& item : *value.extract<Array::Ptr>()) {
        if (!item.isString()) throw wrong(name, "a list of texts");
        out.push_back(item.extract<std::string>());
    }
    return out;
}

std::optional<Reader> Reader::object(const std::string& name)
{
    const Poco::Dynamic::Var value = find(name);
    if (value.isEmpty()) return std::nullopt;
    if (value.type() != typeid(Object::Ptr)) throw wrong(name, "an object");
    return Reader(value.extract<Object::Ptr>(), where_ + "." + name);
}

std::vector<Reader> Reader::objects(const std::string& name)
{
    const Poco::Dynamic::Var value = find(name);
    std::vector<Reader> out;
    if (value.isEmpty()) return out;
    if (value.type() != typeid(Array::Ptr)) throw wrong(name, "a list of objects");
    for (const Poco::Dynamic::Var& item : *value.extract<Array::Ptr>()) {
        if (item.type() != typeid(Object::Ptr)) throw wrong(name, "a list of objects");
        out.emplace_back(item.extract<Object::Ptr>(), where_ + "." + name + "[" + std::to_string(out.size()) + "]");
    }
    return out;
}

std::vector<std::string> Reader::names() const
{
    return value_->getNames();
}

void Reader::finish() const
{
    for (const std::string& name : value_->getNames()) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        const std::string near = nearest_name(name, known_);
        throw input_error(where_ + "." + name + ": unknown member" +
                          (near.empty() ? std::string() : " (did you mean \"" + near + "\"?)"));
    }
}

} // namespace dosah::json
