// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/json.h"
#include "campaigns/definition.h"

/// What reading and writing the parts of a campaign file share. Private to campaigns/.
namespace dosah::campaigns {

/// The word of a member, which must be one of these. Throws Error(input) naming the member and the nearest word.
std::string one_of(json::Reader& reader, const std::string& name, const std::vector<std::string>& words,
                   const std::string& fallback);
/// One line that may go into a header or a list; no control characters; NFC, trimmed.
std::string line(const std::string& text, const std::string& where);
/// A longer text: no control characters but line breaks and tabs; NFC.
std::string paragraphs(const std::string& text, const std::string& where);

using CheckText = std::string (*)(const std::string& text, const std::string& where);
/// "text" or {"cs": "text", ...}; each text through `check`. Empty texts are left out.
Localised localised(json::Reader& parent, const std::string& name, CheckText check);

/// A time by the clock of the zone; one that the clocks skip is refused.
Instant moment(json::Reader& reader, const std::string& name, const std::string& zone);
std::optional<Instant> optional_moment(json::Reader& reader, const std::string& name, const std::string& zone);

std::map<std::string, EmailContent> read_email(json::Reader reader);
Wave read_wave(json::Reader reader, const std::string& zone);

json::Object::Ptr texts_json(const Localised& text);
json::Object::Ptr email_json(const std::map<std::string, EmailContent>& email);
json::Object::Ptr wave_json(const Wave& wave);

} // namespace dosah::campaigns
