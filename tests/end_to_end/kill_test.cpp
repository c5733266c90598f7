// SPDX-License-Identifier: EUPL-1.2
// The daemon is killed or stopped while a campaign goes out by real SMTP; then what the ledger says of each message is
// compared with what the server recorded.
#include "tests/end_to_end/installation.h"
#include "tests/support/recording_smtp_server.h"

#include <catch2/catch.hpp>

using namespace dosah;
using namespace dosah::tests;
using namespace std::chrono_literals;

namespace {

constexpr int connections = 10;

std::string address_of(int person)
{
    return "clovek" + std::to_string(person) + "@obec.test";
}

/// A town with people and a campaign that sends to the recording server.
class Mailing
{
public:
    Mailing(StoreKind kind, int people, const std::map<std::string, std::string>& more = {})
        : people_(people), town_(kind, configuration(more))
    {
        town_.add_town();
        town_.done({"connector", "add", "smtp", "relay", "--org", "lipova", "--set", "host=127.0.0.1", "--set",
                    "port=" + std::to_string(server_.port()), "--set", "tls=none"});
        std::string csv = "Jméno;Příjmení;E-mail\n";
        for (int i = 1; i <= people; ++i)
            csv += "Jana;Vzorová" + std::to_string(i) + ";" + address_of(i) + "\n";
        REQUIRE(town_.import_contacts(csv)->getValue<int>("added") == people);
        town_.load_campaign({{"channels", R"(["email"])"}});
        store_ = std::make_unique<store::Database>(town_.store_url(), 2);
    }

    RecordingSmtpServer& server() { return server_; }
    Installation& town() { return town_; }

    void launch()
    {
        town_.serve();
        town_.done({"campaign", "launch", "forum", "--org", "lipova"});
    }

    void wait_for(const std::string& what, const std::function<bool()>& condition)
    {
        const bool come = wait_until(condition, 60s);
        INFO("waiting for " << what << "; recorded: " << server_.count() << "\n" << (come ? "" : town_.log()));
        REQUIRE(come);
    }

    void wait_for_recorded(std::size_t count)
    {
        wait_for(std::to_string(count) + " messages", [&] { return server_.count() >= count; });
    }

    std::int64_t count(const std::string& state)
    {
        return store_->session().query("SELECT COUNT(*) FROM messages WHERE state = $1", {state}).integer(0, 0);
    }

    std::string state(const std::string& address)
    {
        return store_->session().query("SELECT state FROM messages WHERE address = $1", {address}).text(0, 0);
    }

    /// The server refused nothing, so nothing had a reason to be handed over again.
    std::size_t handed_again()
    {
        return store_->session()
            .query("SELECT message_id FROM message_moves WHERE to_state = 'handed' GROUP BY message_id HAVING COUNT(*) "
                   "> 1")
            .size();
    }

    void wait_until_finished()
    {
        wait_for("the end of the campaign",
                 [&] { return store_->session().query("SELECT state FROM campaigns").text(0, 0) == "finished"; });
    }

    /// Compares message by message. Returns how many are in doubt.
    int compare()
    {
        std::map<std::string, int> recorded = server_.per_recipient();
        const store::Rows rows = store_->session().query("SELECT address, state FROM messages ORDER BY id");
        CHECK(rows.size() == static_cast<std::size_t>(people_));
        std::map<std::string, std::string> ledger;
        std::map<std::string, std::int64_t> states;
        std::vector<std::string> faults;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string& address = rows.text(i, 0);
            const std::string state = ledger[address] = rows.text(i, 1);
            ++states[state];
            const int got = recorded[address];
            const bool right = state == "accepted" || state == "assumed_sent" ? got == 1
                               : state == "in_doubt"                          ? got <= 1
                                                                              : false;
            if (!right) faults.push_back(address + " is " + state + " and has " + std::to_string(got));
        }
        for (int person = 1; person <= people_; ++person)
            if (!ledger.contains(address_of(person))) faults.push_back(address_of(person) + " is not in the ledger");
        for (const auto& [address, got] : recorded)
            if (!ledger.contains(address)) faults.push_back(address + " got a message that no ledger knows");
        CHECK(faults == std::vector<std::string>());
        CHECK(server_.complaints() == std::vector<std::string>());

        // What an operator is told is the same.
        const json::Object::Ptr status = town_.status();
        CHECK(status->getValue<std::string>("state") == "finished");
        CHECK(status->getValue<int>("recipients") == people_);
        CHECK(status->getValue<std::int64_t>("in_doubt") == states["in_doubt"]);
        const json::Object::Ptr progress = status->getObject("progress")->getObject("email");
        for (const auto& [state, number] : states)
            CHECK(progress->optValue<std::int64_t>(state, 0) == number);
        return static_cast<int>(states["in_doubt"]);
    }

private:
    static std::map<std::string, std::string> configuration(std::map<std::string, std::string> more)
    {
        more.insert({{"dispatch.connections", std::to_string(connections)}, {"dispatch.lease_seconds", "10"}});
        return more;
    }

    const int people_;
    RecordingSmtpServer server_;
    Installation town_;
    std::unique_ptr<store::Database> store_;
};

std::string name_of(StoreKind kind)
{
    return kind == StoreKind::sqlite ? "SQLite" : "PostgreSQL";
}

} // namespace

TEST_CASE("a daemon killed ten times in a campaign of 2,000 sends nobody two messages and loses none")
{
    constexpr int people = 2000;
    constexpr int kills = 10;
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Mailing mailing(kind, people);
    mailing.launch();
    for (int kill = 0; kill < kills; ++kill) {
        mailing.wait_for_recorded(static_cast<std::size_t>(people) * (5 + 10 * kill) / 100); // 5 %, 15 % ... 95 %
        mailing.town().kill();
        mailing.town().serve();
    }
    mailing.wait_until_finished();
    CHECK(mailing.town().stop() == 0);
    const int in_doubt = mailing.compare();
    CHECK(in_doubt <= kills * connections * 2);
    CHECK(mailing.handed_again() == 0);
    const auto recorded = mailing.server().per_recipient().size();
    WARN(name_of(kind) << ": " << kills << " kills, " << people << " messages, " << recorded << " recorded, "
                       << in_doubt << " in doubt");
}

TEST_CASE("a daemon told to stop in the middle of a campaign leaves nothing in doubt, and the next one finishes it")
{
    constexpr int people = 1000;
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    Mailing mailing(kind, people, {{"stop.seconds", "5"}});
    mailing.launch();
    for (const std::size_t point : {100U, 500U, 900U}) {
        mailing.wait_for_recorded(point);
        CHECK(mailing.town().stop(10s) == 0);
        CHECK(mailing.count("claimed") + mailing.count("handed") == 0);
        mailing.town().serve();
    }
    mailing.wait_until_finished();
    CHECK(mailing.town().stop(10s) == 0);
    CHECK(mailing.compare() == 0);
    CHECK(mailing.handed_again() == 0);
    CHECK(mailing.server().count() == people);
}

TEST_CASE("messages whose answer never came are shown in doubt, and a person decides about each")
{
    constexpr int people = 20;
    const std::string taken = address_of(3);   // the server has it and never says so
    const std::string missed = address_of(17); // the server never took it and says nothing either
    const bool killed = GENERATE(true, false); // or told to stop
    const auto kind = GENERATE(StoreKind::sqlite, StoreKind::postgresql);
    // One connection: whoever waits for an answer holds up everything behind it, so nothing else is on its way.
    Mailing mailing(kind, people, {{"stop.seconds", "1"}, {"dispatch.connections", "1"}});
    mailing.server().set_faults({{.point = SmtpPoint::taken, .match = taken, .reply = "", .stall = true},
                                 {.point = SmtpPoint::dot, .match = missed, .reply = "", .stall = true}});
    const auto end_daemon = [&] {
        if (killed)
            mailing.town().kill();
        else
            CHECK(mailing.town().stop(6s) == 0);
    };
    mailing.launch();
    mailing.wait_for("the message that was taken", [&] { return mailing.server().per_recipient().contains(taken); });
    end_daemon();
    mailing.town().serve();
    mailing.wait_for("the message that was not taken", [&] { return mailing.state(missed) == "handed"; });
    end_daemon();
    mailing.server().set_faults({});
    mailing.town().serve();
    mailing.wait_until_finished();
    // What is handed over goes two at a time, so each of the two may have a companion.
    const int in_doubt = mailing.compare();
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
    CHECK(list()->size() == 0);
    CHECK(mailing.town().stop(6s) == 0);
    CHECK(mailing.compare() == 0);
    CHECK(mailing.server().count() == people);
    CHECK(mailing.state(taken) == "assumed_sent");
    CHECK(mailing.state(missed) == "accepted");
}
