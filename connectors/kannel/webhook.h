// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

namespace dosah::connectors::kannel {

/// Kannel's calls: receipts (the dlr-url that sendsms_target writes) and messages from people. For the latter the
/// operator gives Kannel's sms-service
///     get-url = "WEBHOOK/reply?from=%p&to=%P&text=%a&charset=%C&coding=%c&time=%T&smsc=%i&id=%I"
///     max-messages = 0
/// and, so that nothing is lost while we restart, http-request-retry = 8640 and http-queue-delay = 10 in its smsbox.
///
/// 200 is answered once the sink has it, 503 when the sink is away, 400 for a call that lacks something.
class KannelWebhook final : public channel::Webhook
{
public:
    explicit KannelWebhook(std::int64_t account_id) : account_id_(account_id) {}
    channel::WebhookReply handle(const channel::WebhookRequest& request, channel::InboundSink& sink) override;

private:
    std::int64_t account_id_;
};

/// A number as Kannel passes it (with or without +, with 00) in E.164 where it is an international one; a short code
/// or a name stays as it is.
std::string international(const std::string& number);

} // namespace dosah::connectors::kannel
