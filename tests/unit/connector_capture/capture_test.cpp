// SPDX-License-Identifier: EUPL-1.2
#include "connectors/capture/capture.h"
#include "tests/support/recording_sink.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <fstream>
#include <thread>

using namespace dosah;
using namespace dosah::tests;
using channel::OutcomeKind;
using channel::OutgoingMessage;

namespace {

channel::Transport make(std::map<std::string, std::string> settings)
{
    channel::AccountSettings account;
    account.id = 3;
    account.settings = std::move(settings);
    return connectors::capture_kind().make(account);
}

OutgoingMessage message(std::int64_t id, const std::string& recipient = "osoba@obec.test")
{
    OutgoingMessage result;
    result.attempt_id = id;
    result.recipient = recipient;
    result.sender = "mesto@obec.test";
    result.content = "P\xc5\x99ij\xc4\x8fte\r\n\"" + std::to_string(id) + "\"";
    result.unicode = id % 2 == 1;
    result.parts = static_cast<int>(id);
    return result;
}

void send(const channel::Transport& transport, const std::vector<OutgoingMessage>& messages,
          RecordingOutcomes& outcomes)
{
    transport.connector->send(messages, outcomes);
}

} // namespace

TEST_CASE("what is captured is shown, the newest first, and survives a restart when a folder is given")
{
    const TemporaryFolder folder;
    const std::string where = GENERATE(std::string(""), std::string("kept"));
    const std::string path = where.empty() ? "" : (folder.path() / where).string();
    RecordingOutcomes outcomes;
    {
        const auto transport = make({{"folder", path}});
        send(transport, {message(1), message(2), message(3)}, outcomes);
        for (std::int64_t id = 1; id <= 3; ++id) {
            CHECK(outcomes.only(id).kind == OutcomeKind::accepted);
            CHECK(outcomes.only(id).handed);
        }
        CHECK(transport.capture->count() == 3);
        const auto page = transport.capture->captured(1, 5);
        REQUIRE(page.size() == 2);
        CHECK(page[0].attempt_id == 2);
        CHECK(page[1].attempt_id == 1);
        CHECK(page[1].content == message(1).content);
        CHECK(transport.capture->captured(3, 5).empty());
    }
    const auto again = make({{"folder", path}});
    CHECK(again.capture->count() == (path.empty() ? 0 : 3));
    if (path.empty()) return;
    const auto kept = again.capture->captured(0, 1).at(0);
    CHECK(kept.attempt_id == 3);
    CHECK(kept.content == message(3).content);
    CHECK(kept.recipient == "osoba@obec.test");
    CHECK(kept.unicode);
    CHECK(kept.parts == 3);
    struct stat status = {};
    REQUIRE(::stat((path + "/captured-3.jsonl").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a line cut short by a crash is dropped and the next one stands whole")
{
    const TemporaryFolder folder;
    const std::string path = folder.path().string();
    RecordingOutcomes outcomes;
    send(make({{"folder", path}}), {message(1)}, outcomes);
    std::ofstream(path + "/captured-3.jsonl", std::ios::app) << R"({"attempt_id":2,"chan)";
    {
        const auto transport = make({{"folder", path}});
        CHECK(transport.capture->count() == 1);
        send(transport, {message(3)}, outcomes);
    }
    const auto transport = make({{"folder", path}});
    CHECK(transport.capture->count() == 2);
    CHECK(transport.capture->captured(0, 1).at(0).attempt_id == 3);
}

TEST_CASE("only the newest are kept, in memory and in the file")
{
    const TemporaryFolder folder;
    const std::string path = folder.path().string();
    RecordingOutcomes outcomes;
    {
        const auto transport = make({{"folder", path}, {"keep", "10"}});
        for (std::int64_t id = 1; id <= 95; ++id)
            send(transport, {message(id)}, outcomes);
        CHECK(transport.capture->count() == 10);
        const std::string file = read_file(path + "/captured-3.jsonl");
        CHECK(std::count(file.begin(), file.end(), '\n') <= 20);
    }
    const auto transport = make({{"folder", path}, {"keep", "10"}});
    CHECK(transport.capture->count() == 10);
    CHECK(transport.capture->captured(0, 1).at(0).attempt_id == 95);
    CHECK(transport.capture->captured(9, 1).at(0).attempt_id == 86);
}

TEST_CASE("addresses can be made to fail, and what the sink refuses is not kept")
{
    const auto transport = make({{"channel", "sms"}, {"dead", "000"}, {"reject", "999"}});
    CHECK(transport.connector->channel() == channel::Channel::sms);
    RecordingOutcomes outcomes;
    outcomes.allow = [](const OutgoingMessage& one) { return one.attempt_id != 4; };
    send(transport,
         {message(1, "+420000111"), message(2, "+420999111"), message(3, "+420601111"), message(4, "+420602111")},
         outcomes);
    CHECK(outcomes.only(1).kind == OutcomeKind::address_dead);
    CHECK_FALSE(outcomes.only(1).handed);
    CHECK(outcomes.only(2).kind == OutcomeKind::rejected);
    CHECK(outcomes.only(3).kind == OutcomeKind::accepted);
    CHECK_FALSE(outcomes.outcomes().contains(4));
    CHECK(outcomes.handed() == std::set<std::int64_t>{3});
    CHECK(transport.capture->count() == 1);
    outcomes.before_answer = [] { throw unavailable_error("away"); };
    send(transport, {message(5)}, outcomes);
    CHECK(outcomes.only(5).kind == OutcomeKind::later);
}

TEST_CASE("several threads capture at once, each message once")
{
    const TemporaryFolder folder;
    const auto transport = make({{"folder", folder.path().string()}});
    RecordingOutcomes outcomes;
    std::vector<std::thread> threads;
    for (std::int64_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (std::int64_t i = 0; i < 50; ++i)
                send(transport, {message(thread * 100 + i)}, outcomes);
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(transport.capture->count() == 200);
    CHECK(make({{"folder", folder.path().string()}}).capture->count() == 200);
}

TEST_CASE("wrong capture settings are named")
{
    CHECK_THROWS_WITH(make({{"channel", "fax"}}), Catch::Matchers::Contains("fax"));
    CHECK_THROWS_WITH(make({{"keep", "none"}}), Catch::Matchers::Contains("keep"));
    CHECK_THROWS_WITH(make({{"folder", "/proc/nowhere"}}), Catch::Matchers::Contains("folder"));
}
