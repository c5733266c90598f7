// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <Poco/Net/ServerSocket.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dosah::tests {

/// What a gateway submitted.
struct Submitted
{
    std::string id; ///< given by the operator
    std::string sender;
    std::string recipient;
    int data_coding = 0;
    bool wants_receipt = false;
    std::string body; ///< short_message as it came
};

/// An SMS operator that speaks as much of SMPP 3.4 as Kannel wants: binds of any name, submit_sm, enquire_link, unbind,
/// and receipts when the test says so. One client at a time, on a free loopback port.
class SmppOperator
{
public:
    SmppOperator();
    SmppOperator(const SmppOperator&) = delete;
    ~SmppOperator();

    int port() const { return port_; }
    bool bound() const { return bound_; }
    std::vector<Submitted> submitted() const;
    /// Sends the receipt (deliver_sm) of a message: stat is DELIVRD, UNDELIV ... False when nobody is bound.
    bool receipt(const Submitted& message, const std::string& stat);

private:
    struct Pdu
    {
        std::uint32_t command = 0;
        std::uint32_t sequence = 0;
        std::string body;
    };

    void listen();
    void serve(Poco::Net::StreamSocket& client);
    bool read(Poco::Net::StreamSocket& client, Pdu& pdu);
    void write(Poco::Net::StreamSocket& client, const Pdu& pdu);
    Submitted take(const std::string& body);

    Poco::Net::ServerSocket socket_;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<bool> bound_{false};
    mutable std::mutex mutex_; ///< what follows, and writing
    Poco::Net::StreamSocket client_;
    std::vector<Submitted> submitted_;
    std::uint32_t sequence_ = 0;
    std::thread listener_;
};

} // namespace dosah::tests
