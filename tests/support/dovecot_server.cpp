// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/dovecot_server.h"

#include "tests/support/recording_smtp_server.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace dosah::tests {

namespace {

/// Mail belongs to a user who may nothing else.
constexpr const char* mail_user = "nobody";

std::string passwords(const std::string& folder, const std::string& mechanism)
{
    if (mechanism.empty())
        return "passdb {\n  driver = static\n  args = password=" + DovecotServer::password() + "\n}\n";
    return "auth_mechanisms = " + mechanism + "\npassdb {\n  driver = oauth2\n  mechanisms = " + mechanism +
           "\n  args = " + folder + "/oauth2.conf\n}\n";
}

std::string configuration(const std::string& folder, const DovecotServer& server, const std::string& mechanism)
{
    const auto port = [](int number) { return std::to_string(number); };
    return "base_dir = " + folder + "/run\nstate_dir = " + folder + "/state\nlog_path = " + folder +
           "/log\n"
           "protocols = imap pop3 lmtp\n"
           "listen = 127.0.0.1\n"
           "ssl = yes\n"
           "ssl_cert = <" +
           folder + "/certificate.pem\nssl_key = <" + folder +
           "/key.pem\n"
           "disable_plaintext_auth = no\n"
           "recipient_delimiter = +\n"
           "mail_location = maildir:" +
           folder +
           "/mail/%u\n"
           "first_valid_uid = 1\n"
           "first_valid_gid = 1\n" +
           passwords(folder, mechanism) +
           "userdb {\n  driver = static\n  args = uid=nobody gid=nogroup home=" + folder +
           "/home/%u allow_all_users=yes\n}\n"
           "namespace inbox {\n  inbox = yes\n  separator = /\n}\n"
           "service imap-login {\n  inet_listener imap {\n    port = " +
           port(server.imap_port()) +
           "\n  }\n  inet_listener imaps {\n    ssl = yes\n    port = " + port(server.imaps_port()) +
           "\n  }\n}\n"
           "service pop3-login {\n  inet_listener pop3 {\n    port = " +
           port(server.pop3_port()) +
           "\n  }\n  inet_listener pop3s {\n    ssl = yes\n    port = " + port(server.pop3s_port()) +
           "\n  }\n}\n"
           "service lmtp {\n  inet_listener lmtp {\n    address = 127.0.0.1\n    port = " +
           port(server.lmtp_port()) + "\n  }\n}\n";
}

void give_to_mail_user(const std::filesystem::path& path)
{
    const passwd* user = ::getpwnam(mail_user);
    if (user == nullptr || ::chown(path.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error("cannot give " + path.string() + " to " + mail_user + "; Dovecot's tests need root");
}

} // namespace

DovecotServer::DovecotServer() : DovecotServer("", "") {}

DovecotServer::DovecotServer(const std::string& introspection_url, const std::string& mechanism)
    : certificate_(make_certificate(folder_.path().string(), "DNS:localhost,IP:127.0.0.1")), imap_port_(free_port()),
      imaps_port_(free_port()), pop3_port_(free_port()), pop3s_port_(free_port()), lmtp_port_(free_port())
{
    // Its processes run as several users, who must be able to pass through.
    std::filesystem::permissions(folder_.path(), static_cast<std::filesystem::perms>(0755));
    for (const char* name : {"mail", "home"}) {
        std::filesystem::create_directory(folder_.path() / name);
        give_to_mail_user(folder_.path() / name);
    }
    folder_.write("dovecot.conf", configuration(folder_.path().string(), *this, mechanism));
    if (!mechanism.empty())
        folder_.write("oauth2.conf", "introspection_mode = get\nintrospection_url = " + introspection_url +
                                         "\nactive_attribute = active\nactive_value = true\n"
                                         "username_attribute = username\nforce_introspection = yes\n");
    start();
}

void DovecotServer::start()
{
    Command command;
    command.words = {"dovecot", "-F", "-c", (folder_.path() / "dovecot.conf").string()};
    command.output_file = (folder_.path() / "output").string();
    process_ = std::make_unique<ChildProcess>(command);
    const bool up =
        wait_until([&] { return !process_->running() || (port_is_open(imap_port_) && port_is_open(pop3s_port_)); });
    if (!up || !process_->running()) throw std::runtime_error("Dovecot does not start: " + log());
}

void DovecotServer::stop()
{
    process_.reset();
}

void DovecotServer::deliver(const std::string& user, const std::string& message)
{
    const std::filesystem::path box = folder_.path() / "mail" / user;
    for (const std::filesystem::path& part : {box, box / "tmp", box / "new", box / "cur"})
        if (std::filesystem::create_directories(part)) give_to_mail_user(part);
    const std::string name = std::to_string(1000000 + ++delivered_) + ".test.host";
    folder_.write("mail/" + user + "/tmp/" + name, message);
    give_to_mail_user(box / "tmp" / name);
    std::filesystem::rename(box / "tmp" / name, box / "new" / name);
}

std::vector<std::string> DovecotServer::messages(const std::string& user, const std::string& folder) const
{
    std::filesystem::path box = folder_.path() / "mail" / user;
    if (folder != "INBOX") {
        std::string name = "." + folder;
        std::replace(name.begin() + 1, name.end(), '/', '.');
        box /= name;
    }
    std::vector<std::filesystem::path> files;
    for (const char* part : {"new", "cur"})
        if (std::filesystem::exists(box / part))
            for (const auto& entry : std::filesystem::directory_iterator(box / part))
                files.push_back(entry.path());
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.filename() < b.filename(); });
    std::vector<std::string> result;
    for (const std::filesystem::path& file : files)
        result.push_back(read_file(file));
    return result;
}

std::string DovecotServer::doveadm(const std::vector<std::string>& words) const
{
    Command command;
    command.words = {"doveadm", "-c", (folder_.path() / "dovecot.conf").string()};
    command.words.insert(command.words.end(), words.begin(), words.end());
    const Finished finished = run(command);
    if (finished.status != 0) throw std::runtime_error("doveadm: " + finished.errors);
    return finished.output;
}

std::string DovecotServer::log() const
{
    std::string text;
    for (const char* name : {"output", "log"})
        if (std::filesystem::exists(folder_.path() / name)) text += read_file(folder_.path() / name);
    return text;
}

} // namespace dosah::tests
