// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dosah::responses {

/// A row of what people (and machines) said.
struct NewResponse
{
    std::int64_t organisation_id = 0;
    std::optional<std::int64_t> inbound_id;
    int part = 0; ///< several reports in one item: 0, 1 ...
    std::optional<std::int64_t> contact_id;
    std::optional<std::int64_t> invitation_id;
    std::optional<std::int64_t> message_id;
    std::string channel; ///< email, sms, web, phone, letter
    std::string kind;    ///< responses/classify.h
    std::optional<std::string> answer;
    std::optional<int> people; ///< with a yes: how many come, when they said so
    std::string text;
    Instant received_at;
    bool needs_person = false;
};

/// What a contact did on a page of theirs just now, to be filled in further.
NewResponse page_response(std::int64_t organisation_id, std::int64_t contact_id, std::string_view kind, Instant now);
/// Nothing happens when the item's part is there already.
void insert_response(store::Session& session, const NewResponse& response);

/// A coordinator has dealt with it. Throws Error(missing) when the organisation has no such row, Error(conflict) when
/// somebody was first.
void handle_response(store::Session& session, std::int64_t organisation_id, std::int64_t response_id,
                     const std::string& actor, Instant now);

struct MessageParties
{
    std::int64_t contact_id = 0;
    std::optional<std::int64_t> invitation_id;
    std::string channel;
    std::string address;
};
MessageParties read_parties(store::Session& session, std::int64_t message_id);

/// What the rows of an item say, in the order of their parts, and whether a person has dealt with one of them.
struct RecordedReading
{
    std::vector<std::string> kinds;
    std::vector<std::string> answers; ///< "" without one
    std::vector<std::string> texts;
    bool handled = false;
};
RecordedReading read_recorded(store::Session& session, std::int64_t inbound_id);

/// Whether the person said one of these (kinds of responses/kind.h) after that moment, by whatever channel.
bool said_since(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                const std::vector<std::string>& kinds, Instant since);
/// The last message that was handed over to the person on a channel ("email", "sms").
std::optional<std::int64_t> last_message(store::Session& session, std::int64_t organisation_id, std::int64_t contact_id,
                                         const std::string& channel);
/// Whether a confirmation was planned for the invitation since then.
bool confirmed_since(store::Session& session, std::int64_t invitation_id, Instant since);
/// Whether the last `times` mails to an address that had an end bounced.
bool bounced_in_a_row(store::Session& session, std::int64_t organisation_id, const std::string& address,
                      std::size_t times);

} // namespace dosah::responses
