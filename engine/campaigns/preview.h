// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "channel/message.h"
#include "content/message_writer.h"

#include <optional>
#include <string>

namespace dosah::campaigns {

/// What a message will look like for one person, before anything is sent. Nothing is stored, and the links open a page
/// that says they are of a test (test_token).

struct PreviewRequest
{
    std::int64_t contact_id = 0;
    std::optional<channel::Channel> channel = {}; ///< nothing: the campaign's first that the person has an address for
    std::string locale = {};                      ///< "": the person's, else the organisation's
    std::string wave = "invitation";
    std::optional<content::Format> format = {}; ///< nothing: as the person wants to read
};

struct Preview
{
    channel::Channel channel = channel::Channel::email;
    std::string to;
    std::string locale;
    content::Format format = content::Format::usual; ///< of an SMS always usual
    std::string subject;                             ///< email
    std::string text;                                ///< as complete as the HTML; an SMS as it would go out
    std::string html;                                ///< email
    std::string mail;          ///< email: the whole message (RFC 5322), CRLF line ends; never signed (DKIM)
    content::SmsText sms;      ///< SMS, its links as long as real ones
    content::SmsText stripped; ///< the same without diacritics; which of them goes out is the campaign's to say
};

/// In any state of the campaign. Throws Error(input) for a wrong wave or locale and for texts that cannot be written,
/// Error(missing) for a contact of somebody else's, Error(conflict) when the person has no address for the channel.
Preview preview_message(Services& services, const Campaign& campaign, const PreviewRequest& request);

} // namespace dosah::campaigns
