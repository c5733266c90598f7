// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/invitation.h"
#include "web/exchange.h"

#include <optional>
#include <string>

/// What the pages of an invitation's link have in common.
namespace dosah::web {

/// Everything behind a valid link.
struct OpenedInvitation
{
    campaigns::Invitation invitation;
    campaigns::Campaign campaign;
    contacts::Contact contact;
    organisations::Organisation organisation;
    std::string locale;
    std::string path; ///< "/i/TOKEN"
};

/// Nothing for a link that opens nothing (any more).
std::optional<OpenedInvitation> open_invitation(const Exchange& exchange);
/// The link of a test message, which is nobody's.
bool is_test_link(const Exchange& exchange);

enum class Stage { open, over, cancelled, closed };
Stage stage_of(const OpenedInvitation& opened, Instant now);

/// yes, no, maybe, or waiting: a yes without a place as yet.
std::string answer_word(const campaigns::Invitation& invitation);
/// What the page says of an answer: of a survey or map in words of its own, as its mails do. `key` without "public.".
std::string page_text(const Exchange& exchange, const OpenedInvitation& opened, const std::string& key);
/// The view of a page about the event; `self` is the path that the language links lead to.
content::View invitation_view(const Exchange& exchange, const OpenedInvitation& opened, const std::string& title,
                              const std::string& self);

} // namespace dosah::web
