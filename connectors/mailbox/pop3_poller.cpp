// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"
#include "connectors/mailbox/poller.h"
#include "connectors/mailbox/pop3.h"

#include <mutex>
#include <set>

namespace dosah::connectors::mailbox {

namespace {

constexpr std::size_t mark_bytes = 8;
constexpr std::size_t save_every = 50;
constexpr std::string_view prefix = "pop3:";

/// What is remembered of a message.
std::string mark_of(const std::string& uid)
{
    return from_hex(sha256_hex(uid).substr(0, 2 * mark_bytes)).value();
}

std::set<std::string> marks_from(const std::string& position)
{
    std::set<std::string> marks;
    if (!position.starts_with(prefix)) return marks;
    const std::string bytes = from_base64(position.substr(prefix.size())).value_or("");
    for (std::size_t at = 0; at + mark_bytes <= bytes.size(); at += mark_bytes)
        marks.insert(bytes.substr(at, mark_bytes));
    return marks;
}

std::string position_of(const std::set<std::string>& marks)
{
    std::string bytes;
    for (const std::string& mark : marks)
        bytes += mark;
    return std::string(prefix) + to_base64(bytes);
}

class Pop3Poller final : public channel::Poller
{
public:
    Pop3Poller(std::int64_t account_id, Settings settings) : account_id_(account_id), settings_(std::move(settings)) {}

    std::size_t poll(channel::InboundSink& sink, const std::function<bool()>& stop) override
    {
        const std::lock_guard lock(mutex_);
        Pop3 pop3(settings_, stop);
        const std::set<std::string> before = marks_from(sink.position(account_id_));
        std::set<std::string> kept;
        std::size_t count = 0;
        const std::vector<Pop3Entry> entries = pop3.list();
        for (const Pop3Entry& entry : entries) // those that are gone are forgotten
            if (const std::string mark = mark_of(entry.uid); before.contains(mark)) kept.insert(mark);
        bool saved = kept.size() == before.size();
        try {
            for (const Pop3Entry& entry : entries) {
                if (stop()) break;
                const std::string mark = mark_of(entry.uid);
                if (!kept.contains(mark)) {
                    if (!take(pop3, sink, entry)) continue;
                    kept.insert(mark);
                    saved = ++count % save_every == 0;
                    if (saved) sink.save_position(account_id_, position_of(kept));
                }
                if (settings_.delete_kept) pop3.remove(entry.number);
            }
        } catch (...) {
            // What was taken is not fetched again, if the store lets us say so; else the sink drops it.
            if (!saved) remember(sink, kept);
            throw;
        }
        if (!saved) sink.save_position(account_id_, position_of(kept));
        return count;
    }

private:
    bool take(Pop3& pop3, channel::InboundSink& sink, const Pop3Entry& entry)
    {
        const bool cut = entry.size > message_limit;
        std::optional<std::string> raw =
            pop3.fetch(entry.number, cut ? std::optional<std::size_t>(cut_to) : std::nullopt);
        if (!raw) return false;
        sink.take(account_id_, mail_item(entry.uid, std::move(*raw), cut));
        return true;
    }

    void remember(channel::InboundSink& sink, const std::set<std::string>& kept) const
    {
        try {
            sink.save_position(account_id_, position_of(kept));
        } catch (const Error&) { // the first trouble is the one to tell
        }
    }

    const std::int64_t account_id_;
    const Settings settings_;
    std::mutex mutex_; ///< one poll at a time
};

} // namespace

std::shared_ptr<channel::Poller> make_pop3_poller(std::int64_t account_id, Settings settings)
{
    return std::make_shared<Pop3Poller>(account_id, std::move(settings));
}

} // namespace dosah::connectors::mailbox
