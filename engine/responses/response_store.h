// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "base/clock.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>

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
    std::string text;
    Instant received_at;
    bool needs_person = false;
};

/// Nothing happens when the item's part is there already.
void insert_response(store::Session& session, const NewResponse& response);

struct MessageParties
{
    std::int64_t contact_id = 0;
    std::optional<std::int64_t> invitation_id;
    std::string channel;
    std::string address;
};
MessageParties read_parties(store::Session& session, std::int64_t message_id);
std::string read_reference(store::Session& session, std::int64_t message_id);

} // namespace dosah::responses
