// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "channel/message.h"

#include <string>
#include <vector>

namespace dosah::campaigns {

/// Whose message is worth a look (campaigns/preview.h): people of a campaign's audience as its query finds it now.

/// Those who get a message by one channel in one locale.
struct PreviewGroup
{
    channel::Channel channel = channel::Channel::email;
    std::string locale;
    std::int64_t people = 0;
    std::int64_t first_contact = 0; ///< one of them
};
/// By channel in the campaign's order, then by locale. Throws Error(input) for a wrong query.
std::vector<PreviewGroup> preview_groups(Services& services, const Campaign& campaign);

struct PreviewPerson
{
    std::int64_t contact_id = 0;
    std::string name;   ///< may be empty
    std::string locale; ///< resolved
};
/// The audience's people whose name holds `text`, marks and case ignored, or whose number it is; at most `most`, oldest
/// first. Throws as above.
std::vector<PreviewPerson> find_preview_people(Services& services, const Campaign& campaign, const std::string& text,
                                               std::size_t most);

/// Definition::one_per_address: who would be in one message by this channel with somebody of the audience, by their
/// numbers; nobody where the campaign puts nobody together, or the person gets none by it. Throws as above.
std::vector<std::int64_t> people_together(Services& services, const Campaign& campaign, channel::Channel channel,
                                          std::int64_t contact_id);

} // namespace dosah::campaigns
