// SPDX-License-Identifier: EUPL-1.2
#include "responses/item_fields.h"

#include "base/encoding.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace dosah::responses {

std::string raw_of(std::string_view base64)
{
    auto raw = from_base64(base64);
    if (!raw) throw input_error("raw: not Base64");
    return std::move(*raw);
}

std::string write_fields(const std::map<std::string, std::string>& fields)
{
    json::Object::Ptr object = json::object();
    for (const auto& [name, value] : fields)
        object->set(text::repair_utf8(name), text::repair_utf8(value));
    return json::write(object);
}

std::map<std::string, std::string> read_fields(const std::string& text)
{
    json::Reader reader(json::parse_object(text, "fields"), "fields");
    std::map<std::string, std::string> fields;
    for (const std::string& name : reader.names())
        fields[name] = reader.text(name);
    return fields;
}

} // namespace dosah::responses
