// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/transfer.h"

#include <optional>
#include <vector>

namespace dosah::connectors::mailbox {

struct FolderState
{
    std::uint32_t validity = 0; ///< UIDVALIDITY
    std::uint32_t next = 1;     ///< UIDNEXT, or one above the last message's where the server does not say
    bool says_next = false;     ///< it is UIDNEXT
};

struct Entry
{
    std::uint32_t uid = 0;
    std::size_t size = 0;     ///< RFC822.SIZE, bytes
    std::string internaldate; ///< INTERNALDATE as the server wrote it: "17-Jul-1996 02:44:25 -0700"
};

/// The number after a word in what a server said ("UIDVALIDITY 17"), nothing when it is not there.
std::optional<std::uint64_t> number_after(std::string_view text, std::string_view word);
/// The lines of FETCH answers with UID, in the order of uid.
std::vector<Entry> entries_from(std::string_view text);

/// A folder at an IMAP server. Every call throws Error(unavailable) when the server is away, refuses, or `stop` said
/// yes meanwhile. One thread.
class Imap
{
public:
    Imap(const Settings& settings, const std::function<bool()>& stop) : settings_(settings), transfer_(settings, stop)
    {
    }

    FolderState state();
    /// Messages with a uid from `from` to `to`, both included. `may_be_many`: nothing, in place of an error, when the
    /// answer breaks off, as libcurl lets it with more than some eighty lines; who asks for fewer gets them.
    std::optional<std::vector<Entry>> list(std::uint32_t from, std::uint32_t to, bool may_be_many);
    /// The message's bytes, the first `limit` of them when a limit is given. It is marked as seen, which means nothing
    /// to us. Nothing when it has been taken away meanwhile.
    std::optional<std::string> fetch(std::uint32_t validity, std::uint32_t uid, std::optional<std::size_t> limit);
    /// Sets the processed flag.
    void flag(std::uint32_t uid);
    /// Into the processed folder, made when it is missing: MOVE (RFC 6851), else copied and marked as deleted.
    void move(std::uint32_t uid);

private:
    bool try_command(const std::string& text);
    std::uint32_t last_uid(); ///< 0 of an empty folder

    const Settings& settings_;
    Transfer transfer_;
};

} // namespace dosah::connectors::mailbox
