// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "content/message_writer.h"

namespace dosah::content {

/// What a message says before a layout is put around it: of email and letters.
struct MessageWords
{
    std::string subject; ///< one line
    std::string body;    ///< plain paragraphs, an empty line between them
};

/// The campaign's own texts, else the shipped ones. Throws like write_email. Private to content/.
MessageWords write_words(const Templates& templates, MessageKind kind, const InvitationTexts& texts, View view);

} // namespace dosah::content
