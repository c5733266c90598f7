// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace dosah::responses {

/// The raw item out of the Base64 in which it is kept. Throws Error(input).
std::string raw_of(std::string_view base64);

/// The fields of an inbound item as a JSON object of texts, and back.
std::string write_fields(const std::map<std::string, std::string>& fields);
std::map<std::string, std::string> read_fields(const std::string& text);

} // namespace dosah::responses
