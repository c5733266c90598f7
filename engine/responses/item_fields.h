// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>

namespace dosah::responses {

/// The fields of an inbound item as a JSON object of texts, and back.
std::string write_fields(const std::map<std::string, std::string>& fields);
std::map<std::string, std::string> read_fields(const std::string& text);

} // namespace dosah::responses
