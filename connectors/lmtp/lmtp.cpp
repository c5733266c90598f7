// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/lmtp.h"

#include "connectors/lmtp/listener.h"

namespace dosah::connectors {

const channel::ConnectorKind& lmtp_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "lmtp";
        made.settings = {
            {"listen", "127.0.0.1:2424", "127.0.0.1:PORT, [::1]:PORT or unix:/path/of/socket; each account its own"},
            {"address", "", "the address it receives at; replies and bounces come to address+token", true},
            {"also", "", "further addresses it takes mail for, with commas; @domain stands for all of a domain"},
            {"clients", "", "addresses of other machines that may connect, with commas; this machine always may"},
            {"size_limit", "33554432", "bytes of a message; larger ones are refused"},
            {"recipients", "100", "of one message at most"},
            {"connections", "50", "open at once"},
            {"timeout_seconds", "300", "for a whole command; twice that for a whole message"},
        };
        made.make = [](const channel::AccountSettings& account) {
            channel::Transport transport;
            transport.listener =
                std::make_shared<lmtp::Listener>(account.id, lmtp::read_settings(lmtp_kind(), account));
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
