// SPDX-License-Identifier: EUPL-1.2
#include "connectors/mailbox/mailbox.h"

#include "connectors/mailbox/poller.h"

namespace dosah::connectors {

const channel::ConnectorKind& mailbox_kind()
{
    static const channel::ConnectorKind kind = [] {
        channel::ConnectorKind made;
        made.name = "mailbox";
        made.settings = {
            {"url", "",
             "imaps://host, imaps://host:port, or imap://host:port for STARTTLS; pop3s:// and pop3:// where there is "
             "no IMAP",
             true},
            {"tls", "starttls",
             "for imap:// and pop3://: starttls (refused when not offered) or none (on this "
             "machine only)"},
            {"verify", "true", "true (the system's trusted certificates) or a PEM file of trusted certificates"},
            {"user", "", "login", true},
            {"password", "", "the login's password", false, true},
            {"bearer", "", "an OAuth2 access token instead of the password, for trying out", false, true},
            {"address", "",
             "the address it receives at; replies and bounces come to address+token, so it must take those"},
            {"folder", "INBOX", "IMAP: the folder that is read"},
            {"processed_folder", "", "IMAP: where messages go once they are kept; empty: they stay"},
            {"processed_flag", "",
             "IMAP: a flag (\\Flagged) or keyword ($Dosah) that is set on messages once they are kept; empty: none"},
            {"delete", "false", "POP3: true to remove messages from the server once they are kept"},
            {"timeout_seconds", "60", "for connecting and for each answer"},
        };
        for (channel::SettingHelp& help : channel::oauth_settings())
            made.settings.push_back(std::move(help));
        made.make = [](const channel::AccountSettings& account) {
            mailbox::Settings settings = mailbox::read_settings(mailbox_kind(), account);
            channel::Transport transport;
            transport.poller = settings.pop3 ? mailbox::make_pop3_poller(account.id, std::move(settings))
                                             : mailbox::make_imap_poller(account.id, std::move(settings));
            return transport;
        };
        return made;
    }();
    return kind;
}

} // namespace dosah::connectors
