// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/kannel_servers.h"

#include "base/encoding.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>

namespace dosah::tests {

namespace {

constexpr const char* operator_program = "/usr/lib/kannel/test/fakesmsc";

/// What url encoding hides, "+" being a space.
std::string url_decode(const std::string& text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '%' && i + 2 < text.size()) {
            result += from_hex(text.substr(i + 1, 2)).value_or("?");
            i += 2;
        } else {
            result += text[i] == '+' ? ' ' : text[i];
        }
    return result;
}

/// A part of a longer message is written as bytes, and fakesmsc does not say in which encoding. Text in our languages
/// has zero bytes in UTF-16 (a space is enough); GSM 7-bit text has none.
std::string part_text(const std::string& bytes)
{
    const bool wide = bytes.find('\0') != std::string::npos;
    return wide ? text::decode(bytes, "utf-16be").value_or("?") : bytes;
}

/// fakesmsc's "sender recipient type rest", or for a part "sender recipient udh HEADER data rest"; false when the line
/// is no message of its own.
bool parse(const std::string& line, DeliveredSms& message)
{
    const std::vector<std::string> words = text::split(line, ' ');
    if (words.size() < 3) return false;
    message.sender = words[0];
    message.recipient = words[1];
    const std::string& type = words[2];
    const bool part = type == "udh" && words.size() > 5 && words[4] == "data";
    std::size_t skip = 0;
    for (int i = 0; i < (part ? 5 : 3); ++i)
        skip += words[static_cast<std::size_t>(i)].size() + 1;
    const std::string rest = line.size() > skip ? line.substr(skip) : std::string();
    if (part)
        message.text = part_text(url_decode(rest));
    else if (type == "text")
        message.text = rest;
    else if (type == "ucs-2" || type == "ucs2")
        message.text = text::decode(url_decode(rest), "utf-16be").value_or("?");
    else if (type == "data")
        message.text = url_decode(rest);
    else
        return false;
    return true;
}

} // namespace

KannelServers::KannelServers(const std::string& reply_url)
    : admin_port_(free_port()), smsbox_port_(free_port()), sendsms_port_(free_port()), operator_port_(free_port())
{
    make_folders();
    const auto port = [](int number) { return std::to_string(number); };
    // A blank line ends a group.
    folder_.write("kannel.conf", "group = core\nadmin-port = " + port(admin_port_) +
                                     "\nadmin-password = test\nstatus-password = test\nadmin-deny-ip = \"*.*.*.*\"\n"
                                     "admin-allow-ip = \"127.0.0.1\"\nsmsbox-port = " +
                                     port(smsbox_port_) +
                                     "\nsmsbox-interface = 127.0.0.1\nbox-deny-ip = \"*.*.*.*\"\n"
                                     "box-allow-ip = \"127.0.0.1\"\nstore-type = spool\nstore-location = \"" +
                                     path("spool") + "\"\ndlr-storage = spool\ndlr-spool = \"" + path("dlr") +
                                     "\"\n\n"
                                     "group = smsc\nsmsc = fake\nsmsc-id = OPERATOR\nhost = 127.0.0.1\nport = " +
                                     port(operator_port_) +
                                     "\nconnect-allow-ip = \"127.0.0.1\"\n\n"
                                     "group = smsbox\nbearerbox-host = 127.0.0.1\nsendsms-port = " +
                                     port(sendsms_port_) +
                                     "\nsendsms-interface = 127.0.0.1\nmo-recode = true\nhttp-request-retry = 600\n"
                                     "http-queue-delay = 1\n\n"
                                     "group = sendsms-user\nusername = " +
                                     user() + "\npassword = " + password() +
                                     "\nuser-deny-ip = \"*.*.*.*\"\nuser-allow-ip = \"127.0.0.1\"\n"
                                     "max-messages = 10\nconcatenation = true\n"
                                     "black-list-regex = \"^\\\\+420999\"\n\n"
                                     "group = sms-service\nkeyword = default\nget-url = \"" +
                                     reply_url +
                                     "?from=%p&to=%P&text=%a&charset=%C&coding=%c&time=%T&smsc=%i&id=%I\"\n"
                                     "max-messages = 0\ncatch-all = true\n");
    if (::mkfifo(path("operator.in").c_str(), 0600) != 0) throw std::runtime_error("no named pipe for the operator");
    start();
}

KannelServers::KannelServers(const std::string& webhook_url, int smpp_port)
    : admin_port_(free_port()), smsbox_port_(free_port()), sendsms_port_(free_port())
{
    make_folders();
    std::string config = read_file("config/kannel.conf");
    const auto put = [&config](const std::string& what, const std::string& instead) {
        std::size_t at = config.find(what);
        if (at == std::string::npos) throw std::runtime_error("config/kannel.conf has no \"" + what + "\"");
        for (; at != std::string::npos; at = config.find(what, at + instead.size()))
            config.replace(at, what.size(), instead);
    };
    put("= 13000\n", "= " + std::to_string(admin_port_) + "\n");
    put("= 13001\n", "= " + std::to_string(smsbox_port_) + "\n");
    put("= 13013\n", "= " + std::to_string(sendsms_port_) + "\n");
    put("/var/spool/kannel/store", path("spool"));
    put("/var/spool/kannel/dlr", path("dlr"));
    put("smpp.operator.example", "127.0.0.1");
    put("= 2775\n", "= " + std::to_string(smpp_port) + "\n");
    put("CHANGE-ME", password());
    put("\"WEBHOOK", "\"" + webhook_url);
    folder_.write("kannel.conf", config);
    start();
}

void KannelServers::make_folders()
{
    for (const char* name : {"spool", "dlr"})
        std::filesystem::create_directory(folder_.path() / name);
}

void KannelServers::start()
{
    start_boxes();
    if (operator_port_ != 0) start_operator();
}

void KannelServers::start_boxes()
{
    const auto box = [this](const char* program) {
        Command command;
        command.words = {program, path("kannel.conf")};
        command.output_file = path(std::string(program) + ".log");
        return std::make_unique<ChildProcess>(command);
    };
    bearerbox_ = box("bearerbox");
    if (!wait_until([this] { return port_is_open(smsbox_port_) || !bearerbox_->running(); }) || !bearerbox_->running())
        throw std::runtime_error("bearerbox does not start: " + log());
    smsbox_ = box("smsbox");
    if (!wait_until([this] { return port_is_open(sendsms_port_) || !smsbox_->running(); }) || !smsbox_->running())
        throw std::runtime_error("smsbox does not start: " + log());
}

void KannelServers::start_operator()
{
    // It reads what people send from its standard input, which must have an end that stays open: <> is that.
    Command command;
    command.words = {"sh",
                     "-c",
                     "exec \"$1\" -H 127.0.0.1 -r \"$2\" <> \"$3\"",
                     "sh",
                     operator_program,
                     std::to_string(operator_port_),
                     path("operator.in")};
    command.output_file = path("operator.log");
    // The link's port takes one client at a time, so it cannot be tried by connecting: the operator tries.
    if (!wait_until([&] {
            operator_ = std::make_unique<ChildProcess>(command);
            return !operator_->wait(std::chrono::milliseconds(300)).has_value();
        }))
        throw std::runtime_error("fakesmsc does not connect: " + log());
}

void KannelServers::stop()
{
    operator_.reset();
    smsbox_.reset();
    bearerbox_.reset();
}

void KannelServers::kill()
{
    for (const auto& box : {std::ref(bearerbox_), std::ref(smsbox_)}) {
        if (!box.get()) continue;
        box.get()->signal(SIGKILL);
        box.get()->wait(std::chrono::seconds(15));
    }
    stop();
}

std::string KannelServers::sendsms_url() const
{
    return "http://127.0.0.1:" + std::to_string(sendsms_port_) + "/cgi-bin/sendsms";
}

std::vector<DeliveredSms> KannelServers::delivered() const
{
    std::vector<DeliveredSms> result;
    if (!std::filesystem::exists(path("operator.log"))) return result;
    for (const std::string& line : text::lines(read_file(path("operator.log")))) {
        const std::size_t mark = line.find("Got message ");
        const std::size_t begin = mark == std::string::npos ? mark : line.find(": <", mark);
        if (begin == std::string::npos || !line.ends_with('>')) continue;
        const std::string content = line.substr(begin + 3, line.size() - begin - 4);
        DeliveredSms message;
        if (parse(content, message))
            result.push_back(message);
        else if (!result.empty())
            result.back().text += "\n" + content; // fakesmsc takes a line break in a text for the next message
    }
    return result;
}

void KannelServers::inject(const std::string& from, const std::string& to, const std::string& text)
{
    std::string encoded;
    for (const char16_t unit : text::to_utf16(text)) {
        const char bytes[] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
        for (const char byte : bytes)
            encoded += "%" + to_hex(std::string(1, byte));
    }
    const std::string line = from + " " + to + " ucs2 " + encoded + "\n";
    const int pipe = ::open(path("operator.in").c_str(), O_WRONLY | O_CLOEXEC);
    const bool written = pipe >= 0 && ::write(pipe, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (pipe >= 0) ::close(pipe);
    if (!written) throw std::runtime_error("the operator's pipe takes nothing");
}

std::string KannelServers::log() const
{
    std::string text;
    for (const char* name : {"bearerbox.log", "smsbox.log", "operator.log"})
        if (std::filesystem::exists(path(name))) text += read_file(path(name));
    return text;
}

} // namespace dosah::tests
