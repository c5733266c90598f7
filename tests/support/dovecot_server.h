// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

namespace dosah::tests {

/// A Dovecot of its own on free loopback ports, in a temporary folder, until its owner goes. Every user name logs in
/// with password(); mailboxes come into being when they are used. IMAP and POP3 (with STARTTLS), the same over TLS, and
/// LMTP. Needs root.
class DovecotServer
{
public:
    DovecotServer();
    /// Logs in by OAuth2 only, with one mechanism (oauthbearer or xoauth2): a token is asked about by GET at this url
    /// with the token at its end (RFC 7662 answers {"active": true, "username": ...}).
    DovecotServer(const std::string& introspection_url, const std::string& mechanism);

    int imap_port() const { return imap_port_; }
    int imaps_port() const { return imaps_port_; }
    int pop3_port() const { return pop3_port_; }
    int pop3s_port() const { return pop3s_port_; }
    int lmtp_port() const { return lmtp_port_; }
    static std::string password() { return "heslo-k-poste"; }
    /// The server's certificate (PEM), for localhost and 127.0.0.1.
    const std::string& certificate() const { return certificate_; }

    /// Puts a message (CRLF or LF line ends) into a user's INBOX as another program would.
    void deliver(const std::string& user, const std::string& message);
    /// Every message in a folder of a user, in the order it came, as Dovecot keeps it (CRLF as it was delivered).
    std::vector<std::string> messages(const std::string& user, const std::string& folder = "INBOX") const;
    /// Runs doveadm on this server; throws when it fails.
    std::string doveadm(const std::vector<std::string>& words) const;
    /// Ends it; start() brings it back with the same mail and ports.
    void stop();
    void start();
    std::string log() const;

private:
    TemporaryFolder folder_;
    std::string certificate_;
    int imap_port_ = 0;
    int imaps_port_ = 0;
    int pop3_port_ = 0;
    int pop3s_port_ = 0;
    int lmtp_port_ = 0;
    int delivered_ = 0;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace dosah::tests
