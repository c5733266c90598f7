// SPDX-License-Identifier: EUPL-1.2
#include "connectors/lmtp/lmtp.h"
#include "tests/support/child_process.h"
#include "tests/support/recording_sink.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>

#include <filesystem>
#include <fstream>
#include <thread>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;
using Catch::StartsWith;

namespace {

using Map = std::map<std::string, std::string>;

struct Door
{
    explicit Door(const Map& more = {})
    {
        channel::AccountSettings account;
        account.id = 7;
        account.settings = {{"address", "posta@obec.test"}, {"listen", "127.0.0.1:" + std::to_string(port)}};
        for (const auto& [name, value] : more)
            account.settings[name] = value;
        listener = connectors::lmtp_kind().make(account).listener;
    }

    int port = free_port();
    RecordingInbound sink;
    std::shared_ptr<channel::Listener> listener;
};

/// A mail server that talks by hand.
class Client
{
public:
    explicit Client(const Poco::Net::SocketAddress& address) : socket_(address)
    {
        socket_.setReceiveTimeout(Poco::Timespan(20, 0));
    }
    explicit Client(const Door& door)
        : Client(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(door.port)))
    {
    }

    void send(const std::string& bytes) { socket_.sendBytes(bytes.data(), static_cast<int>(bytes.size())); }
    /// One reply, with all its lines; empty when the connection was closed.
    std::string reply()
    {
        for (;;) {
            std::size_t end = 0;
            for (std::size_t begin = 0; (end = text_.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
                if (text_.size() <= begin + 3 || text_[begin + 3] == '-') continue;
                std::string whole = text_.substr(0, end + 2);
                text_.erase(0, end + 2);
                return whole;
            }
            char bytes[4096];
            const int got = socket_.receiveBytes(bytes, sizeof bytes);
            if (got <= 0) return "";
            text_.append(bytes, static_cast<std::size_t>(got));
        }
    }
    std::string ask(const std::string& command)
    {
        send(command + "\r\n");
        return reply();
    }
    void close() { socket_.close(); }

private:
    Poco::Net::StreamSocket socket_;
    std::string text_;
};

std::string deliver(Client& client, const std::string& content, const std::string& recipient = "posta+a@obec.test")
{
    client.ask("LHLO mx");
    client.ask("MAIL FROM:<jana@obec.test>");
    client.ask("RCPT TO:<" + recipient + ">");
    client.ask("DATA");
    client.send(content + "\r\n.\r\n");
    return client.reply();
}

} // namespace

TEST_CASE("a delivered mail is kept with its envelope, the same one brought again once")
{
    Door door;
    door.listener->start(door.sink);
    door.listener->start(door.sink); // asked again it stays as it is
    Client client(door);
    CHECK_THAT(client.reply(), StartsWith("220 "));
    CHECK(deliver(client, "Subject: x\r\n\r\nano") == "250 2.0.0 kept\r\n");
    REQUIRE(door.sink.items().size() == 1);
    const channel::InboundItem item = door.sink.items().front();
    CHECK(item.kind == channel::InboundKind::email);
    CHECK(item.raw == "Return-Path: <jana@obec.test>\r\nDelivered-To: posta+a@obec.test\r\nSubject: x\r\n\r\nano\r\n");
    CHECK(item.fields.at("envelope_from") == "jana@obec.test");
    CHECK(item.fields.at("envelope_to") == "posta+a@obec.test");
    CHECK(deliver(client, "Subject: x\r\n\r\nano") == "250 2.0.0 kept\r\n");
    CHECK(door.sink.items().size() == 1);
    CHECK(deliver(client, "Subject: x\r\n\r\nano", "posta+b@obec.test") == "250 2.0.0 kept\r\n");
    CHECK(door.sink.items().size() == 2);
    door.sink.away = true;
    CHECK(deliver(client, "y") == "451 4.3.0 cannot be kept now, try again later\r\n");
    CHECK(client.ask("QUIT") == "221 2.0.0 bye\r\n");
    CHECK(client.reply().empty());
}

TEST_CASE("a local socket is opened, a left one replaced, and taken away at the end")
{
    const TemporaryFolder folder;
    const std::string path = (folder.path() / "lmtp").string();
    Door door(Map{{"listen", "unix:" + path}});
    door.listener->start(door.sink);
    Client client{Poco::Net::SocketAddress(path)};
    CHECK_THAT(client.reply(), StartsWith("220 "));
    CHECK(deliver(client, "x") == "250 2.0.0 kept\r\n");
    Door second(Map{{"listen", "unix:" + path}});
    CHECK_THROWS_WITH(second.listener->start(second.sink), Contains(path) && Contains("somebody listens"));
    door.listener->stop();
    CHECK_FALSE(std::filesystem::exists(path));
    {
        Poco::Net::ServerSocket left;
        left.bind(Poco::Net::SocketAddress(path), true);
    } // closed, and its file left behind as after a kill
    REQUIRE(std::filesystem::exists(path));
    second.listener->start(second.sink);
    Client again{Poco::Net::SocketAddress(path)};
    CHECK_THAT(again.reply(), StartsWith("220 "));
    second.listener->stop();
    std::ofstream(path) << "something else";
    CHECK_THROWS_AS(second.listener->start(second.sink), Error);
    CHECK(std::filesystem::file_size(path) == 14);
}

TEST_CASE("a taken port is an error that trying again may mend")
{
    Door door;
    door.listener->start(door.sink);
    Door second(Map{{"listen", "127.0.0.1:" + std::to_string(door.port)}});
    try {
        second.listener->start(second.sink);
        FAIL("two listen at one address");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::unavailable);
        CHECK_THAT(error.what(), Contains(std::to_string(door.port)));
    }
    door.listener->stop();
    second.listener->start(second.sink);
    Client client(door);
    CHECK_THAT(client.reply(), StartsWith("220 "));
}

TEST_CASE("one connection too many is told so and the others go on")
{
    Door door(Map{{"connections", "2"}});
    door.listener->start(door.sink);
    Client first(door);
    Client second(door);
    first.reply();
    second.reply();
    Client third(door);
    CHECK(third.reply() == "421 4.3.2 too many connections\r\n");
    CHECK(deliver(first, "x") == "250 2.0.0 kept\r\n");
    second.close();
    CHECK(wait_until([&] {
        Client next(door);
        return next.reply().starts_with("220 ");
    }));
}

TEST_CASE("a client that drips bytes is cut off after its time, in a command and in a message")
{
    const bool in_content = GENERATE(false, true);
    Door door(Map{{"timeout_seconds", "1"}});
    door.listener->start(door.sink);
    Client client(door);
    client.reply();
    if (in_content) {
        client.ask("LHLO mx");
        client.ask("MAIL FROM:<>");
        client.ask("RCPT TO:<posta@obec.test>");
        client.ask("DATA");
    }
    std::atomic<bool> over{false};
    std::thread drip([&] {
        try {
            while (!over) {
                client.send("x");
                std::this_thread::yield();
            }
        } catch (const Poco::Exception&) { // cut off, as it should be
        }
    });
    const std::string told = client.reply();
    over = true;
    drip.join();
    CHECK(told == "421 4.4.2 this took too long\r\n");
    CHECK(door.sink.taken() == 0);
}

TEST_CASE("stop lets a mail be kept that is being kept, and tells the others to come again")
{
    Door door;
    struct Slow final : channel::InboundSink
    {
        std::atomic<bool> entered{false};
        std::atomic<bool> go_on{false};
        std::atomic<int> kept{0};
        void take(std::int64_t, const channel::InboundItem&) override
        {
            entered = true;
            if (wait_until([this] { return go_on.load(); })) ++kept;
        }
        std::string position(std::int64_t) override { return {}; }
        void save_position(std::int64_t, const std::string&) override {}
    } sink;
    door.listener->start(sink);
    Client idle(door);
    idle.reply();
    Client busy(door);
    busy.reply();
    std::string told;
    std::thread delivering([&] { told = deliver(busy, "x"); });
    REQUIRE(wait_until([&] { return sink.entered.load(); }));
    std::thread stopping([&] { door.listener->stop(); });
    CHECK(idle.reply() == "421 4.3.2 the server is going down\r\n");
    sink.go_on = true;
    stopping.join();
    delivering.join();
    CHECK(told == "250 2.0.0 kept\r\n");
    CHECK(sink.kept == 1);
    CHECK_FALSE(port_is_open(door.port));
}

TEST_CASE("many clients at once lose nothing and double nothing")
{
    Door door;
    door.listener->start(door.sink);
    std::vector<std::thread> clients;
    for (int number = 0; number < 8; ++number)
        clients.emplace_back([&door, number] {
            Client client(door);
            client.reply();
            for (int i = 0; i < 25; ++i)
                deliver(client, "mail " + std::to_string(number) + "/" + std::to_string(i));
        });
    for (std::thread& client : clients)
        client.join();
    CHECK(door.sink.taken() == 200);
    CHECK(door.sink.items().size() == 200);
}
