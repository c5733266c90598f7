// SPDX-License-Identifier: EUPL-1.2
// RFC 3501 lets a server leave UIDNEXT out: Dovecot behind a relay that takes it away.
#include "tests/unit/connector_mailbox/box.h"

#include <catch2/catch.hpp>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <regex>
#include <thread>

using namespace dosah;
using namespace dosah::tests;
using Poco::Net::StreamSocket;

namespace {

/// Passes lines on both ways, one connection after the other.
class WithoutUidNext
{
public:
    WithoutUidNext() : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { run(); }) {}
    ~WithoutUidNext()
    {
        ended_ = true;
        thread_.join();
    }
    std::string url() const { return "imap://" + socket_.address().toString(); }
    int taken_away() const { return taken_away_; }

private:
    void run()
    {
        while (!ended_) {
            if (!socket_.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) continue;
            StreamSocket client = socket_.acceptConnection();
            StreamSocket server(
                Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(dovecot().imap_port())));
            try {
                relay(client, server);
            } catch (const Poco::Exception&) { // one of them went away
            }
        }
    }

    void relay(StreamSocket& client, StreamSocket& server)
    {
        static const std::regex uidnext(" ?UIDNEXT [0-9]+");
        std::string said;
        while (!ended_) {
            Poco::Net::Socket::SocketList ready{client, server};
            Poco::Net::Socket::SocketList none;
            if (Poco::Net::Socket::select(ready, none, none, Poco::Timespan(0, 20000)) == 0) continue;
            char bytes[8192];
            for (Poco::Net::Socket& one : ready) {
                const bool from_client = one == client;
                const int count = (from_client ? client : server).receiveBytes(bytes, sizeof bytes);
                if (count <= 0) return;
                if (from_client) {
                    server.sendBytes(bytes, count);
                    continue;
                }
                said.append(bytes, static_cast<std::size_t>(count));
                for (std::size_t end = said.find('\n'); end != std::string::npos; end = said.find('\n')) {
                    std::string line = said.substr(0, end + 1);
                    said.erase(0, end + 1);
                    if (line.starts_with("* STATUS") && std::regex_search(line, uidnext)) {
                        ++taken_away_;
                        line = std::regex_replace(line, uidnext, "");
                    }
                    client.sendBytes(line.data(), static_cast<int>(line.size()));
                }
            }
        }
    }

    Poco::Net::ServerSocket socket_;
    std::atomic<bool> ended_{false};
    std::atomic<int> taken_away_{0};
    std::thread thread_;
};

} // namespace

TEST_CASE("a server that does not say UIDNEXT is read whole, however much is waiting, and once")
{
    WithoutUidNext relay;
    Box box(relay.url(), "next@obec.test", {}, DovecotServer::password());
    CHECK(box.poll() == 0);           // an empty folder
    constexpr std::size_t many = 230; // libcurl could not take a list of them all
    for (std::size_t i = 1; i <= many; ++i)
        box.deliver(std::to_string(i));
    CHECK(box.poll() == many);
    CHECK(box.subjects().front() == "1");
    CHECK(box.subjects().back() == std::to_string(many));
    CHECK(box.poll() == 0);
    box.deliver("next");
    CHECK(box.poll() == 1);
    dovecot().doveadm({"expunge", "-u", box.user, "mailbox", "INBOX", "all"});
    CHECK(box.poll() == 0); // the last one's number is below what was read
    box.deliver("after");
    CHECK(box.poll() == 1);
    CHECK(box.sink.taken() == many + 2);
    CHECK(relay.taken_away() == 6);
}
