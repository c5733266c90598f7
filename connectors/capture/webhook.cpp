// SPDX-License-Identifier: EUPL-1.2
#include "connectors/capture/webhook.h"

#include "base/crypto.h"

namespace dosah::connectors::capture {

namespace {

class Answers final : public channel::Webhook
{
public:
    explicit Answers(std::int64_t account_id) : account_id_(account_id) {}

    channel::WebhookReply handle(const channel::WebhookRequest& request, channel::InboundSink& sink) override
    {
        if (request.method != "POST") return {405, "POST only\n"};
        channel::InboundItem item;
        if (request.path == "email") {
            if (request.body.empty()) return {400, "the body must be a mail\n"};
            item.kind = channel::InboundKind::email;
            item.raw = request.body;
            item.provider_key = sha256_hex(request.body);
        } else if (request.path == "sms") {
            for (const char* name : {"from", "to", "text"})
                if (!request.query.contains(name)) return {400, std::string(name) + " is missing\n"};
            item.kind = channel::InboundKind::sms;
            item.raw = request.query.at("text");
            item.fields = {{"from", request.query.at("from")}, {"to", request.query.at("to")}};
            const auto id = request.query.find("id");
            item.provider_key = sha256_hex(item.fields["from"] + "\n" + item.fields["to"] + "\n" + item.raw + "\n" +
                                           (id == request.query.end() ? std::string() : id->second));
        } else {
            return {404, "email or sms\n"};
        }
        sink.take(account_id_, item);
        return {200, "kept\n"};
    }

private:
    const std::int64_t account_id_;
};

} // namespace

std::shared_ptr<channel::Webhook> make_webhook(std::int64_t account_id)
{
    return std::make_shared<Answers>(account_id);
}

} // namespace dosah::connectors::capture
