// SPDX-License-Identifier: EUPL-1.2
// The daemon is killed or stopped while a campaign goes out by real SMTP; then what the ledger says of each message is
// compared with what the server recorded.
#include "tests/end_to_end/compare.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using namespace std::chrono_literals;

namespace {

std::string address_of(int person)
{
    return Mailing::address_of(person);
}

std::string name_of(StoreKind kind)
{
    return kind == StoreKind::sqlite ? "SQLite" : "PostgreSQL";
}

} // namespace

TEST_CASE("a daemon killed ten times in a campaign of 1,000 sends nobody two messages and loses none")
{
    constexpr int people = 1000;
    constexpr int kills = 10;
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Mailing mailing(kind, people);
    mailing.town().serve();
    mailing.launch();
    for (int kill = 0; kill < kills; ++kill) {
        mailing.wait_for_recorded(static_cast<std::size_t>(people) * (5 + 10 * kill) / 100); // 5 %, 15 % ... 95 %
        mailing.kill();
        mailing.town().serve();
    }
    mailing.wait_until_finished();
    CHECK(mailing.town().stop() == 0);
    const int in_doubt = compare(mailing).in_doubt;
    CHECK(in_doubt <= kills * Mailing::connections * 2);
    CHECK(mailing.handed_again() == 0);
    const auto recorded = mailing.server().per_recipient().size();
    WARN(name_of(kind) << ": " << kills << " kills, " << people << " messages, " << recorded << " recorded, "
                       << in_doubt << " in doubt");
}

TEST_CASE("a daemon told to stop in the middle of a campaign leaves nothing in doubt, and the next one finishes it")
{
    constexpr int people = 500;
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Mailing mailing(kind, people, {{"stop.seconds", "5"}});
    mailing.town().serve();
    mailing.launch();
    for (const std::size_t point : {50U, 250U, 450U}) {
        mailing.wait_for_recorded(point);
        CHECK(mailing.town().stop(10s) == 0);
        CHECK(mailing.count("claimed") + mailing.count("handed") == 0);
        mailing.town().serve();
    }
    mailing.wait_until_finished();
    CHECK(mailing.town().stop(10s) == 0);
    CHECK(compare(mailing).in_doubt == 0);
    CHECK(mailing.handed_again() == 0);
    CHECK(mailing.server().count() == people);
}

TEST_CASE("messages whose answer never came are shown in doubt, and a person decides about each")
{
    constexpr int people = 20;
    const std::string taken = address_of(3);   // the server has it and never says so
    const bool killed = GENERATE(true, false); // or told to stop
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    // One connection: whoever waits for an answer holds up everything behind it, so nothing else is on its way.
    Mailing mailing(kind, people, {{"stop.seconds", "1"}, {"dispatch.connections", "1"}});
    mailing.server().set_faults({{.point = SmtpPoint::taken, .match = taken, .reply = "", .stall = true}});
    const auto end_daemon = [&] {
        if (killed)
            mailing.kill();
        else
            CHECK(mailing.town().stop(6s) == 0);
    };
    mailing.town().serve();
    mailing.launch();
    mailing.wait_for("the message that was taken", [&] { return mailing.server().per_recipient().contains(taken); });
    end_daemon();
    // The first of those that are left: the server never takes it and says nothing either.
    std::string missed;
    std::atomic<bool> stalled = false;
    mailing.server().set_faults({});
    mailing.server().set_decide([&](SmtpPoint point, const std::string& recipient) -> std::optional<SmtpFault> {
        if (point != SmtpPoint::dot || stalled) return std::nullopt;
        missed = recipient;
        stalled = true;
        return SmtpFault{.point = point, .reply = "", .stall = true};
    });
    mailing.town().serve();
    mailing.wait_for("a message that is not taken", [&] { return stalled.load(); });
    end_daemon();
    mailing.server().set_decide(nullptr);
    mailing.town().serve();
    mailing.wait_until_finished();
    // What is handed over goes two at a time, so each of the two may have a companion.
    const int in_doubt = compare(mailing).in_doubt;
    CHECK(in_doubt >= 2);
    CHECK(in_doubt <= 4);
    CHECK(mailing.state(taken) == "in_doubt");
    CHECK(mailing.state(missed) == "in_doubt");

    const auto list = [&] {
        return json::parse_array(mailing.town().done({"indoubt", "list", "--org", "lipova", "--json"}), "output");
    };
    const json::Array::Ptr listed = list();
    CHECK(listed->size() == static_cast<std::size_t>(in_doubt));
    // The operator looks up in the server's log what arrived.
    std::vector<std::string> close{"indoubt", "close", "--org", "lipova"};
    std::vector<std::string> resend{"indoubt", "resend", "--org", "lipova"};
    for (const auto& one : *listed) {
        const auto row = one.extract<json::Object::Ptr>();
        CHECK(row->getValue<std::string>("reason") == (killed ? "owner_gone" : "stopped"));
        const bool arrived = mailing.server().per_recipient().contains(row->getValue<std::string>("address"));
        (arrived ? close : resend).push_back(row->getValue<std::string>("message"));
    }
    mailing.town().done(close);
    mailing.town().done(resend);
    mailing.wait_for("the messages sent again",
                     [&] { return mailing.count("accepted") + mailing.count("assumed_sent") == people; });
    mailing.wait_until_finished(); // it runs again meanwhile
    CHECK(list()->size() == 0);
    CHECK(mailing.town().stop(6s) == 0);
    CHECK(compare(mailing).in_doubt == 0);
    CHECK(mailing.server().count() == people);
    CHECK(mailing.state(taken) == "assumed_sent");
    CHECK(mailing.state(missed) == "accepted");
}
