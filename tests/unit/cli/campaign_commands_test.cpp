// SPDX-License-Identifier: EUPL-1.2
#include "base/json.h"
#include "campaigns/campaign.h"
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

    json::Object::Ptr object() const { return json::parse_object(out, "output"); }
    std::string state() const { return object()->getValue<std::string>("state"); }
};

/// A town with two people and a capture account, campaigns of which start without a cancel window.
class Town
{
public:
    explicit Town(bool approval_required = false)
    {
        const SystemClock clock;
        organisations::Organisation town;
        town.key = "lipova";
        town.name = "Město Lipová";
        town.sender_email = "posta@lipova.example";
        town.approval_required = approval_required;
        town = organisations::add_organisation(store_.database(), clock, "test", town);
        organisations::ConnectorAccount account;
        account.organisation_id = town.id;
        account.key = "mail";
        account.connector = "capture";
        const channel::ConnectorKind capture{
            "capture", {}, [](const channel::AccountSettings&) { return channel::Transport(); }};
        SystemRandom random;
        organisations::add_connector_account(store_.database(), clock, MasterKey::read_or_create(key_, random), random,
                                             "test", {capture}, account);
        for (const char* name : {"jana", "petr"})
            store_.database().session().run(
                "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
                "folded_place, email, postal_address, legal_basis, legal_basis_source, token_version, created_at, "
                "updated_at) VALUES ($1, '', '', '', '', '', '', '', $2, '', 'public_task', '', 1, 0, 0)",
                {town.id, std::string(name) + "@osoba.example"});
    }

    Ran run(std::vector<std::string> words, const std::string& input = "")
    {
        words.insert(words.begin(), {"--store.url=" + store_.url(), "--key_file=" + key_,
                                     "--campaign.cancel_window_seconds=0", "campaign"});
        words.insert(words.end(), {"--org", "lipova"});
        std::istringstream in(input);
        std::ostringstream out;
        std::ostringstream err;
        const int status = cli::run(words, cli::campaign_commands(), {}, in, out, err);
        return {status, out.str(), err.str()};
    }

    /// What the daemon's scheduler does once.
    void advance()
    {
        const SystemClock clock;
        SystemRandom random;
        const MasterKey master = MasterKey::read(key_);
        const Config config;
        const content::Catalogs catalogs("locales");
        const content::Templates templates("templates");
        campaigns::Services services{store_.database(), clock, random, master, config, catalogs, templates};
        campaigns::advance_campaigns(services);
    }

private:
    TestStore store_;
    TemporaryFolder folder_;
    const std::string key_ = (folder_.path() / "key").string();
};

constexpr const char* file = R"({"key": "forum", "name": "Fórum", "audience": "has email", "channels": ["email"],
    "event": {"title": "Fórum o parku", "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})";

} // namespace

TEST_CASE("the campaign commands take a campaign from its file to its end")
{
    Town town;
    CHECK(town.run({"load", "-", "--json"}, file).state() == "draft");
    const Ran check = town.run({"check", "forum", "--json"});
    CHECK(check.status == 0);
    CHECK(check.object()->getValue<int>("audience") == 2);
    CHECK(check.object()->getArray("problems")->size() == 0);
    CHECK(town.run({"submit", "forum", "--json"}).state() == "submitted");
    CHECK(town.run({"approve", "forum", "--json"}).state() == "approved");
    const Ran wrong = town.run({"launch", "forum", "--recipients", "3", "--json"});
    CHECK(wrong.status == 1);
    CHECK_THAT(wrong.err, Contains("2 people, not 3"));
    CHECK(town.run({"launch", "forum", "--recipients", "2", "--json"}).state() == "scheduled");
    CHECK(town.run({"recall", "1", "--json"}).state() == "draft");
    CHECK(town.run({"launch", "1", "--json"}).state() == "scheduled");
    town.advance();
    CHECK(town.run({"pause", "forum", "--json"}).state() == "paused");
    CHECK(town.run({"resume", "forum", "--json"}).state() == "running");
    const json::Object::Ptr status = town.run({"status", "forum", "--json"}).object();
    CHECK(status->getValue<std::string>("state") == "running");
    CHECK(status->getValue<int>("recipients") == 2);
    CHECK(status->getObject("progress")->getObject("email")->getValue<int>("planned") == 2);
    CHECK(status->getObject("answers")->getValue<int>("none") == 2);
    CHECK(status->getObject("reasons")->size() == 0);
    CHECK(town.run({"cancel", "forum", "--json"}).state() == "cancelled");
    CHECK_THAT(town.run({"timeline", "forum"}).out, Contains("cancelled") && Contains("recalled"));
    CHECK(json::parse_array(town.run({"timeline", "forum", "--json"}).out, "output")->size() == 12);
    CHECK(json::parse_array(town.run({"list", "--json"}).out, "output")->size() == 1);
    CHECK_THAT(town.run({"list"}).out, Contains("forum  cancelled  Fórum"));
    CHECK_THAT(town.run({"status", "forum"}).out, Contains("is cancelled") && Contains("recipients: 2") &&
                                                      Contains("\nwhy:\n  skipped, campaign_cancelled: 2\n"));
    const json::Object::Ptr cancelled = town.run({"status", "forum", "--json"}).object();
    CHECK(cancelled->getObject("reasons")->getObject("skipped")->getValue<int>("campaign_cancelled") == 2);
    CHECK_FALSE(cancelled->getValue<std::string>("at").empty());
}

TEST_CASE("--as names who acts, so that two people at one machine can differ")
{
    Town town(true);
    town.run({"load", "-", "--as", "ema"}, file);
    const Ran own = town.run({"approve", "forum", "--as", "ema"});
    CHECK(own.status == 1);
    CHECK_THAT(own.err, Contains("second person") && Contains("cli:ema"));
    const Ran other = town.run({"approve", "forum", "--as", "petr", "--json"});
    CHECK(other.status == 0);
    CHECK(other.object()->getValue<std::string>("approved_by") == "cli:petr");
    CHECK(town.run({"approve", "forum", "--as", ""}).status != 0);
}

TEST_CASE("campaign commands refuse a wrong file, an unknown campaign and unknown words")
{
    Town town;
    const Ran wrong = town.run({"load", "-"}, R"({"key": "forum", "audiense": "x"})");
    CHECK(wrong.status == 2);
    CHECK_THAT(wrong.err, Contains("campaign."));
    town.run({"load", "-"}, file);
    const Ran unknown = town.run({"check", "forun"});
    CHECK(unknown.status == 1);
    CHECK_THAT(unknown.err, Contains("did you mean \"forum\""));
    CHECK_THAT(town.run({"status", "99"}).err, Contains("no campaign 99"));
    CHECK_THAT(town.run({"launch", "forum", "--recipient", "2"}).err, Contains("--recipients"));
    CHECK_THAT(town.run({"launch", "forum", "--recipients", "many"}).err, Contains("whole number"));
    CHECK_THAT(town.run({"status", "forum", "--as", "ema"}).err, Contains("unknown option --as"));
    CHECK(town.run({"load", "-"}, std::string("\xEF\xBB\xBF") + file).status == 0);
    CHECK(town.run({"load", "-"}, "").status == 2);
}

TEST_CASE("where a second person is demanded, one submits, another approves and then it can be launched")
{
    Town town(true);
    town.run({"load", "-", "--as", "ema"}, file);
    const Ran early = town.run({"launch", "forum", "--as", "ema", "--json"});
    CHECK(early.status == 1);
    CHECK(early.object()->getObject("error")->getValue<std::string>("kind") == "conflict");
    const json::Object::Ptr submitted = town.run({"submit", "forum", "--as", "ema", "--json"}).object();
    CHECK(submitted->getValue<std::string>("submitted_by") == "cli:ema");
    CHECK(town.run({"approve", "forum", "--as", "ema", "--json"}).status == 1);
    CHECK(town.run({"approve", "forum", "--as", "olga"}).out == "campaign 1 (forum) is approved\n");
    const Ran launched = town.run({"launch", "forum", "--as", "ema"});
    CHECK_THAT(launched.out, Contains("campaign 1 (forum) is scheduled") && Contains("until then it can be recalled"));
    CHECK_THAT(town.run({"timeline", "forum"}).out, Contains("submitted  cli:ema") && Contains("approved  cli:olga"));
}

TEST_CASE("a move the campaign's state forbids is refused and the state named")
{
    Town town;
    town.run({"load", "-"}, file);
    for (const char* verb : {"pause", "resume", "recall"}) {
        const Ran ran = town.run({verb, "forum", "--json"});
        CAPTURE(verb, ran.err);
        CHECK(ran.status == 1);
        CHECK(ran.object()->getObject("error")->getValue<std::string>("kind") == "conflict");
        CHECK_THAT(ran.err, Contains("draft"));
    }
    CHECK(town.run({"list", "--json"}).status == 0);
    CHECK_THAT(town.run({"list"}).out, Contains("draft"));
}

TEST_CASE("campaign check lists what stands in the way and ends with 1")
{
    Town town;
    town.run({"load", "-"}, R"({"key": "nobody", "audience": "has phone", "channels": ["email"],
        "event": {"title": "Fórum", "starts": "2099-12-10T17:00", "ends": "2099-12-10T19:00"}})");
    const Ran text = town.run({"check", "nobody"});
    CHECK(text.status == 1);
    CHECK_THAT(text.out, Contains("problem: ") && Contains("audience: 0"));
    const json::Object::Ptr report = town.run({"check", "nobody", "--json"}).object();
    CHECK(report->getArray("problems")->size() > 0);
    const Ran refused = town.run({"submit", "nobody", "--json"});
    CHECK(refused.status != 0);
    CHECK(refused.object()->has("error"));
}
