// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"
#include "organisations/connector_account.h"
#include "organisations/organisation.h"
#include "tests/support/queue.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

struct Ran
{
    int status;
    std::string out;
    std::string err;
};

/// Two towns; the first has messages in any state.
class Towns
{
public:
    explicit Towns(StoreKind kind) : store_(kind)
    {
        for (const char* key : {"lipova", "jedlova"}) {
            organisations::Organisation town;
            town.key = key;
            town.name = key;
            town.sender_email = "posta@obec.test";
            town = organisations::add_organisation(store_.database(), clock_, "test", town);
            if (organisation_id_ == 0) organisation_id_ = town.id;
        }
        organisations::ConnectorAccount account;
        account.organisation_id = organisation_id_;
        account.key = account.connector = "capture";
        const channel::ConnectorKind capture{
            "capture", {}, [](const channel::AccountSettings&) { return channel::Transport(); }};
        SystemRandom random;
        const MasterKey master = MasterKey::read_or_create((folder_.path() / "key").string(), random);
        account_id_ =
            organisations::add_connector_account(store_.database(), clock_, master, random, "test", {capture}, account)
                .id;
        contact_id_ = store_.database().session().insert(
            "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
            "folded_place, email, postal_address, legal_basis, legal_basis_source, token_version, created_at, "
            "updated_at) VALUES ($1, '', '', '', '', '', '', '', 'jana@osoba.test', '', 'public_task', '', 1, 0, 0) "
            "RETURNING id",
            {organisation_id_});
    }

    std::int64_t message(const std::string& address, const std::string& state, std::optional<std::int64_t> lane = {})
    {
        store::Session session = store_.database().session();
        const std::int64_t id = session.insert(
            "INSERT INTO messages (organisation_id, contact_id, connector_account_id, purpose, wave, channel, address, "
            "locale, dedupe_key, reference, state, state_reason, attempts, content_version, sms_parts, "
            "created_at, updated_at, lane_id) VALUES ($1, $2, $3, 'wave', '', 'email', $4, 'cs', $4, $4, $5, "
            "'owner_gone', 1, '', 0, 0, 0, $6) RETURNING id",
            {organisation_id_, contact_id_, account_id_, address, state, lane});
        tests::follow_states(session);
        return id;
    }

    /// A campaign of that key; its lane.
    std::int64_t campaign(const std::string& key, bool open)
    {
        store::Session session = store_.database().session();
        const std::int64_t lane = session.insert(
            "INSERT INTO lanes (organisation_id, open) VALUES ($1, $2) RETURNING id", {organisation_id_, open});
        const std::string definition =
            R"({"key": ")" + key +
            R"(", "audience": "has email", "channels": ["email"], "event": {"title": "Fórum", "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})";
        session.insert("INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, "
                       "calendar_uid, calendar_sequence, created_by, submitted_by, approved_by, approved_hash, "
                       "created_at, updated_at) VALUES ($1, $2, 'running', $3, '', $4, '', 0, '', '', '', '', 0, 0) "
                       "RETURNING id",
                       {organisation_id_, key, definition, lane});
        return lane;
    }

    std::string text(const std::string& sql) { return store_.database().session().query(sql).text(0, 0); }

    std::string state(std::int64_t message)
    {
        return store_.database().session().query("SELECT state FROM messages WHERE id = $1", {message}).text(0, 0);
    }

    std::int64_t audited(const std::string& action)
    {
        return store_.database()
            .session()
            .query("SELECT COUNT(*) FROM audit_log WHERE action = $1", {action})
            .integer(0, 0);
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.begin(), {"--store.url=" + store_.url(), "indoubt"});
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        const int status = cli::run(words, cli::delivery_commands(), {}, in, out, err);
        return {status, out.str(), err.str()};
    }

private:
    TestStore store_;
    TemporaryFolder folder_;
    SystemClock clock_;
    std::int64_t organisation_id_ = 0;
    std::int64_t contact_id_ = 0;
    std::int64_t account_id_ = 0;
};

} // namespace

TEST_CASE("indoubt list shows what is in doubt, resend queues it, close leaves it as sent")
{
    Towns towns(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t again = towns.message("jana@osoba.test", "in_doubt");
    const std::int64_t left = towns.message("petr@osoba.test", "in_doubt");
    towns.message("ema@osoba.test", "accepted");
    const auto listed = json::parse_array(towns.run({"list", "--org", "lipova", "--json"}).out, "output");
    REQUIRE(listed->size() == 2);
    CHECK(listed->getObject(0)->getValue<std::int64_t>("message") == again);
    CHECK(listed->getObject(0)->getValue<std::string>("address") == "jana@osoba.test");
    CHECK(listed->getObject(0)->getValue<std::string>("channel") == "email");
    CHECK(listed->getObject(0)->getValue<std::string>("reason") == "owner_gone");
    CHECK(listed->getObject(0)->getValue<std::string>("since") == "1970-01-01T00:00:00Z");
    CHECK_THAT(towns.run({"list", "--org", "lipova"}).out, Contains("email  petr@osoba.test  owner_gone"));
    CHECK(towns.run({"list", "--org", "jedlova", "--json"}).out == "[]\n");

    const Ran resent = towns.run({"resend", std::to_string(again), "--org", "lipova", "--json"});
    CHECK(resent.out == "{\"queued\":[" + std::to_string(again) + "]}\n");
    CHECK(towns.state(again) == "queued");
    CHECK(towns.run({"close", std::to_string(left), "--org", "lipova"}).out == "assumed_sent: 1\n");
    CHECK(towns.state(left) == "assumed_sent");
    CHECK(towns.audited("message.resend") == 1);
    CHECK(towns.audited("message.assume_sent") == 1);
    CHECK(towns.run({"list", "--org", "lipova", "--json"}).out == "[]\n");
}

TEST_CASE("indoubt decides about all the messages named or about none")
{
    Towns towns(StoreKind::sqlite);
    const std::int64_t first = towns.message("jana@osoba.test", "in_doubt");
    const std::int64_t sent = towns.message("ema@osoba.test", "accepted");
    const Ran settled = towns.run({"resend", std::to_string(first), std::to_string(sent), "--org", "lipova"});
    CHECK(settled.status == 1);
    CHECK_THAT(settled.err, Contains("not in doubt but accepted"));
    CHECK(towns.state(first) == "in_doubt");
    const Ran strange = towns.run({"close", std::to_string(first), "--org", "jedlova", "--json"});
    CHECK(strange.status == 1);
    CHECK_THAT(strange.out, Contains("missing"));
    CHECK(towns.run({"close", "all", "--org", "lipova"}).status == 2);
    CHECK(towns.run({"close", "--org", "lipova"}).status == 2);
    CHECK(towns.audited("message.resend") == 0);
}

TEST_CASE("indoubt decides about all of a campaign once their number is said")
{
    Towns towns(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    const std::int64_t lane = towns.campaign("forum", true);
    const std::int64_t held = towns.campaign("anketa", false);
    std::vector<std::int64_t> messages;
    for (int i = 0; i < 3; ++i)
        messages.push_back(towns.message("p" + std::to_string(i) + "@osoba.test", "in_doubt", lane));
    const std::int64_t other = towns.message("jana@osoba.test", "in_doubt", held);
    const std::int64_t single = towns.message("petr@osoba.test", "in_doubt");
    const auto listed = towns.run({"list", "--org", "lipova", "--campaign", "forum", "--json"});
    CHECK(json::parse_array(listed.out, "output")->size() == 3);
    CHECK_THAT(listed.out, Contains(R"("campaign":"forum")"));
    CHECK(json::parse_array(towns.run({"list", "--org", "lipova", "--json"}).out, "output")->size() == 5);
    CHECK_THAT(towns.run({"list", "--org", "lipova"}).out, Contains("jana@osoba.test  owner_gone  anketa\n"));

    const Ran asked = towns.run({"resend", "--all", "--org", "lipova", "--campaign", "forum"});
    CHECK(asked.status == 2);
    CHECK_THAT(asked.err, Contains("3 message(s); say so by --count N"));
    const Ran wrong = towns.run({"close", "--all", "--org", "lipova", "--campaign", "forum", "--count", "2"});
    CHECK(wrong.status == 1);
    CHECK_THAT(wrong.err, Contains("3 are in doubt, not 2"));
    CHECK(towns.run({"close", "--all", "--org", "lipova", "--count", "many"}).status == 2);
    for (const char* verb : {"resend", "close"})
        CHECK(towns.run({verb, "--all", "--org", "lipova", "--campaign", "nothing", "--count", "3"}).status == 1);
    CHECK(towns.state(messages[0]) == "in_doubt");

    const Ran done = towns.run(
        {"resend", "--all", "--org", "lipova", "--campaign", "forum", "--count", "3", "--as", "ema", "--json"});
    CHECK(done.out == "{\"state\":\"queued\",\"count\":3}\n");
    for (const std::int64_t message : messages)
        CHECK(towns.state(message) == "queued");
    CHECK(towns.text("SELECT COUNT(*) FROM message_moves WHERE from_state = 'in_doubt' AND to_state = 'queued' AND "
                     "reason = 'resend by cli:ema'") == "3");
    CHECK(towns.text("SELECT actor FROM audit_log WHERE action = 'message.resend_all'") == "cli:ema");
    CHECK(towns.state(other) == "in_doubt");

    const Ran paused = towns.run({"resend", "--all", "--org", "lipova", "--count", "2"});
    CHECK(paused.status == 1);
    CHECK_THAT(paused.err, Contains("1 of them are of campaigns that are paused or cancelled"));
    CHECK(towns.state(single) == "in_doubt");
    CHECK(towns.run({"close", "--all", "--org", "lipova", "--count", "2"}).out == "assumed_sent: 2\n");
    CHECK(towns.state(other) == "assumed_sent");
    CHECK(towns.state(single) == "assumed_sent");
}

TEST_CASE("indoubt list goes through more than one page")
{
    Towns towns(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    for (int i = 0; i < 2100; ++i)
        towns.message("p" + std::to_string(i) + "@osoba.test", "in_doubt");
    const auto listed = json::parse_array(towns.run({"list", "--org", "lipova", "--json"}).out, "output");
    REQUIRE(listed->size() == 2100);
    std::set<std::int64_t> seen;
    for (unsigned i = 0; i < listed->size(); ++i)
        seen.insert(listed->getObject(i)->getValue<std::int64_t>("message"));
    CHECK(seen.size() == 2100);
}
