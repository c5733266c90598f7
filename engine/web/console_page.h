// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "web/exchange.h"

namespace dosah::web {

/// What every console page needs: texts, organisation, user, navigation with `here` marked, form token.
/// `here` is a navigation key (campaigns, replies, doubt, sandbox) or "".
content::View console_view(const Exchange& exchange, const std::string& title, const std::string& here);

Response console_response(const Exchange& exchange, const std::string& name, const content::View& view,
                          int status = 200);

/// The campaign's name and its state's word and colour (Designsystemet's data-color), into the view:
/// campaign_name, state_text, state_colour, campaign_url.
void set_campaign(content::View& view, const Exchange& exchange, const campaigns::Campaign& campaign);

/// Whether the event of a campaign may still be changed or cancelled.
bool event_can_change(const campaigns::Campaign& campaign, Instant now);

/// The user's organisation's campaign that the path names; throws Error(missing).
campaigns::Campaign campaign_of(const Exchange& exchange);

/// How far a campaign's messages are, in the few groups that people think in.
struct MessageCounts
{
    std::int64_t delivered = 0; ///< the other side confirmed it
    std::int64_t sent = 0;      ///< handed over, nothing against it
    std::int64_t in_doubt = 0;
    std::int64_t failed = 0;
    std::int64_t skipped = 0;
    std::int64_t waiting = 0;

    std::int64_t total() const { return delivered + sent + in_doubt + failed + skipped + waiting; }
    std::int64_t processed() const { return total() - waiting; }
    void add(const MessageCounts& other);
};

MessageCounts counts_of(const delivery::Progress& progress);
std::string progress_bar(const MessageCounts& counts, const std::string& css_class);

/// How the campaign stands. Its counts are shared by all who look (Shared::counts): status.at is their moment.
campaigns::Status status_of(const Exchange& exchange, const campaigns::Campaign& campaign);

std::string number_text(const Exchange& exchange, std::int64_t number);
std::string moment_text(const Exchange& exchange, Instant at);

} // namespace dosah::web
