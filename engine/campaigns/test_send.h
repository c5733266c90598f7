// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "campaigns/campaign.h"
#include "channel/connector.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace dosah::campaigns {

/// A test message: what a campaign says, to a coordinator. It goes out at once by the organisation's connector, marked
/// as a test in its subject and text; its links open a page that says so. No message row is made of it, so it is
/// counted nowhere; the audit log has a row of it. In any state of the campaign.

struct TestRequest
{
    std::string to = {};                         ///< email address or telephone number: says the channel too
    std::string locale = {};                     ///< "": the person's, else the organisation's
    std::optional<std::int64_t> contact_id = {}; ///< written as to this person; nothing: to nobody by name
    std::string wave = "invitation";
    bool anywhere = false; ///< also to an address that is none of the organisation's users'
};

struct TestSent
{
    channel::Channel channel = channel::Channel::email;
    channel::Outcome outcome; ///< in the remote's words
    std::string subject;
    std::string text; ///< as it was sent
};

/// The transport of an account of the organisation; null when there is none.
using FindConnector = std::function<std::shared_ptr<channel::Connector>(std::int64_t connector_account_id)>;

constexpr int most_tests_an_hour = 30; ///< of an organisation

/// Throws Error(input) for a wrong address, locale or wave, Error(missing) for a contact of somebody else's,
/// Error(conflict) for an address that is none of the users', too many tests, or when there is no account to send by.
/// Waits for the remote.
TestSent send_test(Services& services, const Campaign& campaign, const TestRequest& request,
                   const FindConnector& find_connector, const std::string& actor);

/// What stands in the place of a token in its links.
constexpr std::string_view test_token = "test";

} // namespace dosah::campaigns
