// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "channel/connector.h"

#include <deque>
#include <mutex>

namespace dosah::connectors::capture {

/// The newest messages of one account, at most `keep`; in memory, and in a file when a path is given: one JSON object a
/// line (attempt_id, channel, recipient, sender, content, unicode, parts), readable by its owner only. A line is on the
/// disk when add() returns. The file is written anew (then renamed) when it holds twice as many as are kept; a last
/// line cut short by a crash is dropped at the next start. Any thread.
class KeptMessages final : public channel::CaptureView
{
public:
    /// Reads what the file holds. Throws Error(input) naming the path when it cannot be read or written.
    KeptMessages(std::string path, std::size_t keep);
    ~KeptMessages() override;

    /// Throws Error(unavailable) when the disk does not take them; then none of them is kept.
    void add(const std::vector<channel::CapturedMessage>& messages);

    std::vector<channel::CapturedMessage> captured(std::size_t offset, std::size_t limit) const override;
    std::size_t count() const override;

private:
    void read();
    void open();
    void append(const std::string& lines);
    void compact();

    const std::string path_;
    const std::size_t keep_;
    mutable std::mutex mutex_;
    std::deque<channel::CapturedMessage> messages_; ///< the oldest first
    std::size_t lines_ = 0;                         ///< in the file
    int file_ = -1;
};

} // namespace dosah::connectors::capture
