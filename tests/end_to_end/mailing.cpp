// SPDX-License-Identifier: EUPL-1.2
#include "tests/end_to_end/mailing.h"

#include "base/error.h"

#include <algorithm>
#include <stdexcept>

namespace dosah::tests {

using namespace std::chrono_literals;

namespace {

/// Several times ten connections' worth of claims are in no test's way, and a dead daemon's leases end soon.
std::map<std::string, std::string> configuration(std::map<std::string, std::string> more)
{
    more.insert({{"dispatch.connections", std::to_string(Mailing::connections)}, {"dispatch.lease_seconds", "10"}});
    return more;
}

} // namespace

Mailing::Mailing(StoreKind kind, int people, const std::map<std::string, std::string>& config, SmtpScript script,
                 const std::vector<std::string>& relay)
    : people_(people), server_(std::move(script)), town_(kind, configuration(config))
{
    town_.add_town();
    std::vector<std::string> account{"connector", "add", "smtp", "relay", "--org", "lipova"};
    if (relay.empty())
        for (const std::string& setting : {std::string("host=127.0.0.1"), std::string("tls=none")})
            account.insert(account.end(), {"--set", setting});
    account.insert(account.end(), relay.begin(), relay.end());
    const bool own_port = std::any_of(relay.begin(), relay.end(), [](const auto& w) { return w.starts_with("port="); });
    if (!own_port) account.insert(account.end(), {"--set", "port=" + std::to_string(server_.port())});
    town_.done(account);
    std::string csv = "Jméno;Příjmení;E-mail\n";
    for (int i = 1; i <= people; ++i)
        csv += "Jana;Vzorová" + std::to_string(i) + ";" + address_of(i) + "\n";
    if (town_.import_contacts(csv)->getValue<int>("added") != people)
        throw std::runtime_error("not everybody was taken");
    town_.load_campaign({{"channels", R"(["email"])"}});
    store_ = std::make_unique<store::Database>(town_.store_url(), 2);
}

std::string Mailing::address_of(int person)
{
    return "clovek" + std::to_string(person) + "@obec.test";
}

void Mailing::launch() const
{
    town_.done({"campaign", "launch", "forum", "--org", "lipova"});
}

void Mailing::wait_for(const std::string& what, const std::function<bool()>& condition, std::chrono::milliseconds limit)
{
    if (wait_until(condition, limit)) return;
    const std::string log = town_.log();
    throw std::runtime_error("waited in vain for " + what + "; recorded: " + std::to_string(server_.count()) + "\n" +
                             log.substr(log.size() - std::min<std::size_t>(log.size(), 5000)));
}

void Mailing::wait_for_recorded(std::size_t count)
{
    wait_for(std::to_string(count) + " messages", [&] { return server_.count() >= count; });
}

bool Mailing::finished()
{
    try {
        return store().query("SELECT state FROM campaigns").text(0, 0) == "finished";
    } catch (const Error& problem) {
        if (problem.kind() != ErrorKind::unavailable) throw;
        return false; // its server was away, and our connections with it
    }
}

void Mailing::wait_until_finished()
{
    wait_for(
        "the end of the campaign", [&] { return finished(); }, 120s);
}

void Mailing::kill(int number)
{
    town_.kill(number);
    // A claim's id begins with its daemon's name (32 digits).
    const store::Rows daemons = store().query("SELECT COUNT(*) FROM messages m JOIN queue q ON q.message_id = m.id "
                                              "WHERE m.state = 'handed' GROUP BY SUBSTR(q.claim_id, 1, 32)");
    for (std::size_t i = 0; i < daemons.size(); ++i)
        left_most_ = std::max(left_most_, static_cast<int>(daemons.integer(i, 0)));
}

std::int64_t Mailing::count(const std::string& state)
{
    return store().query("SELECT COUNT(*) FROM messages WHERE state = $1", {state}).integer(0, 0);
}

std::string Mailing::state(const std::string& address)
{
    return store().query("SELECT state FROM messages WHERE address = $1", {address}).text(0, 0);
}

std::string Mailing::state_reason(const std::string& address)
{
    return store().query("SELECT state_reason FROM messages WHERE address = $1", {address}).text(0, 0);
}

std::size_t Mailing::handed_again()
{
    return store()
        .query("SELECT message_id FROM message_moves WHERE to_state = 'handed' GROUP BY message_id HAVING COUNT(*) > 1")
        .size();
}

Comparison Mailing::compare()
{
    Comparison result;
    std::map<std::string, int> recorded = server_.per_recipient();
    std::map<std::string, std::string> ledger;
    const store::Rows rows = store().query("SELECT address, state FROM messages ORDER BY id");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!ledger.emplace(rows.text(i, 0), rows.text(i, 1)).second)
            result.faults.push_back(rows.text(i, 0) + " has two messages");
        ++result.states[rows.text(i, 1)];
    }
    for (int person = 1; person <= people_; ++person) {
        const std::string address = address_of(person);
        const std::string state = ledger.contains(address) ? ledger[address] : "not in the ledger";
        const int got = recorded[address];
        const bool sent = state == "accepted" || state == "assumed_sent" || state == "delivered";
        const bool refused = state == "bounced" || state == "failed" || state == "expired" || state == "skipped";
        if (got == 1) ++result.accepted_once;
        if (got > 1) ++result.doubled;
        if ((sent && got == 0) || !(sent || refused || state == "in_doubt")) ++result.lost;
        const bool right = sent ? got == 1 : refused ? got == 0 : state == "in_doubt" && got <= 1;
        if (!right) result.faults.push_back(address + " is " + state + " and has " + std::to_string(got));
    }
    for (const auto& [address, got] : recorded)
        if (!ledger.contains(address)) result.faults.push_back(address + " got a message that no ledger knows");
    for (const std::string& complaint : server_.complaints())
        result.faults.push_back("the server complains: " + complaint);
    result.in_doubt = static_cast<int>(result.states["in_doubt"]);

    result.left_most = left_most_;

    // What an operator is told is the same.
    const json::Object::Ptr status = town_.status();
    const auto expect = [&](const std::string& what, std::int64_t told, std::int64_t counted) {
        if (told != counted)
            result.faults.push_back("status says " + what + " " + std::to_string(told) + ", the ledger " +
                                    std::to_string(counted));
    };
    if (status->getValue<std::string>("state") != "finished")
        result.faults.emplace_back("the campaign is not finished");
    expect("recipients", status->getValue<std::int64_t>("recipients"), people_);
    expect("in_doubt", status->getValue<std::int64_t>("in_doubt"), result.in_doubt);
    const json::Object::Ptr progress = status->getObject("progress")->getObject("email");
    for (const auto& [state, number] : result.states)
        expect(state, progress->optValue<std::int64_t>(state, 0), number);
    return result;
}

} // namespace dosah::tests
