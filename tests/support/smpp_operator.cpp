// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/smpp_operator.h"

#include <Poco/Net/NetException.h>
#include <sys/socket.h>

namespace dosah::tests {

namespace {

// SMPP 3.4, 5.1.2.1
constexpr std::uint32_t bind_receiver = 0x01;
constexpr std::uint32_t bind_transmitter = 0x02;
constexpr std::uint32_t submit_sm = 0x04;
constexpr std::uint32_t deliver_sm = 0x05;
constexpr std::uint32_t unbind = 0x06;
constexpr std::uint32_t bind_transceiver = 0x09;
constexpr std::uint32_t enquire_link = 0x15;
constexpr std::uint32_t response = 0x80000000;

std::string number32(std::uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xFF);
    return bytes;
}

std::uint32_t read32(const std::string& bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes.at(i));
    return value;
}

/// A C-octet string, its end included.
std::string c_text(const std::string& text)
{
    return text + '\0';
}

std::string take_text(const std::string& body, std::size_t& at)
{
    const std::size_t end = body.find('\0', at);
    std::string text = body.substr(at, end - at);
    at = end + 1;
    return text;
}

} // namespace

SmppOperator::SmppOperator()
{
    socket_.bind(Poco::Net::SocketAddress("127.0.0.1", 0), true);
    socket_.listen(8);
    port_ = socket_.address().port();
    listener_ = std::thread([this] { listen(); });
}

SmppOperator::~SmppOperator()
{
    stopping_ = true;
    {
        const std::lock_guard lock(mutex_);
        ::shutdown(client_.impl()->sockfd(), SHUT_RDWR);
    }
    listener_.join();
}

void SmppOperator::listen()
{
    while (!stopping_) {
        if (!socket_.poll(Poco::Timespan(20000), Poco::Net::Socket::SELECT_READ)) continue;
        Poco::Net::StreamSocket client = socket_.acceptConnection();
        {
            const std::lock_guard lock(mutex_);
            client_ = client;
        }
        try {
            serve(client);
        } catch (const Poco::Exception&) {
            // The gateway has gone.
        }
        bound_ = false;
    }
}

void SmppOperator::serve(Poco::Net::StreamSocket& client)
{
    Pdu pdu;
    while (!stopping_ && read(client, pdu)) {
        std::string body;
        if (pdu.command == bind_receiver || pdu.command == bind_transmitter || pdu.command == bind_transceiver)
            body = c_text("operator");
        else if (pdu.command == submit_sm)
            body = c_text(take(pdu.body).id);
        else if (pdu.command != enquire_link && pdu.command != unbind)
            continue; // an answer to us
        const std::lock_guard lock(mutex_);
        write(client, {pdu.command | response, pdu.sequence, body});
        if (pdu.command == bind_receiver || pdu.command == bind_transceiver) bound_ = true;
    }
}

bool SmppOperator::read(Poco::Net::StreamSocket& client, Pdu& pdu)
{
    std::string bytes;
    const auto fill = [&](std::size_t size) {
        while (bytes.size() < size) {
            char chunk[4096];
            const int got = client.receiveBytes(chunk, static_cast<int>(std::min(sizeof chunk, size - bytes.size())));
            if (got <= 0) return false;
            bytes.append(chunk, static_cast<std::size_t>(got));
        }
        return true;
    };
    if (!fill(16)) return false;
    const std::uint32_t length = read32(bytes, 0);
    if (length < 16 || length > 65536 || !fill(length)) return false;
    pdu = {read32(bytes, 4), read32(bytes, 12), bytes.substr(16)};
    return true;
}

void SmppOperator::write(Poco::Net::StreamSocket& client, const Pdu& pdu)
{
    const std::string bytes = number32(static_cast<std::uint32_t>(16 + pdu.body.size())) + number32(pdu.command) +
                              number32(0) + number32(pdu.sequence) + pdu.body;
    client.sendBytes(bytes.data(), static_cast<int>(bytes.size()), MSG_NOSIGNAL);
}

Submitted SmppOperator::take(const std::string& body)
{
    Submitted message;
    std::size_t at = 0;
    take_text(body, at); // service type
    at += 2;             // type and plan of the sender's number
    message.sender = take_text(body, at);
    at += 2;
    message.recipient = take_text(body, at);
    at += 3;             // esm class, protocol, priority
    take_text(body, at); // schedule
    take_text(body, at); // validity
    message.wants_receipt = (body.at(at) & 1) != 0;
    message.data_coding = static_cast<unsigned char>(body.at(at + 2));
    const auto length = static_cast<unsigned char>(body.at(at + 4));
    message.body = body.substr(at + 5, length);
    const std::lock_guard lock(mutex_);
    const std::string number = std::to_string(submitted_.size() + 1);
    message.id = std::string(8 - number.size(), '0') + number;
    submitted_.push_back(message);
    return message;
}

std::vector<Submitted> SmppOperator::submitted() const
{
    const std::lock_guard lock(mutex_);
    return submitted_;
}

bool SmppOperator::receipt(const Submitted& message, const std::string& stat)
{
    const std::string number(2, '\1'); // international, E.164
    const std::string words = "id:" + message.id + " sub:001 dlvrd:" + (stat == "DELIVRD" ? "001" : "000") +
                              " submit date:2601010000 done date:2601010001 stat:" + stat +
                              " err:" + (stat == "DELIVRD" ? "000" : "011") + " text:";
    const std::string receipt_class = "\4";
    const std::string body = c_text("") + number + c_text(message.recipient) + number + c_text(message.sender) +
                             receipt_class + std::string(2, '\0') + c_text("") + c_text("") + std::string(4, '\0') +
                             static_cast<char>(words.size()) + words;
    const std::lock_guard lock(mutex_);
    if (!bound_) return false;
    try {
        write(client_, {deliver_sm, ++sequence_, body});
    } catch (const Poco::Exception&) {
        return false;
    }
    return true;
}

} // namespace dosah::tests
