// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "cli/command.h"
#include "organisations/connector_account.h"
#include "organisations/organisation.h"
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

    std::int64_t message(const std::string& address, const std::string& state)
    {
        return store_.database().session().insert(
            "INSERT INTO messages (organisation_id, contact_id, connector_account_id, purpose, wave, channel, address, "
            "locale, dedupe_key, reference, state, state_reason, due_at, attempts, content_version, "
            "sms_parts, created_at, updated_at) VALUES ($1, $2, $3, 'wave', '', 'email', $4, 'cs', $4, $4, "
            "$5, 'owner_gone', 0, 1, '', 0, 0, 0) RETURNING id",
            {organisation_id_, contact_id_, account_id_, address, state});
    }

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
