// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/kannel/settings.h"

#include <Poco/Net/StreamSocket.h>

#include <stdexcept>

namespace dosah::connectors::kannel {

/// The connection could not be made, or went before a whole answer was there.
struct Broken : std::runtime_error
{
    Broken(std::string short_code, const std::string& words) : std::runtime_error(words), code(std::move(short_code)) {}
    std::string code; ///< "connect", "timeout", "closed", "protocol"
};

struct Answer
{
    int status = 0;
    std::string body;
    std::string retry_after;
};

/// One kept-alive connection to the gateway. It is not Poco's HTTPClientSession because that one connects and, after a
/// failed write, sends again by itself: here connecting comes before the question to the sink, and nothing is sent
/// twice. A request is one write, its answer as a rule one read. One thread.
class Connection
{
public:
    /// Throws Broken.
    explicit Connection(const Settings& settings);

    /// May it carry another request? False when it is long idle, or the server closed it or said something unasked.
    bool usable();
    /// Throws Broken; what was written may have been taken all the same.
    void write(std::string_view request);
    /// Reads the whole answer (at most 64 KiB) within the settings' time. Throws Broken. Another request may follow
    /// only while usable().
    Answer read();

private:
    std::size_t receive(std::chrono::steady_clock::time_point deadline); ///< 0: the end of the stream

    Poco::Net::StreamSocket socket_;
    const std::chrono::seconds timeout_;
    std::chrono::steady_clock::time_point last_use_;
    std::string received_;
    bool keep_ = true;
};

} // namespace dosah::connectors::kannel
