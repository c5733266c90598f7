// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/end_to_end/installation.h"
#include "tests/support/recording_smtp_server.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace dosah::tests {

/// What the ledger says of each message beside what the server recorded.
struct Comparison
{
    std::map<std::string, std::int64_t> states; ///< the ledger's, with how many messages each
    int accepted_once = 0;                      ///< people whom the server has exactly one message for
    int doubled = 0;                            ///< people whom it has several for
    int lost = 0;      ///< people who have none though the ledger says sent, or who are not ended in the ledger at all
    int in_doubt = 0;  ///< the ledger shows them to a person
    int left_most = 0; ///< the most that one killed daemon left handed without an end
    std::vector<std::string> faults; ///< every single one in words: message, status, complaint of the server

    bool clean() const { return faults.empty(); }
};

/// A town with people and a campaign "forum" by email to a recording SMTP server.
class Mailing
{
public:
    static constexpr int connections = 10;

    Mailing(StoreKind kind, int people, const std::map<std::string, std::string>& config = {}, SmtpScript script = {},
            const std::vector<std::string>& relay = {});

    static std::string address_of(int person); ///< from 1
    int people() const { return people_; }
    RecordingSmtpServer& server() { return server_; }
    Installation& town() { return town_; }
    store::Session store() { return store_->session(); }

    void launch() const;
    /// Throws std::runtime_error with the daemons' log when it does not come in time.
    void wait_for(const std::string& what, const std::function<bool()>& condition,
                  std::chrono::milliseconds limit = std::chrono::seconds(60));
    void wait_for_recorded(std::size_t count);
    bool finished();
    void wait_until_finished();
    void kill(int number = 0);                    ///< Installation::kill, and sees what that daemon left
    std::int64_t count(const std::string& state); ///< messages in it
    std::string state(const std::string& address);
    std::string state_reason(const std::string& address);
    /// Messages that were handed over more than once. Where the server refuses nothing, none has a reason to be.
    std::size_t handed_again();

    /// Message by message, and with what an operator is told by `campaign status`. The campaign must be finished.
    Comparison compare();

private:
    const int people_;
    RecordingSmtpServer server_;
    Installation town_;
    std::unique_ptr<store::Database> store_;
    int left_most_ = 0;
};

} // namespace dosah::tests
