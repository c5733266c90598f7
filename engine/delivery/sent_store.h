// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "delivery/sent.h"

#include <cstdint>
#include <memory>
#include <vector>

/// Private to delivery/: keeping what was sent.
namespace dosah::delivery {

struct SentMessage
{
    std::int64_t message_id = 0;
    const Sent* sent = nullptr;
};

/// A form that was not known to be stored, and its row's number if the transaction is committed.
struct StoredForm
{
    std::shared_ptr<const SentForm> form;
    std::int64_t id = 0;
};

/// Keeps what is sent, in place of what was kept of the messages before: one row each, and forms as far as they are not
/// stored yet. Returns those; is_stored() is for after the commit, since a rollback takes the rows back.
std::vector<StoredForm> write_sent(store::Session& session, const std::vector<SentMessage>& messages);

/// After the commit.
void trust(const std::vector<StoredForm>& forms);

} // namespace dosah::delivery
