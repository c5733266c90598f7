// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "responses/phone_list.h"
#include "tests/unit/campaigns/fixture.h"

namespace dosah::tests {

/// A town that calls people about campaigns by email.
struct CallingTown : CampaignTown
{
    using CampaignTown::CampaignTown;

    campaigns::Campaign begin(const std::string& key)
    {
        return run(load({{"key", '"' + key + '"'}, {"channels", R"(["email"])"}}));
    }

    std::vector<std::int64_t> to_call(const campaigns::Campaign& of, int silent_after)
    {
        store::Session session = database().session();
        std::vector<std::int64_t> people;
        for (const responses::PersonToCall& person :
             responses::phone_list(session, of, "cs", {silent_after, 100}, clock.now()))
            people.push_back(person.contact_id);
        return people;
    }
};

} // namespace dosah::tests
