// SPDX-License-Identifier: EUPL-1.2
#include "responses/item_fields.h"

#include "base/json.h"
#include "base/text.h"

namespace dosah::responses {

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
