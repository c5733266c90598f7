// SPDX-License-Identifier: EUPL-1.2
#include "connectors/capture/capture.h"

#include "base/error.h"
#include "base/log.h"
#include "connectors/capture/kept_messages.h"
#include "connectors/capture/webhook.h"

#include <charconv>
#include <filesystem>

namespace dosah::connectors {

namespace capture {

namespace {

using channel::CapturedMessage;
using channel::Outcome;
using channel::OutcomeKind;
using channel::OutgoingMessage;

/// Takes every message and sends it nowhere: for demonstrations, trainings and trying a campaign out.
class CaptureConnector final : public channel::Connector
{
public:
    CaptureConnector(channel::Channel channel, std::string dead, std::string reject, std::shared_ptr<KeptMessages> kept)
        : channel_(channel), dead_(std::move(dead)), reject_(std::move(reject)), kept_(std::move(kept))
    {
    }

    std::string_view name() const override { return "capture"; }
    channel::Channel channel() const override { return channel_; }
    channel::Limits limits() const override { return {2, 20, 0}; }
    channel::Health check() override { return {true, "keeps messages, sends none"}; }

    void send(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes) override
    {
        try {
            carry(messages, outcomes);
        } catch (const std::exception& error) {
            // Only the sink itself can throw here; its messages stay as it left them.
            log_error("capture_send_failed", {{"error", error.what()}});
        }
    }

private:
    static Outcome outcome(OutcomeKind kind, const char* code, std::string words, bool handed)
    {
        Outcome result;
        result.kind = kind;
        result.code = code;
        result.text = std::move(words);
        result.handed = handed;
        return result;
    }

    std::optional<Outcome> refusal(const OutgoingMessage& message) const
    {
        const auto holds = [&](const std::string& part) {
            return !part.empty() && message.recipient.find(part) != std::string::npos;
        };
        if (holds(dead_)) return outcome(OutcomeKind::address_dead, "550 5.1.1", "no such address (capture)", false);
        if (holds(reject_)) return outcome(OutcomeKind::rejected, "550 5.7.1", "refused (capture)", false);
        return std::nullopt;
    }

    void carry(std::span<const OutgoingMessage> messages, channel::OutcomeSink& outcomes)
    {
        std::vector<OutgoingMessage> wanted;
        for (const OutgoingMessage& message : messages)
            if (const std::optional<Outcome> refused = refusal(message))
                outcomes.outcome(message, *refused);
            else
                wanted.push_back(message);
        if (wanted.empty()) return;
        std::vector<bool> allowed;
        try {
            allowed = outcomes.hand(wanted);
        } catch (const std::exception& error) {
            for (const OutgoingMessage& message : wanted)
                outcomes.outcome(message, outcome(OutcomeKind::later, "hand", error.what(), false));
            return;
        }
        std::vector<CapturedMessage> taken;
        for (std::size_t i = 0; i < wanted.size() && i < allowed.size(); ++i)
            if (allowed[i])
                taken.push_back({wanted[i].attempt_id, channel_, wanted[i].recipient, wanted[i].sender,
                                 wanted[i].content, wanted[i].unicode, wanted[i].parts});
        Outcome result = outcome(OutcomeKind::accepted, "250", "kept", true);
        try {
            kept_->add(taken);
        } catch (const std::exception& error) {
            result = outcome(OutcomeKind::later, "disk", error.what(), true);
        }
        for (std::size_t i = 0; i < wanted.size() && i < allowed.size(); ++i) {
            if (!allowed[i]) continue;
            result.remote_id = "captured-" + std::to_string(wanted[i].attempt_id);
            outcomes.outcome(wanted[i], result);
        }
    }

    const channel::Channel channel_;
    const std::string dead_;
    const std::string reject_;
    const std::shared_ptr<KeptMessages> kept_;
};

std::size_t number(const std::string& text)
{
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 || value > 1000000)
        throw input_error("connector capture: setting keep must be a number from 1 to 1000000, not \"" + text + "\"");
    return value;
}

std::string file_in(const std::string& folder, std::int64_t account_id)
{
    if (folder.empty()) return {};
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw input_error("connector capture: cannot make folder \"" + folder + "\": " + error.message());
    return folder + "/captured-" + std::to_string(account_id) + ".jsonl";
}

} // namespace

} // namespace capture

const channel::ConnectorKind& capture_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "capture";
        made.settings = {
            {"channel", "email", "email or sms"},
            {"folder", "", "where messages are kept over restarts; empty: in memory only"},
            {"keep", "10000", "how many of the newest messages are kept"},
            {"dead", "", "addresses that hold this text are answered as dead"},
            {"reject", "", "addresses that hold this text are answered as refused"},
        };
        made.make = [](const channel::AccountSettings& account) {
            const channel::ConnectorKind& own = capture_kind();
            channel::check_settings(own, account);
            const auto get = [&](const char* name) { return channel::setting(own, account, name); };
            const channel::Channel channel = channel::channel_from(get("channel"));
            const std::size_t keep = capture::number(get("keep"));
            const auto kept =
                std::make_shared<capture::KeptMessages>(capture::file_in(get("folder"), account.id), keep);
            channel::Transport transport;
            transport.connector =
                std::make_shared<capture::CaptureConnector>(channel, get("dead"), get("reject"), kept);
            transport.capture = kept;
            transport.webhook = capture::make_webhook(account.id);
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
