// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/check_together.h"

#include "campaigns/check_cost.h"

namespace dosah::campaigns {

namespace {

/// Of an invitation by SMS to so many people with names of eight letters, in the organisation's language.
int parts_for(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
              std::int64_t people)
{
    auto texts = check_texts(services, campaign, organisation, organisation.locale, channel::Channel::sms);
    texts.people.assign(static_cast<std::size_t>(people), {"Aaaaaaaa", texts.answer_url, texts.unsubscribe_url});
    texts.takes_stop = texts.takes_replies;
    texts.takes_replies = false;
    texts.answer_url.clear();
    texts.unsubscribe_url.clear();
    return content::write_sms(services.templates, content::MessageKind::invitation, texts,
                              campaign.definition.strip_sms)
        .parts;
}

} // namespace

void check_together(Services& services, const Campaign& campaign, const organisations::Organisation& organisation,
                    const AccountChoice& accounts, Instant now, CheckReport& report)
{
    if (!campaign.definition.one_per_address) return;
    for (const auto& [channel, found] : count_together(services.database, campaign, organisation, accounts, now)) {
        report.carried[channel] = found.carried;
        if (found.crowded > 0)
            report.warnings.push_back("campaign.one_per_address: " + std::to_string(found.crowded) +
                                      " address(es) for " + channel + " are shared by more than " +
                                      std::to_string(found.largest) +
                                      " people; that many are in one message, so those addresses get several");
        if (channel != "sms") continue;
        report.warnings.push_back(
            "campaign.one_per_address: an SMS for " + std::to_string(found.largest) + " people has about " +
            std::to_string(parts_for(services, campaign, organisation, found.largest)) +
            " parts, as each has a link of their own; parts are counted here as if everybody got one alone");
    }
}

} // namespace dosah::campaigns
