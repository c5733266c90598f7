// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/child_process.h"
#include "tests/support/dovecot_server.h"

#include <map>
#include <memory>
#include <string>

namespace dosah::tests {

/// A Postfix of its own (configuration, queue and log in a temporary folder) on a free loopback port, until its owner
/// goes. It takes mail for obec.test and delivers it by LMTP to a DovecotServer: any address there has a mailbox, with
/// the part after + cut off. Nothing leaves the machine: mail to any other domain is bounced. Needs root.
///
///   mrtvy@obec.test    refused at RCPT with 550 5.1.1
///   plny@obec.test     refused at RCPT with 452 4.2.2
///   pozde@obec.test    taken, then bounced to the envelope sender with a real delivery report (5.1.1)
class PostfixServer
{
public:
    /// `transports` names the addresses that go elsewhere than to the mailboxes: {"a@obec.test", "lmtp:inet:..."}.
    explicit PostfixServer(const DovecotServer& mailboxes, const std::map<std::string, std::string>& transports = {});
    ~PostfixServer();

    int port() const { return port_; }
    /// Waits until the queue is empty; false when it was not within the limit.
    bool wait_until_delivered(std::chrono::milliseconds limit = std::chrono::seconds(30)) const;
    std::string log() const;

private:
    TemporaryFolder folder_;
    int port_ = 0;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace dosah::tests
