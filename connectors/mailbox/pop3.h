// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/transfer.h"

#include <optional>
#include <vector>

namespace dosah::connectors::mailbox {

struct Pop3Entry
{
    std::uint32_t number = 0; ///< of this login
    std::string uid;          ///< the message's own for ever (UIDL)
    std::size_t size = 0;     ///< bytes; 0: the server did not say
};

/// The answers to UIDL and LIST (RFC 1939) put together, in the order of number. Lines that are none are passed over.
std::vector<Pop3Entry> entries_from(std::string_view uidl, std::string_view list);

/// A mailbox at a POP3 server. Numbers hold for one login: when libcurl had to log in anew the call throws, and what
/// was marked for removal in the new login is unmarked. Throws Error(unavailable) as Imap does. One thread.
class Pop3
{
public:
    Pop3(const Settings& settings, const std::function<bool()>& stop) : settings_(settings), transfer_(settings, stop)
    {
    }

    /// To be called first. Throws also when the server gives no UIDL.
    std::vector<Pop3Entry> list();
    /// The message's bytes; when there are more than `limit`, its beginning. Nothing when it cannot be had.
    std::optional<std::string> fetch(std::uint32_t number, std::optional<std::size_t> limit);
    /// Marks it; the server removes it when this object ends in good order.
    void remove(std::uint32_t number);

private:
    void same_login(const Answer& answer);

    const Settings& settings_;
    Transfer transfer_;
};

} // namespace dosah::connectors::mailbox
