// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/child_process.h"
#include "tests/unit/web/site.h"
#include "web/connection.h"

#include <catch2/catch.hpp>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServer.h>

using namespace dosah::web;

namespace {

class Factory final : public Poco::Net::TCPServerConnectionFactory
{
public:
    Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override
    {
        return new Connection(socket, handler, limits, stopping);
    }

    std::atomic<int> served{0};
    std::string last_client;
    Connection::Handler handler = [this](const Request& request) {
        ++served;
        last_client = request.client;
        return text_response(std::string(4 << 20, 'x'), "text/plain");
    };
    ConnectionLimits limits{1000, std::chrono::milliseconds(2000), std::chrono::milliseconds(400),
                            std::chrono::milliseconds(400), 3};
    std::atomic<bool> stopping{false};
};

struct Bench
{
    Bench()
    {
        server.start();
        client.connect(Poco::Net::SocketAddress("127.0.0.1", server.port()));
    }
    ~Bench() { server.stop(); }

    /// Sends a byte each 20 ms until the server answers or closes; what it said.
    std::string dribble(const std::string& bytes)
    {
        std::size_t sent = 0;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (std::chrono::steady_clock::now() < end) {
            if (client.poll(Poco::Timespan(0, 20000), Poco::Net::Socket::SELECT_READ)) {
                char answer[4096];
                const int count = client.receiveBytes(answer, sizeof answer);
                return std::string(answer, static_cast<std::size_t>(std::max(0, count)));
            }
            client.sendBytes(bytes.data() + sent++ % bytes.size(), 1);
        }
        return "never";
    }

    Factory* factory = new Factory;
    Poco::Net::TCPServer server{factory, Poco::Net::ServerSocket(Poco::Net::SocketAddress("127.0.0.1", 0))};
    Poco::Net::StreamSocket client;
};

} // namespace

TEST_CASE("a client that dribbles its head is told so and dropped at the deadline")
{
    Bench bench;
    CHECK(bench.dribble("GET / HTTP/1.1\r\nX: " + std::string(5000, 'a')).starts_with("HTTP/1.1 408"));
    CHECK(bench.factory->served == 0);
}

TEST_CASE("a client that dribbles its body is dropped at the deadline, and nobody saw the request")
{
    Bench bench;
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n";
    bench.client.sendBytes(head.data(), static_cast<int>(head.size()));
    CHECK(bench.dribble(std::string(900, 'a')).starts_with("HTTP/1.1 408"));
    CHECK(bench.factory->served == 0);
}

TEST_CASE("a client that does not take its answer holds no thread beyond the deadline")
{
    Bench bench;
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    bench.client.sendBytes(request.data(), static_cast<int>(request.size()));
    CHECK(dosah::tests::wait_until([&] { return bench.factory->served == 1; }));
    CHECK(dosah::tests::wait_until([&] { return bench.server.currentConnections() == 0; }, std::chrono::seconds(5)));
}

TEST_CASE("behind a proxy on this machine the last forwarded address is whom limits count")
{
    const auto [header, client] = GENERATE(table<std::string, std::string>({
        {"", "127.0.0.1"},
        {"X-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9"},
        {"X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n", "203.0.113.9"},
        {"X-Forwarded-For: 2001:db8:1:2:3:4:5:6\r\n", "2001:db8:1:2::"},
        {"X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n", "203.0.113.9"},
        {"X-Forwarded-For: nonsense\r\n", "127.0.0.1"},
    }));
    Bench bench;
    const std::string request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + header + "\r\n";
    dosah::tests::exchange_bytes(bench.server.port(), request);
    CHECK(bench.factory->last_client == client);
}
