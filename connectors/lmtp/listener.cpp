// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/listener.h"

#include "base/crypto.h"
#include "base/error.h"
#include "base/log.h"
#include "base/worker.h"

#include <Poco/Environment.h>
#include <Poco/Net/NetException.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dosah::connectors::lmtp {

namespace {

using Clock = std::chrono::steady_clock;

/// How long a thread looks at its socket before it looks whether it is to stop.
const Poco::Timespan look(200000);

/// An item as it is kept. Return-Path is what final delivery adds (RFC 5321, 4.4); the recipients stand where other
/// servers write them, since their tokens say whose mail it is. No Received line: the mail arrived when the server
/// before us took it, and its line says so.
channel::InboundItem item_of(const Mail& mail)
{
    channel::InboundItem item;
    item.kind = channel::InboundKind::email;
    std::string recipients;
    std::string head = "Return-Path: <" + mail.sender + ">\r\n";
    for (const std::string& recipient : mail.recipients) {
        head += "Delivered-To: " + recipient + "\r\n";
        recipients += (recipients.empty() ? "" : " ") + recipient;
    }
    // LMTP names no message. A server that did not get our answer brings the same bytes again.
    item.provider_key = "lmtp/" + sha256_hex(mail.sender + '\n' + recipients + '\n' + mail.content);
    item.raw = head + mail.content;
    item.fields = {{"envelope_from", mail.sender}, {"envelope_to", recipients}};
    return item;
}

void send(Poco::Net::StreamSocket& socket, const std::string& bytes)
{
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const int step = socket.sendBytes(bytes.data() + sent, static_cast<int>(bytes.size() - sent), MSG_NOSIGNAL);
        if (step <= 0) throw Poco::Net::ConnectionResetException();
        sent += static_cast<std::size_t>(step);
    }
}

} // namespace

Listener::Listener(std::int64_t account_id, Settings settings) : account_id_(account_id), settings_(std::move(settings))
{
}

Listener::~Listener()
{
    stop();
}

Poco::Net::ServerSocket Listener::open() const
{
    const std::string& path = settings_.socket_path;
    try {
        if (!path.empty()) {
            bool taken = true;
            try {
                Poco::Net::StreamSocket probe(settings_.listen);
            } catch (const Poco::Exception&) {
                taken = false;
            }
            struct stat found = {};
            if (taken) throw Poco::Net::NetException("somebody listens there");
            // What a daemon that was killed has left; any other file stays and stops us.
            if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(path.c_str());
        }
        Poco::Net::ServerSocket socket;
        socket.bind(settings_.listen, true, false); // with SO_REUSEPORT two daemons would share one address
        socket.listen(64);
        // Who may connect is for the folder to say: Postfix runs as another user.
        if (!path.empty()) ::chmod(path.c_str(), 0666);
        return socket;
    } catch (const Poco::Exception& problem) {
        throw unavailable_error("connector lmtp: cannot listen on " +
                                (path.empty() ? settings_.listen.toString() : path) + ": " + problem.displayText() +
                                "; is it free, and may this user open it?");
    }
}

void Listener::start(channel::InboundSink& sink)
{
    const std::lock_guard lock(mutex_);
    if (acceptor_.joinable()) return;
    socket_ = open();
    stopping_ = false;
    acceptor_ = std::thread([this, &sink] { accept(sink); });
    log_info("lmtp.listening",
             {{"account", account_id_},
              {"address", settings_.socket_path.empty() ? settings_.listen.toString() : settings_.socket_path}});
}

void Listener::stop()
{
    const std::lock_guard lock(mutex_);
    if (!acceptor_.joinable()) return;
    stopping_ = true;
    acceptor_.join();
    socket_.close();
    if (!settings_.socket_path.empty()) ::unlink(settings_.socket_path.c_str());
    for (Connection& connection : connections_)
        connection.thread.join();
    connections_.clear();
}

void Listener::accept(channel::InboundSink& sink)
{
    name_thread("lmtp");
    while (!stopping_) {
        connections_.remove_if([](Connection& connection) {
            if (!connection.over) return false;
            connection.thread.join();
            return true;
        });
        try {
            if (!socket_.poll(look, Poco::Net::Socket::SELECT_READ)) continue;
            take_in(socket_.acceptConnection(), sink);
        } catch (const std::exception& problem) { // out of descriptors or threads, or a client that has gone
            log_warning("lmtp.accept", {{"account", account_id_}, {"problem", problem.what()}});
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // it will not be better at once
        }
    }
}

void Listener::take_in(const Poco::Net::StreamSocket& accepted, channel::InboundSink& sink)
{
    Poco::Net::StreamSocket socket = accepted;
    if (!may_connect(socket)) {
        log_warning("lmtp.refused", {{"account", account_id_}, {"client", socket.peerAddress().host().toString()}});
        return;
    }
    if (connections_.size() >= settings_.connections) {
        log_warning("lmtp.full", {{"account", account_id_}, {"connections", connections_.size()}});
        socket.setSendTimeout(Poco::Timespan(1, 0));
        send(socket, "421 4.3.2 too many connections\r\n");
        return;
    }
    Connection& connection = connections_.emplace_back();
    try {
        connection.thread = std::thread([this, socket, &sink, &over = connection.over] {
            serve(socket, sink);
            over = true;
        });
    } catch (...) {
        connections_.pop_back();
        throw;
    }
}

bool Listener::may_connect(const Poco::Net::StreamSocket& socket) const
{
    if (!settings_.socket_path.empty()) return true;
    const Poco::Net::IPAddress client = socket.peerAddress().host();
    return client.isLoopback() ||
           std::find(settings_.clients.begin(), settings_.clients.end(), client) != settings_.clients.end();
}

void Listener::serve(Poco::Net::StreamSocket socket, channel::InboundSink& sink) const
{
    try {
        name_thread("lmtp client");
        Dialogue dialogue(settings_, Poco::Environment::nodeName(), [&](const Mail& mail) { return keep(mail, sink); });
        socket.setSendTimeout(Poco::Timespan(settings_.timeout.count(), 0));
        converse(socket, dialogue);
        socket.shutdown();
    } catch (const std::exception& problem) {
        log_info("lmtp.lost", {{"account", account_id_}, {"problem", problem.what()}}); // it will come again
    }
}

void Listener::converse(Poco::Net::StreamSocket& socket, Dialogue& dialogue) const
{
    send(socket, dialogue.greeting());
    std::size_t steps = 0;
    Clock::time_point until = Clock::now() + settings_.timeout;
    std::string buffer(64 * 1024, '\0');
    while (!dialogue.ended()) {
        if (stopping_) return send(socket, "421 4.3.2 the server is going down\r\n");
        if (Clock::now() >= until) return send(socket, "421 4.4.2 this took too long\r\n");
        if (!socket.poll(look, Poco::Net::Socket::SELECT_READ)) continue;
        const int got = socket.receiveBytes(buffer.data(), static_cast<int>(buffer.size()));
        if (got <= 0) return;
        send(socket, dialogue.feed({buffer.data(), static_cast<std::size_t>(got)}));
        if (dialogue.steps() == steps) continue; // a byte now and then wins no time
        steps = dialogue.steps();
        until = Clock::now() + settings_.timeout * (dialogue.in_content() ? 2 : 1);
    }
}

bool Listener::keep(const Mail& mail, channel::InboundSink& sink) const
{
    try {
        sink.take(account_id_, item_of(mail));
        return true;
    } catch (const std::exception& problem) {
        // Whatever it is, it is ours: the mail waits with the server before us, nobody gets a bounce for it.
        log_error("lmtp.not_kept", {{"account", account_id_}, {"problem", problem.what()}});
        return false;
    }
}

} // namespace dosah::connectors::lmtp
