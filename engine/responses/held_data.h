// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "store/database.h"

#include <cstdint>
#include <string>
#include <vector>

/// Everything that is held about one person, for the person (GDPR articles 15 and 20).
namespace dosah::responses {

struct HeldValue
{
    enum class Kind {
        text,   ///< as it was written
        word,   ///< of a closed set: "public_task", "accepted"
        number, ///< whole
        moment, ///< UTC, as base/clock.h writes it
        raw,    ///< Base64 of a mail or SMS as it came in: in the file only
    };
    std::string name; ///< "family_name", "answered_at"
    std::string value;
    Kind kind = Kind::text;
};

using HeldRow = std::vector<HeldValue>; ///< without what is empty

struct HeldSection
{
    std::string name; ///< "person", "groups", "messages"
    std::vector<HeldRow> rows;
};

/// All sections, also empty ones: person, source, attributes, groups, involvement, stops, invitations, invited_as (the
/// target groups as they were frozen), needs, attendance, calls, messages (with their text), answers, received (raw
/// mails and SMS), not_theirs. Names and words are codes.
/// Throws Error(missing) when the organisation has no such contact.
std::vector<HeldSection> held_data(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id);

/// The file: {"format": "dosah person 1", "organisation": NAME, "exported_at": TIME, SECTION: [{NAME: VALUE}]}. Numbers
/// are numbers, all else is text.
json::Object::Ptr held_file(const std::vector<HeldSection>& sections, const std::string& organisation, Instant now);

} // namespace dosah::responses
