// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/postfix_server.h"

#include <filesystem>
#include <stdexcept>

namespace dosah::tests {

namespace {

std::string main_configuration(const std::string& folder, const DovecotServer& mailboxes,
                               const std::map<std::string, std::string>& transports)
{
    std::string elsewhere;
    for (const auto& [address, transport] : transports)
        elsewhere += ", {" + address + " = " + transport + "}";
    return "compatibility_level = 3.6\n"
           "queue_directory = " +
           folder + "/queue\ndata_directory = " + folder + "/data\nmaillog_file = " + folder +
           "/log\n"
           "maillog_file_prefixes = /\n"
           "mail_owner = postfix\n"
           "setgid_group = postdrop\n"
           "myhostname = mx.obec.test\n"
           "mydomain = obec.test\n"
           "myorigin = obec.test\n"
           "mydestination =\n"
           "mynetworks = 127.0.0.0/8\n"
           "inet_protocols = ipv4\n"
           "alias_maps =\nalias_database =\n"
           "local_transport = error:there is no local mail here\n"
           "default_transport = error:5.1.2 nothing leaves this test\n"
           "smtp_dns_support_level = disabled\n"
           "recipient_delimiter = +\n"
           "virtual_mailbox_domains = obec.test\n"
           "virtual_mailbox_maps = static:all\n"
           "virtual_transport = lmtp:inet:127.0.0.1:" +
           std::to_string(mailboxes.lmtp_port()) +
           "\n"
           "transport_maps = inline:{ {pozde@obec.test = late:}" +
           elsewhere +
           " }\n"
           "smtpd_relay_restrictions = permit_mynetworks, reject\n"
           "smtpd_recipient_restrictions = check_recipient_access inline:{ {mrtvy@obec.test = 550 5.1.1 no such user}, "
           "{plny@obec.test = 452 4.2.2 mailbox full} }, permit_mynetworks, reject\n"
           "smtpd_tls_security_level = may\n"
           "smtpd_tls_cert_file = " +
           mailboxes.certificate() + "\nsmtpd_tls_key_file = " + mailboxes.certificate() +
           "\n"
           "smtpd_client_connection_count_limit = 0\n"
           "smtpd_client_connection_rate_limit = 0\n"
           "message_size_limit = 10240000\n"
           "smtpd_error_sleep_time = 0\n"
           "minimal_backoff_time = 2s\n"
           "queue_run_delay = 2s\n";
}

std::string services(int port)
{
    return "127.0.0.1:" + std::to_string(port) +
           " inet n - n - - smtpd\n"
           "pickup unix n - n 60 1 pickup\n"
           "cleanup unix n - n - 0 cleanup\n"
           "qmgr unix n - n 300 1 qmgr\n"
           "rewrite unix - - n - - trivial-rewrite\n"
           "bounce unix - - n - 0 bounce\n"
           "defer unix - - n - 0 bounce\n"
           "trace unix - - n - 0 bounce\n"
           "verify unix - - n - 1 verify\n"
           "flush unix n - n 1000? 0 flush\n"
           "proxymap unix - - n - - proxymap\n"
           "smtp unix - - n - - smtp\n"
           "showq unix n - n - - showq\n"
           "error unix - - n - - error\n"
           "retry unix - - n - - error\n"
           // smtpd refuses at once what goes to a transport named error; this one fails in the queue (67 is EX_NOUSER).
           "late unix - n n - - pipe user=nobody argv=/bin/sh -c {exit 67}\n"
           "discard unix - - n - - discard\n"
           "lmtp unix - - n - - lmtp\n"
           "anvil unix - - n - 1 anvil\n"
           "scache unix - - n - 1 scache\n"
           "tlsmgr unix - - n 1000? 1 tlsmgr\n"
           "postlog unix-dgram n - n - 1 postlogd\n";
}

bool holds_a_file(const std::filesystem::path& folder)
{
    std::error_code error; // files come and go while we look
    for (std::filesystem::recursive_directory_iterator at(folder, error), end; at != end; at.increment(error))
        if (error || at->is_regular_file(error)) return true;
    return false;
}

} // namespace

PostfixServer::PostfixServer(const DovecotServer& mailboxes, const std::map<std::string, std::string>& transports)
    : port_(free_port())
{
    const std::string folder = folder_.path().string();
    std::filesystem::permissions(folder_.path(), static_cast<std::filesystem::perms>(0755));
    folder_.write("etc/main.cf", main_configuration(folder, mailboxes, transports));
    folder_.write("etc/master.cf", services(port_));
    for (const char* name : {"queue", "data"})
        std::filesystem::create_directory(folder_.path() / name);
    Command owner;
    owner.words = {"chown", "postfix", folder + "/data"};
    run(owner);
    Command check;
    check.words = {"postfix", "-c", folder + "/etc", "check"};
    if (const Finished checked = run(check); checked.status != 0)
        throw std::runtime_error("postfix check: " + checked.errors + checked.output + log());
    Command start;
    start.words = {"/usr/lib/postfix/sbin/master", "-d", "-c", folder + "/etc"};
    start.output_file = folder + "/output";
    process_ = std::make_unique<ChildProcess>(start);
    const bool up = wait_until([&] { return !process_->running() || port_is_open(port_); });
    if (!up || !process_->running()) throw std::runtime_error("Postfix does not start: " + log());
}

PostfixServer::~PostfixServer()
{
    if (process_) process_->stop();
}

bool PostfixServer::wait_until_delivered(std::chrono::milliseconds limit) const
{
    return wait_until(
        [this] {
            for (const char* name : {"maildrop", "incoming", "active", "deferred"})
                if (holds_a_file(folder_.path() / "queue" / name)) return false;
            return true;
        },
        limit);
}

std::string PostfixServer::log() const
{
    std::string text;
    for (const char* name : {"output", "log"})
        if (std::filesystem::exists(folder_.path() / name)) text += read_file(folder_.path() / name);
    return text;
}

} // namespace dosah::tests
