// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/log.h"
#include "connectors/mailbox/imap.h"
#include "connectors/mailbox/poller.h"

#include <algorithm>
#include <charconv>
#include <mutex>

namespace dosah::connectors::mailbox {

namespace {

/// How many uids are asked for at once. libcurl counts what it has not looked at yet of a command's answer again with
/// each of its lines, and gives up at 300 KB: that is near eighty lines. Where nothing is, eight times as many are next
/// time; where too much turns out to be, an eighth.
constexpr std::uint32_t window = 50;
constexpr std::uint32_t step = 8;
constexpr std::uint32_t widest_window = UINT32_MAX / step;

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

class ImapPoller final : public channel::Poller
{
public:
    ImapPoller(std::int64_t account_id, Settings settings) : account_id_(account_id), settings_(std::move(settings)) {}

    std::size_t poll(channel::InboundSink& sink, const std::function<bool()>& stop) override
    {
        const std::lock_guard lock(mutex_);
        Imap imap(settings_, stop);
        const FolderState state = imap.state();
        Position position = position_from(sink.position(account_id_));
        // Another UIDVALIDITY means the old numbers name nothing any more (RFC 3501 2.3.1.1).
        if (position.validity != state.validity) position = {state.validity, 0};
        // What has a uid of UIDNEXT or above came while we read: the next poll's.
        const std::uint32_t end = state.next - 1;
        if (state.says_next && position.last > end) {
            log_warning("mailbox_went_back",
                        {{"account", account_id_}, {"read_to", position.last}, {"uidnext", state.next}});
            position.last = 0;
        }
        std::size_t count = 0;
        std::uint32_t span = window;
        std::uint32_t widest = widest_window;
        while (!stop() && position.last < end) {
            const std::uint32_t to = end - position.last > span ? position.last + span : end;
            const auto entries = imap.list(position.last + 1, to, span > window);
            if (!entries) {
                widest = span = std::max(span / step, window);
                continue;
            }
            for (const Entry& entry : *entries) {
                if (stop()) return count;
                if (take(imap, sink, position.validity, entry)) ++count;
                position.last = entry.uid;
                sink.save_position(account_id_, position.text());
            }
            if (position.last != to) {
                position.last = to; // nothing is there any more
                sink.save_position(account_id_, position.text());
            }
            if (!entries->empty()) widest = widest_window;
            span = !entries->empty() ? window : span > widest / step ? widest : span * step;
        }
        return count;
    }

private:
    bool take(Imap& imap, channel::InboundSink& sink, std::uint32_t validity, const Entry& entry)
    {
        const bool cut = entry.size > message_limit;
        std::optional<std::string> raw =
            imap.fetch(validity, entry.uid, cut ? std::optional<std::size_t>(cut_to) : std::nullopt);
        if (!raw) return false; // somebody took it away meanwhile
        const std::string uid = std::to_string(entry.uid);
        channel::InboundItem item = mail_item(uid, std::move(*raw), cut);
        item.fields["folder"] = settings_.folder;
        if (!entry.internaldate.empty()) item.fields["internaldate"] = entry.internaldate;
        sink.take(account_id_, item);
        try {
            if (!settings_.processed_flag.empty()) imap.flag(entry.uid);
            if (!settings_.processed_folder.empty()) imap.move(entry.uid);
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

std::shared_ptr<channel::Poller> make_imap_poller(std::int64_t account_id, Settings settings)
{
    return std::make_shared<ImapPoller>(account_id, std::move(settings));
}

} // namespace dosah::connectors::mailbox
