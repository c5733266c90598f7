// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/mailbox.h"

#include "base/error.h"
#include "base/log.h"
#include "connectors/mailbox/imap.h"

#include <charconv>
#include <mutex>

namespace dosah::connectors {

namespace mailbox {

namespace {

constexpr std::size_t size_limit = 32 * 1024 * 1024;
constexpr std::size_t cut_to = 256 * 1024;

/// How far the folder has been read; "UIDVALIDITY:LASTUID" as text.
struct Position
{
    std::uint32_t validity = 0;
    std::uint32_t last = 0;

    std::string text() const { return std::to_string(validity) + ":" + std::to_string(last); }
};

/// What cannot be read counts as nothing read: the ledger drops what it has already.
Position position_from(const std::string& text)
{
    Position result;
    const char* end = text.data() + text.size();
    const auto validity = std::from_chars(text.data(), end, result.validity);
    if (validity.ec != std::errc() || validity.ptr == end || *validity.ptr != ':') return {};
    if (const auto last = std::from_chars(validity.ptr + 1, end, result.last); last.ec != std::errc()) return {};
    return result;
}

class MailboxPoller final : public channel::Poller
{
public:
    MailboxPoller(std::int64_t account_id, Settings settings) : account_id_(account_id), settings_(std::move(settings))
    {
    }

    std::size_t poll(channel::InboundSink& sink, const std::function<bool()>& stop) override
    {
        const std::lock_guard lock(mutex_);
        Imap imap(settings_, stop);
        const FolderState state = imap.state();
        Position position = position_from(sink.position(account_id_));
        // Another UIDVALIDITY means the old numbers name nothing any more (RFC 3501 2.3.1.1).
        if (position.validity != state.validity) position = {state.validity, 0};
        if (state.next > 0 && position.last + 1 >= state.next) return 0;
        std::size_t count = 0;
        for (const Entry& entry : imap.list(position.last + 1)) {
            if (stop()) break;
            if (take(imap, sink, position.validity, entry)) ++count;
            position.last = entry.uid;
            sink.save_position(account_id_, position.text());
        }
        return count;
    }

private:
    bool take(Imap& imap, channel::InboundSink& sink, std::uint32_t validity, const Entry& entry)
    {
        const bool cut = entry.size > size_limit;
        std::optional<std::string> raw =
            imap.fetch(validity, entry.uid, cut ? std::optional<std::size_t>(cut_to) : std::nullopt);
        if (!raw) return false; // somebody took it away meanwhile
        channel::InboundItem item;
        item.kind = channel::InboundKind::email;
        item.provider_key = settings_.folder + "/" + std::to_string(validity) + "/" + std::to_string(entry.uid);
        item.raw = std::move(*raw);
        item.fields = {{"folder", settings_.folder}, {"uid", std::to_string(entry.uid)}};
        if (cut) item.fields["truncated"] = "true";
        sink.take(account_id_, item);
        if (settings_.processed_folder.empty()) return true;
        try {
            imap.move(entry.uid);
        } catch (const Error& error) {
            // It is kept; where it lies in the mailbox is tidiness only.
            log_warning("mailbox_not_tidied", {{"account", account_id_}, {"error", error.what()}});
        }
        return true;
    }

    const std::int64_t account_id_;
    const Settings settings_;
    std::mutex mutex_; ///< one poll at a time
};

} // namespace

} // namespace mailbox

const channel::ConnectorKind& mailbox_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "mailbox";
        made.settings = {
            {"url", "", "imaps://host, imaps://host:port, or imap://host:port for STARTTLS", true},
            {"tls", "starttls", "for imap://: starttls (refused when not offered) or none (on this machine only)"},
            {"verify", "true", "true (the system's trusted certificates) or a PEM file of trusted certificates"},
            {"user", "", "login", true},
            {"password", "", "the login's password", false, true},
            {"bearer", "", "OAuth2 access token instead of the password", false, true},
            {"address", "",
             "the address it receives at; replies and bounces come to address+token, so it must take those"},
            {"folder", "INBOX", "the folder that is read"},
            {"processed_folder", "", "where messages go once they are kept; empty: they stay"},
            {"timeout_seconds", "60", "for connecting and for each answer"},
        };
        made.make = [](const channel::AccountSettings& account) {
            channel::Transport transport;
            transport.poller =
                std::make_shared<mailbox::MailboxPoller>(account.id, mailbox::read_settings(mailbox_kind(), account));
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
