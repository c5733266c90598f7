// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/message_writer.h"

namespace dosah::content {

/// The closed set of variables, filled.
View message_view(const InvitationTexts& texts);

/// Texts with every member filled, for checks.
InvitationTexts sample_texts();

/// What email/layout.text and email/layout.html use besides: `locale`, `label` (catalog texts), `facts` of the event
/// (label, value, url), `look` (colours and sizes), and what they show
/// (`has_event`, `asks`, `asks_maybe`, `asks_people`, `confirms`, `can_stop`, `is_shared`).
void add_layout_texts(View& view, const Catalogs& catalogs, MessageKind kind, const InvitationTexts& texts);

} // namespace dosah::content
