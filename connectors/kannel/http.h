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
/// twice. One thread.
class Connection
{
public:
    /// Throws Broken.
    explicit Connection(const Settings& settings);

    /// May it carry another request? False when the server closed it or said something unasked.
    bool usable();
    /// Sends a GET and reads the whole answer (at most 64 KiB). Throws Broken; may be called again only while usable().
    Answer get(const Settings& settings, const std::string& target);

private:
    Poco::Net::StreamSocket socket_;
    std::chrono::steady_clock::time_point last_use_;
    bool keep_ = true;
};

} // namespace dosah::connectors::kannel
