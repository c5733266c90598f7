// SPDX-License-Identifier: EUPL-1.2
#include "smtp_bench.h"
#include "tests/support/child_process.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using channel::Outcome;
using channel::OutcomeKind;

namespace {

struct Case
{
    std::string name;
    SmtpFault fault;
    OutcomeKind kind;
    std::string code;
    bool handed;
    std::size_t recorded; ///< how many messages the server holds of the faulty one
};

const std::vector<Case>& cases()
{
    using enum SmtpPoint;
    using enum OutcomeKind;
    static const std::vector<Case> table = {
        {"greeting 421", {greeting, "", "421 4.3.2 busy", true}, later, "connect 421 4.3.2", false, 0},
        {"greeting 554",
         {greeting, "", "554 5.7.1 you are listed", true},
         connector_broken,
         "connect 554 5.7.1",
         false,
         0},
        {"no greeting, closed", {greeting, "", "", true}, later, "closed", false, 0},
        {"silent greeting", {greeting, "", "", false, true}, later, "timeout", false, 0},
        {"garbage greeting", {greeting, "", "SSH-2.0-OpenSSH_9.2"}, later, "protocol", false, 0},
        {"EHLO 421", {ehlo, "", "421 4.3.2 going down", true}, later, "connect 421 4.3.2", false, 0},
        {"closed inside EHLO's reply", {ehlo, "", "250-recording.test\r\n", true}, later, "closed", false, 0},
        {"MAIL 451", {mail, "", "451 4.3.0 later please"}, later, "451 4.3.0", false, 0},
        {"MAIL 550", {mail, "", "550 5.7.1 sender not wanted"}, rejected, "550 5.7.1", false, 0},
        {"MAIL 530", {mail, "", "530 5.7.0 authenticate"}, connector_broken, "530 5.7.0", false, 0},
        {"MAIL 421", {mail, "", "421 4.7.0 too many", true}, later, "421 4.7.0", false, 0},
        {"closed at MAIL", {mail, "", "", true}, later, "closed", false, 0},
        {"RCPT 550 5.1.1", {rcpt, "", "550 5.1.1 unknown"}, address_dead, "550 5.1.1", false, 0},
        {"RCPT 550 5.1.2", {rcpt, "", "550 5.1.2 no such domain"}, address_dead, "550 5.1.2", false, 0},
        {"RCPT 501 5.1.3", {rcpt, "", "501 5.1.3 bad address"}, address_dead, "501 5.1.3", false, 0},
        {"RCPT 550 5.1.6", {rcpt, "", "550 5.1.6 moved"}, address_dead, "550 5.1.6", false, 0},
        {"RCPT 550 5.1.10", {rcpt, "", "550 5.1.10 null MX"}, address_dead, "550 5.1.10", false, 0},
        {"RCPT 550 5.2.1", {rcpt, "", "550 5.2.1 disabled"}, address_dead, "550 5.2.1", false, 0},
        {"RCPT 552 5.2.2", {rcpt, "", "552 5.2.2 mailbox full"}, rejected, "552 5.2.2", false, 0},
        {"RCPT 554 5.7.1", {rcpt, "", "554 5.7.1 relay denied"}, rejected, "554 5.7.1", false, 0},
        {"RCPT 550 in words", {rcpt, "", "550 No such user here"}, address_dead, "550", false, 0},
        {"RCPT 550 alone", {rcpt, "", "550 not today"}, rejected, "550", false, 0},
        {"RCPT 450", {rcpt, "", "450 4.2.0 greylisted"}, later, "450 4.2.0", false, 0},
        {"RCPT 421", {rcpt, "", "421 4.7.28 slow down", true}, later, "421 4.7.28", false, 0},
        {"RCPT in several lines",
         {rcpt, "", "550-5.1.1 The account\r\n550-5.1.1 you wrote to\r\n550 5.1.1 is gone"},
         address_dead,
         "550 5.1.1",
         false,
         0},
        {"closed at RCPT", {rcpt, "", "", true}, later, "closed", false, 0},
        {"closed inside RCPT's reply", {rcpt, "", "550-5.1.1 half\r\n", true}, later, "closed", false, 0},
        {"RCPT changes its code", {rcpt, "", "550-5.1.1 a\r\n250 b"}, later, "protocol", false, 0},
        {"RCPT garbage", {rcpt, "", "\x01\xff\xfe what"}, later, "protocol", false, 0},
        {"RCPT silence", {rcpt, "", "", false, true}, later, "timeout", false, 0},
        {"DATA 451", {data, "", "451 4.3.0 no room"}, later, "451 4.3.0", false, 0},
        {"DATA 554", {data, "", "554 5.7.0 policy"}, rejected, "554 5.7.0", false, 0},
        {"DATA 250", {data, "", "250 what"}, later, "250", false, 0},
        {"closed at DATA", {data, "", "", true}, later, "closed", false, 0},
        {"closed inside the content", {content, "", "", true}, unknown, "closed", true, 0},
        {"closed after the dot, not taken", {dot, "", "", true}, unknown, "closed", true, 0},
        {"closed after the dot, taken", {taken, "", "", true}, unknown, "closed", true, 1},
        {"closed inside the last reply", {taken, "", "250-2.0.0 nearly\r\n", true}, unknown, "closed", true, 1},
        {"silent after the dot", {taken, "", "", false, true}, unknown, "timeout", true, 1},
        {"garbage after the dot", {taken, "", "??", true}, unknown, "protocol", true, 1},
        {"354 after the dot", {taken, "", "354 again", true}, unknown, "354", true, 1},
        {"451 after the dot", {dot, "", "451 4.3.0 disk full"}, later, "451 4.3.0", true, 0},
        {"421 after the dot", {dot, "", "421 4.3.2 going down", true}, later, "421 4.3.2", true, 0},
        {"550 after the dot", {dot, "", "550 5.7.1 spam"}, rejected, "550 5.7.1", true, 0},
        {"550 5.1.1 after the dot", {dot, "", "550 5.1.1 unknown"}, address_dead, "550 5.1.1", true, 0},
    };
    return table;
}

} // namespace

TEST_CASE("each fault of a server is reported as the one outcome it means, and the next message goes through")
{
    const bool pipelining = GENERATE(true, false);
    for (const Case& one : cases()) {
        INFO(one.name << (pipelining ? ", pipelining" : ", one command at a time"));
        SmtpScript script;
        script.pipelining = pipelining;
        script.faults = {one.fault};
        SmtpBench bench(script);
        const Outcome outcome = bench.send(SmtpBench::message(1));
        CHECK(channel::to_string(outcome.kind) == channel::to_string(one.kind));
        CHECK(outcome.code == one.code);
        CHECK(outcome.handed == one.handed);
        CHECK(bench.server.count() == one.recorded);

        bench.server.set_faults({});
        CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
        CHECK(bench.server.count() == one.recorded + 1);
        CHECK(bench.server.complaints().empty());
    }
}

TEST_CASE("a refused recipient between two good ones costs only itself, on the same connection")
{
    SmtpScript script;
    script.pipelining = GENERATE(true, false);
    script.faults = {{SmtpPoint::rcpt, "person2@", "550 5.1.1 unknown"}};
    SmtpBench bench(script);
    const std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2),
                                                         SmtpBench::message(3)};
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.outcomes.only(1).kind == OutcomeKind::accepted);
    CHECK(bench.outcomes.only(2).kind == OutcomeKind::address_dead);
    CHECK_FALSE(bench.outcomes.only(2).handed);
    CHECK(bench.outcomes.only(3).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 1);
    CHECK(bench.server.complaints().empty());
}

TEST_CASE("a server that waits for content though it took no recipient is hung up on")
{
    SmtpScript script;
    script.faults = {{SmtpPoint::rcpt, "", "550 5.1.1 unknown\r\n354 go ahead all the same"}};
    SmtpBench bench(script);
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::address_dead);
    bench.server.set_faults({});
    CHECK(bench.send(SmtpBench::message(2)).kind == OutcomeKind::accepted);
    CHECK(bench.server.connections() == 2);
}

TEST_CASE("what the sink does not allow is not sent and not reported")
{
    SmtpBench bench;
    bench.outcomes.allow = [](const channel::OutgoingMessage& message) { return message.attempt_id != 1; };
    const std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2)};
    bench.connector->send(batch, bench.outcomes);
    CHECK_FALSE(bench.outcomes.outcomes().contains(1));
    CHECK(bench.outcomes.only(2).kind == OutcomeKind::accepted);
    REQUIRE(bench.server.count() == 1);
    CHECK(bench.server.messages().front().recipient == "person2@obec.test");
}

TEST_CASE("the sink is asked only once the server waits for the content")
{
    SmtpBench bench;
    std::size_t seen = 0;
    bench.outcomes.before_answer = [&] {
        seen = bench.server.commands().size();
        CHECK(bench.server.commands().back() == "DATA");
        CHECK(bench.server.count() == 0);
    };
    CHECK(bench.send(SmtpBench::message(1)).kind == OutcomeKind::accepted);
    CHECK(seen == 4); // EHLO, MAIL, RCPT, DATA
}

TEST_CASE("a sink that cannot answer sends nothing and every message comes back as not handed")
{
    SmtpBench bench;
    bench.outcomes.before_answer = [] { throw unavailable_error("the store is away"); };
    const std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2)};
    bench.connector->send(batch, bench.outcomes);
    for (const std::int64_t id : {1, 2}) {
        CHECK(bench.outcomes.only(id).kind == OutcomeKind::later);
        CHECK_FALSE(bench.outcomes.only(id).handed);
    }
    CHECK(bench.server.count() == 0);
}

TEST_CASE("nobody listening is trouble for later, for each message of the batch")
{
    RecordingOutcomes outcomes;
    const auto connector = SmtpBench::make(free_port(), {}, "");
    const std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2)};
    connector->send(batch, outcomes);
    CHECK(outcomes.only(1).code == "connect");
    CHECK(outcomes.only(2).kind == OutcomeKind::later);
    CHECK_FALSE(connector->check().good);
}

TEST_CASE("when the connection breaks after the first of two, only the first is in doubt")
{
    SmtpScript script;
    script.faults = {{SmtpPoint::taken, "person1@", "", true}};
    SmtpBench bench(script);
    const std::vector<channel::OutgoingMessage> batch = {SmtpBench::message(1), SmtpBench::message(2)};
    bench.connector->send(batch, bench.outcomes);
    CHECK(bench.outcomes.only(1).kind == OutcomeKind::unknown);
    CHECK(bench.outcomes.only(2).kind == OutcomeKind::accepted);
    CHECK(bench.server.per_recipient().at("person2@obec.test") == 1);
}
