// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/poller.h"

#include "base/crypto.h"

#include <utility>

namespace dosah::connectors::mailbox {

channel::InboundItem mail_item(const std::string& uid, std::string raw, bool cut)
{
    channel::InboundItem item;
    item.kind = channel::InboundKind::email;
    item.provider_key = "mail/" + sha256_hex(raw);
    item.raw = std::move(raw);
    item.fields = {{"uid", uid}};
    if (cut) item.fields["truncated"] = "true";
    return item;
}

} // namespace dosah::connectors::mailbox
