// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/support/recording_smtp_server.h"

namespace dosah::tests {

/// One connection of a recording server, in its own thread.
class SmtpDialogue
{
public:
    SmtpDialogue(RecordingSmtpServer& server, Poco::Net::StreamSocket socket, int number);
    void run();
    /// After run().
    void close();

private:
    void handle(const std::string& text);
    void start_tls();
    std::string capabilities() const;
    void auth(const std::string& text);
    void mail(const std::string& text);
    void rcpt(const std::string& text);
    void data(const std::string& text);
    void bdat(const std::string& text);
    void finish(std::string content, bool chunked);
    void reset();
    void confirm(bool said);

    std::optional<SmtpFault> fault_at(SmtpPoint point, const std::string& subject);
    bool answer(SmtpPoint point, const std::string& subject, const std::string& usual);
    void say(std::string text, std::chrono::milliseconds byte_pause = {});
    void send(std::string_view bytes);
    void complain(const std::string& text);
    void expect_last_of_group(const std::string& text);
    bool has_more() const { return begin_ < buffer_.size(); }
    void more();
    std::string line();

    RecordingSmtpServer& server_;
    Poco::Net::StreamSocket socket_;
    int number_;
    int taken_ = 0; ///< messages
    bool secure_ = false;
    bool greeted_ = false;
    bool authenticated_ = false;
    bool in_transaction_ = false;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t record_ = 0; ///< where the message last taken stands
    std::string chunks_;     ///< of BDAT without LAST
    RecordedMessage envelope_;
};

} // namespace dosah::tests
