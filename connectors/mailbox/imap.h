// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/settings.h"

#include <functional>
#include <memory>

namespace dosah::connectors::mailbox {

struct FolderState
{
    std::uint32_t validity = 0; ///< UIDVALIDITY
    std::uint32_t next = 0;     ///< UIDNEXT; 0 when the server did not say
};

struct Entry
{
    std::uint32_t uid = 0;
    std::size_t size = 0; ///< RFC822.SIZE, bytes
};

/// The number after a word in what a server said ("UIDVALIDITY 17"), nothing when it is not there.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word);
/// The lines of FETCH answers with UID and RFC822.SIZE, in the order of uid.
std::vector<Entry> entries_from(std::string_view text);

/// One login at an IMAP server over libcurl, kept open between calls and opened again when it was lost. Every call
/// throws Error(unavailable) when the server is away, refuses, or `stop` said yes meanwhile. One thread.
class Imap
{
public:
    Imap(const Settings& settings, const std::function<bool()>& stop);
    ~Imap();
    Imap(const Imap&) = delete;

    FolderState state();
    /// Messages with a uid of at least `from`.
    std::vector<Entry> list(std::uint32_t from);
    /// The message's bytes, the first `limit` of them when a limit is given. It is marked as seen, which means nothing
    /// to us. Nothing when it has been taken away meanwhile.
    std::optional<std::string> fetch(std::uint32_t validity, std::uint32_t uid, std::optional<std::size_t> limit);
    /// Into the processed folder, made when it is missing: MOVE (RFC 6851), else copied and marked as deleted.
    void move(std::uint32_t uid);

private:
    struct Handle;
    struct Result
    {
        int code = 0; ///< CURLcode
        std::string body;
        std::string lines; ///< everything the server said
    };
    Result perform(const std::string& path, const std::string& command, std::size_t limit);
    std::string command(const std::string& path, const std::string& text);
    bool try_command(const std::string& text);

    const Settings& settings_;
    const std::function<bool()>& stop_;
    std::unique_ptr<Handle> handle_;
};

} // namespace dosah::connectors::mailbox
