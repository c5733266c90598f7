// SPDX-License-Identifier: EUPL-1.2
#include "connectors/all.h"

#include "connectors/capture/capture.h"
#include "connectors/kannel/kannel.h"
#include "connectors/lmtp/lmtp.h"
#include "connectors/mailbox/mailbox.h"
#include "connectors/post/post.h"
#include "connectors/smtp/smtp.h"

namespace dosah::connectors {

std::vector<channel::ConnectorKind> all_kinds()
{
    return {capture_kind(), kannel_kind(), lmtp_kind(), mailbox_kind(), post_kind(), smtp_kind()};
}

} // namespace dosah::connectors
