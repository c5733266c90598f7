// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "connectors/mailbox/settings.h"

#include <functional>
#include <memory>

namespace dosah::connectors::mailbox {

/// What is asked of a server in one go.
struct Ask
{
    std::string path{};                   ///< of the url, after its slash
    std::string command{};                ///< in place of what libcurl would say there; empty: that
    std::size_t limit = 16 * 1024 * 1024; ///< bytes of an answer's body; more end it with an error
    bool one_line = false;                ///< the answer is a line and has no body
};

struct Answer
{
    int code = 0; ///< CURLcode
    std::string body;
    bool new_login = false; ///< it needed one: the server has forgotten what it was told before
};

/// One login at a mailbox server over libcurl, kept open between calls and opened again when it was lost. A token that
/// is refused is renewed once. One thread.
class Transfer
{
public:
    /// `stop` is asked while waiting.
    Transfer(const Settings& settings, const std::function<bool()>& stop);
    ~Transfer();
    Transfer(const Transfer&) = delete;

    /// Throws Error(unavailable) when there is no access token.
    Answer ask(const Ask& ask);
    /// The same, and throws Error(unavailable) with what to do when it went wrong in any way.
    Answer demand(const Ask& ask);
    /// Throws that error for an answer of ask().
    [[noreturn]] void give_up(const Answer& answer) const;

private:
    struct Handle;
    Answer perform(const Ask& ask);

    const Settings& settings_;
    const std::function<bool()>& stop_;
    std::string token_;
    std::unique_ptr<Handle> handle_;
};

/// Fetches access tokens over HTTPS.
channel::TokenReply post_form(const channel::OAuth& settings, const std::string& form);

} // namespace dosah::connectors::mailbox
