// SPDX-License-Identifier: EUPL-1.2
// A mailbox that nobody has looked into for long.
#include "connectors/mailbox/mailbox.h"
#include "tests/support/dovecot_server.h"

#include <catch2/catch.hpp>

#include <iostream>

using namespace dosah;
using namespace dosah::tests;

namespace {

constexpr std::size_t messages = 10000;

/// What this process has in memory, in KiB.
long memory()
{
    const std::string text = read_file("/proc/self/status");
    return std::stol(text.substr(text.find("VmRSS:") + 6));
}

/// Takes and forgets, and looks at the memory now and then.
struct Counting final : channel::InboundSink
{
    void take(std::int64_t, const channel::InboundItem& item) override
    {
        bytes += item.raw.size();
        if (++taken == messages / 10) early = memory();
        if (taken % 500 == 0) most = std::max(most, memory());
    }
    std::string position(std::int64_t) override { return place; }
    void save_position(std::int64_t, const std::string& position) override { place = position; }

    std::size_t taken = 0;
    std::size_t bytes = 0;
    long early = 0;
    long most = 0;
    std::string place;
};

} // namespace

TEST_CASE("a mailbox of ten thousand messages is read in bounded memory")
{
    const bool pop3 = GENERATE(false, true);
    DovecotServer dovecot;
    // 10 KB each, every hundredth 1 MB: together two hundred megabytes.
    const std::string line(75, 'x');
    for (std::size_t i = 0; i < messages; ++i) {
        std::string text = "Subject: " + std::to_string(i) + "\r\n\r\n";
        const std::size_t size = i % 100 == 99 ? 1000000 : 10000;
        while (text.size() < size)
            text += line + "\r\n";
        dovecot.deliver("posta@obec.test", text);
    }
    channel::AccountSettings account;
    account.id = 5;
    account.settings = {{"url", pop3 ? "pop3://127.0.0.1:" + std::to_string(dovecot.pop3_port())
                                     : "imap://127.0.0.1:" + std::to_string(dovecot.imap_port())},
                        {"tls", "none"},
                        {"user", "posta@obec.test"}};
    account.secrets = {{"password", DovecotServer::password()}};
    Counting sink;
    const auto begin = std::chrono::steady_clock::now();
    CHECK(connectors::mailbox_kind().make(account).poller->poll(sink, [] { return false; }) == messages);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << (pop3 ? "POP3: " : "IMAP: ") << sink.taken << " messages, " << sink.bytes / 1000000 << " MB, in "
              << seconds << " s; " << sink.early / 1024 << " MiB after a tenth, at most " << sink.most / 1024
              << " MiB\n";
    CHECK(sink.bytes > 190000000);
    // With the sanitizers freed memory is held back for a while.
#if defined(__SANITIZE_ADDRESS__)
    CHECK(sink.most < sink.early + 160 * 1024);
#else
    CHECK(sink.most < sink.early + 16 * 1024);
#endif
}
