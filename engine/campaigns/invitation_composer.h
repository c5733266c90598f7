// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "delivery/composer.h"

#include <memory>

namespace dosah::campaigns {

/// Writes the messages of campaigns: invitation by email (text, HTML, calendar file) and by SMS. Any thread.
class InvitationComposer final : public delivery::Composer
{
public:
    explicit InvitationComposer(Services& services);
    ~InvitationComposer() override;
    std::variant<delivery::Composed, delivery::Skip> compose(const delivery::Claim& claim) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::campaigns
