// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/scripted_http_server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <sys/socket.h>

namespace dosah::tests {

HttpAnswer http_answer(int status, const std::string& body, const std::string& more_headers)
{
    return {"HTTP/1.1 " + std::to_string(status) + " Words\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
                more_headers + "\r\n" + body,
            false, false};
}

namespace {

std::size_t length_in(std::string head)
{
    for (char& c : head)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const std::size_t at = head.find("\r\ncontent-length:");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 17));
}

/// False when the client has gone.
bool more(Poco::Net::StreamSocket& socket, std::string& buffer)
{
    char chunk[8192];
    const int got = socket.receiveBytes(chunk, sizeof chunk);
    if (got > 0) buffer.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
}

} // namespace

ScriptedHttpServer::ScriptedHttpServer(std::function<HttpAnswer(const std::string&)> answer)
    : ScriptedHttpServer([answer = std::move(answer)](const HttpRequest& request) { return answer(request.target); })
{
}

ScriptedHttpServer::ScriptedHttpServer(std::function<HttpAnswer(const HttpRequest&)> answer,
                                       const std::string& certificate)
    : answer_(std::move(answer))
{
    using Poco::Net::Context;
    if (!certificate.empty())
        socket_ = Poco::Net::SecureServerSocket(
            Context::Ptr(new Context(Context::TLS_SERVER_USE, certificate, certificate, "", Context::VERIFY_NONE)));
    socket_.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true);
    socket_.listen(128);
    port_ = socket_.address().port();
    listener_ = std::thread([this] { listen(); });
}

ScriptedHttpServer::~ScriptedHttpServer()
{
    stopping_ = true;
    listener_.join();
    drop_connections();
    for (std::thread& thread : threads_)
        thread.join();
}

void ScriptedHttpServer::listen()
{
    while (!stopping_) {
        if (!socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) continue;
        Poco::Net::StreamSocket peer = socket_.acceptConnection();
        peer.setNoDelay(true);
        ++connections_;
        const std::lock_guard lock(mutex_);
        open_.push_back(peer);
        threads_.emplace_back([this, peer] { serve(peer); });
    }
}

void ScriptedHttpServer::serve(Poco::Net::StreamSocket socket)
{
    std::string buffer;
    try {
        for (;;) {
            std::size_t end = 0;
            while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
                if (!more(socket, buffer)) return socket.shutdown();
            HttpRequest request;
            const std::size_t begin = buffer.find(' ') + 1;
            request.method = buffer.substr(0, begin - 1);
            request.target = buffer.substr(begin, buffer.find(' ', begin) - begin);
            const std::size_t length = length_in(buffer.substr(0, end));
            while (buffer.size() < end + 4 + length)
                if (!more(socket, buffer)) return socket.shutdown();
            request.body = buffer.substr(end + 4, length);
            buffer.erase(0, end + 4 + length);
            {
                const std::lock_guard lock(mutex_);
                targets_.push_back(request.target);
            }
            const HttpAnswer answer = answer_(request);
            socket.sendBytes(answer.raw.data(), static_cast<int>(answer.raw.size()), MSG_NOSIGNAL);
            if (answer.stall)
                while (!stopping_)
                    socket.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_ERROR);
            if (answer.drop) return socket.shutdown();
        }
    } catch (const Poco::Exception&) {
        // The client has gone.
    }
}

std::vector<std::string> ScriptedHttpServer::targets() const
{
    const std::lock_guard lock(mutex_);
    return targets_;
}

void ScriptedHttpServer::drop_connections()
{
    const std::lock_guard lock(mutex_);
    for (Poco::Net::StreamSocket& socket : open_)
        ::shutdown(socket.impl()->sockfd(), SHUT_RDWR);
}

} // namespace dosah::tests
