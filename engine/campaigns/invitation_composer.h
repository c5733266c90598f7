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
    std::vector<delivery::Composition> compose(std::span<const delivery::Claim> claims) override;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace dosah::campaigns
