// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/child_process.h"
#include "tests/support/ledger_sink.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;

TEST_CASE("the next message's mark is asked for before the current one leaves, and never a third")
{
    SmtpScript script;
    script.pipelining = GENERATE(true, false);
    SmtpBench bench(script);
    LedgerSink sink;
    bench.connector->send(SmtpBench::messages(4), sink);
    CHECK(sink.order() == std::vector<std::string>{"begin 1", "begin 2", "hand 1", "outcome 1", "begin 3", "hand 2",
                                                   "outcome 2", "begin 4", "hand 3", "outcome 3", "hand 4",
                                                   "outcome 4"});
    CHECK(sink.breaches().empty());
    CHECK(sink.most_open() == 2);
    CHECK(bench.server.count() == 4);
    CHECK(bench.server.connections() == 1);
}

TEST_CASE("a message the sink refuses after the server waits for it costs the connection, a pause only one of them")
{
    SmtpBench bench;
    LedgerSink sink;
    sink.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id < 3; };
    bench.connector->send(SmtpBench::messages(30), sink);
    CHECK(sink.outcomes().size() == 2);
    CHECK(sink.refused().size() == 28);
    CHECK(sink.breaches().empty());
    CHECK(bench.server.count() == 2);
    CHECK(bench.server.connections() == 2);
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("a message costs one round trip: its answer comes only after the next message's commands arrived")
{
    SmtpScript script;
    script.chunking = GENERATE(true, false);
    script.faults = {{.point = SmtpPoint::taken, .times = 9, .await_more = true}};
    SmtpBench bench(script);
    LedgerSink sink;
    bench.connector->send(SmtpBench::messages(10), sink);
    for (const auto& [id, outcome] : sink.outcomes())
        CHECK(outcome.kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 10);
    CHECK(bench.server.connections() == 1);
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("a message's outcome is reported when its answer came, not when the next message's answers have")
{
    SmtpBench bench({}, {{"timeout_seconds", "30"}});
    LedgerSink sink;
    bool dropped = false;
    sink.after_outcome = [&](const channel::OutgoingMessage& message) {
        if (message.attempt_id != 1 || std::exchange(dropped, true)) return;
        // The server says nothing to the second RCPT: only this call ends the wait.
        bench.server.set_faults({});
        bench.server.drop_connections();
    };
    bench.server.set_faults({{SmtpPoint::rcpt, "person2@", "", false, true}});
    bench.connector->send(SmtpBench::messages(2), sink);
    CHECK(sink.outcomes().at(1).kind == OutcomeKind::accepted);
    CHECK(sink.outcomes().at(2).kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 2);
}

namespace {

struct GroupCase
{
    std::string name;
    std::vector<SmtpFault> faults;
    bool data_without_recipient;
    std::vector<std::string> kinds; ///< of messages 1, 2, 3
    int connections;
};

const std::vector<GroupCase>& group_cases()
{
    using enum SmtpPoint;
    static const std::vector<GroupCase> table = {
        {"RCPT refused, DATA 554",
         {{rcpt, "person2@", "550 5.1.1 no"}},
         false,
         {"accepted", "address_dead", "accepted"},
         1},
        {"RCPT refused, DATA 354", {{rcpt, "person2@", "450 4.2.0 no"}}, true, {"accepted", "later", "accepted"}, 1},
        {"RCPT refused first, DATA 354",
         {{rcpt, "person1@", "550 5.1.1 no"}},
         true,
         {"address_dead", "accepted", "accepted"},
         1},
        {"RCPT refused last, DATA 354",
         {{rcpt, "person3@", "550 5.7.1 no"}},
         true,
         {"accepted", "accepted", "rejected"},
         1},
        {"MAIL refused, DATA 503",
         {{mail, "", "451 4.3.0 no", false, false, 1}},
         false,
         {"later", "accepted", "accepted"},
         1},
        {"MAIL refused, DATA 354",
         {{mail, "", "451 4.3.0 no", false, false, 1}},
         true,
         {"later", "accepted", "accepted"},
         1},
        {"DATA refused", {{data, "person2@", "451 4.3.0 no"}}, false, {"accepted", "later", "accepted"}, 1},
        {"content refused, next one fine",
         {{dot, "person2@", "554 5.6.0 no"}},
         false,
         {"accepted", "rejected", "accepted"},
         1},
        {"content refused, next recipient too",
         {{dot, "person1@", "452 4.3.1 full"}, {rcpt, "person2@", "550 5.1.1 no"}},
         false,
         {"later", "address_dead", "accepted"},
         1},
        {"every reply in several lines",
         {{taken, "", "250-2.0.0 it\r\n250-2.0.0 is\r\n250 2.0.0 taken"},
          {rcpt, "person2@", "550-5.1.1 no\r\n550 5.1.1 no"}},
         false,
         {"accepted", "address_dead", "accepted"},
         1},
        {"421 to the content, the rest of the group unanswered",
         {{dot, "person1@", "421 4.3.2 going down", true}},
         false,
         {"later", "accepted", "accepted"},
         2},
        {"421 to MAIL behind an accepted content",
         {{idle, "person1@", "421 4.4.2 enough", true}},
         false,
         {"accepted", "accepted", "accepted"},
         2},
        {"closed behind an accepted content",
         {{idle, "person1@", "", true}},
         false,
         {"accepted", "accepted", "accepted"},
         2},
        {"421 to RCPT", {{rcpt, "person2@", "421 4.7.0 slow", true}}, false, {"accepted", "later", "accepted"}, 2},
        {"RCPT refused, closed before DATA is answered",
         {{rcpt, "person2@", "550 5.1.1 no", true}},
         false,
         {"accepted", "address_dead", "accepted"},
         2},
        {"closed at RCPT", {{rcpt, "person2@", "", true, false, 1}}, false, {"accepted", "accepted", "accepted"}, 2},
        {"closed at RCPT, always", {{rcpt, "person2@", "", true}}, false, {"accepted", "later", "accepted"}, 3},
        {"closed after the end of the content, the next one goes on",
         {{taken, "person1@", "", true}},
         false,
         {"unknown", "accepted", "accepted"},
         2},
        {"an answer too many behind DATA's",
         {{data, "person1@", "354 go\r\n250 2.0.0 taken already", false, false, 1}},
         false,
         {"later", "accepted", "accepted"},
         2},
        {"RSET refused",
         {{rcpt, "person1@", "550 5.1.1 no"}, {rset, "", "500 5.5.1 what", false, false, 1}},
         false,
         {"address_dead", "accepted", "accepted"},
         2},
        {"answers byte by byte",
         {{.point = mail, .byte_pause = std::chrono::milliseconds(1)},
          {.point = taken, .byte_pause = std::chrono::milliseconds(1)}},
         false,
         {"accepted", "accepted", "accepted"},
         1},
    };
    return table;
}

} // namespace

TEST_CASE("each answer of a group is read for what it says, and a refusal in it costs no other message")
{
    for (const GroupCase& one : group_cases()) {
        INFO(one.name);
        SmtpScript script;
        script.faults = one.faults;
        script.data_without_recipient = one.data_without_recipient;
        SmtpBench bench(script);
        LedgerSink sink;
        bench.connector->send(SmtpBench::messages(3), sink);
        const auto outcomes = sink.outcomes();
        REQUIRE(outcomes.size() == 3);
        std::size_t accepted = 0;
        for (std::int64_t id = 1; id <= 3; ++id) {
            INFO("message " << id << ": " << outcomes.at(id).code << ' ' << outcomes.at(id).text);
            CHECK(channel::to_string(outcomes.at(id).kind) == one.kinds.at(static_cast<std::size_t>(id - 1)));
            accepted += outcomes.at(id).kind == OutcomeKind::accepted ? 1 : 0;
        }
        CHECK(bench.server.connections() == one.connections);
        CHECK(sink.breaches().empty());
        CHECK(bench.server.complaints().empty());
        for (const auto& [recipient, times] : bench.server.per_recipient())
            CHECK(times == 1);
        CHECK(bench.server.count() >= accepted);
    }
}

TEST_CASE("a relay that closes while the sink takes its time is replaced before any content is written")
{
    SmtpScript script;
    script.chunking = GENERATE(true, false);
    SmtpBench bench(script);
    LedgerSink sink;
    bool once = true;
    sink.before_hand = [&](const channel::OutgoingMessage& message) {
        if (message.attempt_id != 2 || !std::exchange(once, false)) return;
        bench.server.drop_connections();
        const auto begin = std::chrono::steady_clock::now();
        wait_until([&] {
            return bench.server.open_connections() == 0 &&
                   std::chrono::steady_clock::now() - begin > std::chrono::milliseconds(5);
        });
    };
    bench.connector->send(SmtpBench::messages(3), sink);
    for (std::int64_t id = 1; id <= 3; ++id)
        CHECK(sink.outcomes().at(id).kind == OutcomeKind::accepted);
    CHECK(bench.server.count() == 3);
    CHECK(bench.server.connections() == 2);
}
