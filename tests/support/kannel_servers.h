// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/child_process.h"
#include "tests/support/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

namespace dosah::tests {

/// An SMS as the simulated operator saw it.
struct DeliveredSms
{
    std::string sender;
    std::string recipient;
    std::string text; ///< UTF-8
};

/// Kannel (bearerbox and smsbox) with Kannel's own fakesmsc as the operator, on free ports, in a temporary folder,
/// until its owner goes. Messages to +420999... numbers are denied by the smsbox's black list.
class KannelServers
{
public:
    /// `reply_url` is where messages from people go: a connector's webhook_url + "reply"; its parameters are added
    /// here.
    explicit KannelServers(const std::string& reply_url);
    /// Kannel with config/kannel.conf as it is shipped; only addresses, folders and passwords are put in, those that
    /// its comments tell the operator to put in. The operator speaks SMPP on that port.
    KannelServers(const std::string& webhook_url, int smpp_port);

    std::string sendsms_url() const;
    static std::string user() { return "dosah"; }
    static std::string password() { return "heslo-ke-kannelu"; }

    /// Everything the operator was given so far, in order.
    std::vector<DeliveredSms> delivered() const;
    /// A person's SMS (UTF-8) comes in from the operator.
    void inject(const std::string& from, const std::string& to, const std::string& text);
    /// Ends smsbox and bearerbox; start() brings them back with the same ports and spools.
    void stop();
    void start();
    void kill(); ///< stop() without a chance to put anything in order
    std::string log() const;

private:
    void make_folders();
    void start_boxes();
    void start_operator();
    std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

    TemporaryFolder folder_;
    int admin_port_ = 0;
    int smsbox_port_ = 0;
    int sendsms_port_ = 0;
    int operator_port_ = 0; ///< of fakesmsc; 0: another operator is there
    std::unique_ptr<ChildProcess> bearerbox_;
    std::unique_ptr<ChildProcess> smsbox_;
    std::unique_ptr<ChildProcess> operator_;
};

} // namespace dosah::tests
