// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/json.h"
#include "campaigns/definition.h"
#include "cli/command.h"
#include "cli/printable.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_store.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;
using namespace dosah::tests;

namespace {

struct Ran
{
    int status;
    std::string out;
    std::string err;
};

/// An organisation with a frozen campaign to which one of two people answered.
class Town
{
public:
    Town()
    {
        campaigns::Definition definition;
        definition.key = "forum";
        definition.name = {{"cs", "Fórum"}, {"en", "Forum"}};
        definition.event.title = {{"cs", "Fórum"}};
        definition.event.place = {{"cs", "Sokolovna"}};
        definition.event.starts = from_iso("2040-10-27T16:00:00Z");
        definition.event.ends = from_iso("2040-10-27T18:00:00Z");
        definition.audience = "all";
        definition.channels = {channel::Channel::email};
        definition.waves = {campaigns::Wave{}};
        store::Session session = store_.database().session();
        const std::int64_t id = session.insert(
            "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, "
            "contact_email, "
            "contact_phone, approval_required, look_back_months, created_at) "
            "VALUES ('lipova', 'Město Lipová', 'CZ', 'cs', 'Europe/Prague', '', '', '', '', TRUE, 36, 0) RETURNING id");
        const std::int64_t lane =
            session.insert("INSERT INTO lanes (organisation_id, open) VALUES ($1, TRUE) RETURNING id", {id});
        campaign_ = session.insert(
            "INSERT INTO campaigns (organisation_id, key, state, definition, definition_hash, lane_id, calendar_uid, "
            "calendar_sequence, created_by, submitted_by, approved_by, approved_hash, frozen_at, created_at, "
            "updated_at) "
            "VALUES ($1, 'forum', 'running', $2, '', $3, '', 0, '', '', '', '', 1, 0, 0) RETURNING id",
            {id, campaigns::write_definition(definition), lane});
        for (const bool answers : {true, false}) {
            const std::int64_t contact = session.insert(
                "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, locale, place, "
                "folded_place, postal_address, legal_basis, legal_basis_source, token_version, created_at, updated_at) "
                "VALUES ($1, '', '', '', '', '', '', '', '', '', '', 1, 0, 0) RETURNING id",
                {id});
            session.run("INSERT INTO invitations (organisation_id, campaign_id, contact_id, frame_id, arm, prior, "
                        "rule_version, token_version, answer, answered_at, companions, first_time) "
                        "VALUES ($1, $2, $3, $4, 'invited', 'unobservable', '1', 1, $5, 1, 0, '')",
                        {id, campaign_, contact, answers ? "a" : "b", answers ? store::Value("yes") : store::Value()});
        }
    }

    Ran run(std::vector<std::string> words, const std::string& report = "reach")
    {
        words.insert(words.begin(), {"report", report});
        return run_any(words);
    }

    Ran run_any(std::vector<std::string> words)
    {
        words.insert(words.begin(), {"--store.url=" + store_.url(), "--key_file=" + key_file(), "--share.folder=."});
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        std::vector<cli::Command> commands = cli::report_commands();
        for (cli::Command& command : cli::campaign_commands())
            commands.push_back(std::move(command));
        const int status = cli::run(words, commands, {}, in, out, err);
        return {status, out.str(), err.str()};
    }

    std::string id() const { return std::to_string(campaign_); }
    void run_sql(const std::string& sql) { store_.database().session().run(sql); }

private:
    std::string key_file()
    {
        const std::string path = (folder_.path() / "key").string();
        SystemRandom random;
        MasterKey::read_or_create(path, random);
        return path;
    }

    TestStore store_;
    TemporaryFolder folder_;
    std::int64_t campaign_ = 0;
};

} // namespace

TEST_CASE("dosah report reach takes a campaign by its number alone or by organisation and key")
{
    Town town;
    const Ran by_id = town.run({"--campaign", town.id(), "--format", "csv"});
    CHECK(by_id.status == 0);
    CHECK_THAT(by_id.out, Catch::Contains("(all),audience,2,") && Catch::Contains("(all),reached,1,") &&
                              Catch::Contains("(all),reach_share,1,2,0.5,"));
    CHECK(town.run({"--campaign", "forum", "--org", "lipova", "--format", "csv"}).out == by_id.out);
    CHECK(town.run({"--campaign", town.id(), "--org", "lipova", "--format", "csv"}).out == by_id.out);
}

TEST_CASE("dosah report reach prints a table in the organisation's language or the one asked for, and JSON")
{
    Town town;
    CHECK_THAT(town.run({"--campaign", town.id()}).out,
               Catch::Contains("Město Lipová") && Catch::Contains("Bez dřívějšího záznamu"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--locale", "nb"}).out,
               Catch::Contains("Ingen tidligere registrering"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--format", "json"}).out,
               Catch::Contains("\"register_covers\":false") && Catch::Contains("\"interim\":true"));
}

TEST_CASE("dosah report says the SHA-256 of what it printed beside it, so that two can tell they have the same figures")
{
    Town town;
    for (const std::string report : {"reach", "rates", "flow"})
        for (const std::string format : {"csv", "json"}) {
            const Ran ran = town.run({"--campaign", town.id(), "--format", format}, report);
            CAPTURE(report, format);
            CHECK_THAT(ran.err, Catch::StartsWith("sha256 " + sha256_hex(ran.out) + ", printed 20"));
        }
    CHECK(town.run({"--campaign", town.id()}).err.empty());
}

TEST_CASE("dosah report reach refuses what it cannot find or does not know")
{
    Town town;
    CHECK(town.run({"--campaign", "forum"}).status == 2);
    CHECK(town.run({"--campaign", "4711"}).status == 1);
    CHECK(town.run({"--campaign", "other", "--org", "lipova"}).status == 1);
    CHECK(town.run({"--campaign", town.id(), "--format", "pdf"}).status == 2);
    CHECK(town.run({"--campaign", town.id(), "--locale", "de"}).status == 2);
    CHECK(town.run({"--campaign", town.id(), "--json", "--format", "csv"}).status == 2);
}

TEST_CASE("dosah report rates and flow print tables, CSV and JSON")
{
    Town town;
    const Ran rates = town.run({"--campaign", town.id(), "--format", "csv"}, "rates");
    CHECK(rates.status == 0);
    CHECK_THAT(rates.out, Catch::Contains("(all),P,1,") && Catch::Contains("(all),UH,1,") &&
                              Catch::Contains("(all),RR2,1,2,0.5,"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--json"}, "rates").out, Catch::Contains("\"headline\":\"RR2\""));
    CHECK_THAT(town.run({"--campaign", town.id()}, "rates").out,
               Catch::Contains("Město Lipová") && Catch::Contains("Jak lidé reagovali na kampaň"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--format", "csv"}, "flow").out,
               Catch::Contains("(all),frame,2,") && Catch::Contains("(all),reached,1,2,0.5,"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--locale", "nn"}, "flow").out, Catch::Contains("Deltok"));
    CHECK(town.run({"--campaign", "4711"}, "rates").status == 1);
    CHECK(town.run({"--campaign", town.id(), "--format", "pdf"}, "flow").status == 2);
}

TEST_CASE("dosah report full writes one page, one workbook or one object")
{
    Town town;
    const Ran page = town.run({"--campaign", town.id()}, "full");
    CHECK(page.status == 0);
    CHECK_THAT(page.out, Catch::StartsWith("<!DOCTYPE html>") && Catch::Contains("<svg ") && Catch::Contains("Fórum"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--format", "xlsx"}, "full").out, Catch::StartsWith("PK"));
    CHECK_THAT(town.run({"--campaign", town.id(), "--json"}, "full").out,
               Catch::StartsWith("{\"flow\":{") && Catch::Contains("\"rates\":{"));
    CHECK(town.run({"--campaign", town.id(), "--format", "csv"}, "full").status != 0);
    for (const std::string format : {"xlsx", "svg", "html"})
        CHECK(town.run({"--campaign", town.id(), "--format", format}, "rates").status == 0);
}

TEST_CASE("dosah report reach --protected tells nothing of two people")
{
    Town town;
    for (const std::string format : {"text", "csv", "json", "html"}) {
        const Ran ran = town.run({"--campaign", town.id(), "--protected", "--format", format});
        CHECK(ran.status == 0);
        CHECK_THAT(ran.out, !Catch::Contains(",2,") && !Catch::Contains("\"numerator\":2"));
    }
    CHECK_THAT(town.run({"--campaign", town.id(), "--protected", "--format", "csv"}).out,
               Catch::EndsWith("(all),audience,,,,,,suppressed\r\n"));
    CHECK(town.run({"--campaign", town.id(), "--protected", "--format", "svg"}).status != 0);
    CHECK(town.run({"--campaign", town.id(), "--protected", "--restatement", "0"}).status != 0);
}

TEST_CASE("dosah campaign restate counts closed figures anew with a reason, campaign figures lists them")
{
    Town town;
    const auto restate = [&](const std::string& reason) {
        return town.run_any({"campaign", "restate", "forum", "--org", "lipova", "--reason", reason, "--as", "jana"});
    };
    CHECK_THAT(town.run_any({"campaign", "figures", "forum", "--org", "lipova"}).out, Catch::Contains("open until"));
    const Ran early = restate("why not");
    CHECK(early.status == 1);
    CHECK_THAT(early.err, Catch::Contains("are open until 2040-11-10"));
    CHECK(town.run({"--campaign", town.id(), "--restatement", "0"}).status == 1);
    town.run_sql("UPDATE campaigns SET definition = replace(definition, '2040-10', '2020-10')");
    CHECK(restate("").status == 2);
    const Ran made = restate("The attendance list came late");
    CHECK(made.status == 0);
    CHECK_THAT(made.out, Catch::Contains("restatement 1 of campaign forum"));
    const Ran listed = town.run_any({"campaign", "figures", "forum", "--org", "lipova"});
    CHECK_THAT(listed.out, Catch::Contains("0  as of 2020-11-10") && Catch::Contains("by system") &&
                               Catch::Contains("by cli:jana  The attendance list came late"));
    const Ran first = town.run({"--campaign", town.id(), "--restatement", "0", "--format", "csv"});
    CHECK(first.status == 0);
    CHECK(town.run({"--campaign", town.id(), "--restatement", "2"}).status == 1);
    const Ran words = town.run({"--campaign", town.id(), "--locale", "en"});
    CHECK_THAT(words.out, Catch::Contains("Restatement 1") && Catch::Contains("The attendance list came late"));
}

TEST_CASE("campaign status and reports say the same of a campaign, and closing its figures changes no byte of a report")
{
    Town town;
    const auto status = [&] {
        const Ran ran = town.run_any({"campaign", "status", "forum", "--org", "lipova", "--json"});
        CAPTURE(ran.err);
        REQUIRE(ran.status == 0);
        return json::parse_object(ran.out, "status")->getObject("report");
    };
    const auto report = [&](const std::string& number = "") {
        std::vector<std::string> words = {"--campaign", town.id(), "--json"};
        if (!number.empty()) words.insert(words.end(), {"--restatement", number});
        return town.run(words).out;
    };
    const auto agree = [&] {
        const auto said = json::parse_object(report(), "report");
        const auto shown = status();
        CHECK(shown->getValue<std::string>("state") == said->getObject("campaign")->getValue<std::string>("state"));
        CHECK(shown->getValue<bool>("interim") == said->getValue<bool>("interim"));
        return shown->getValue<std::string>("state");
    };
    CHECK(agree() == "running");
    town.run_sql("UPDATE campaigns SET definition = replace(definition, '2040-10', '2020-10')");
    CHECK(agree() == "closed");
    CHECK(status()->getValue<std::string>("as_of") == "2020-11-10T18:00:00Z");
    CHECK_THAT(town.run_any({"campaign", "status", "forum", "--org", "lipova"}).out,
               Catch::Contains("report: closed, as of 2020-11-10T18:00:00Z"));
    const std::string open = report();
    town.run_any({"campaign", "restate", "forum", "--org", "lipova", "--reason", "The list came late"});
    CHECK(report("0") == open);
    CHECK(agree() == "closed");
}

TEST_CASE("what is printed on a terminal has no control characters, neither C0 nor C1, and keeps every letter")
{
    CHECK(cli::printable("a\x1b[2J\n\x7f") == "a?[2J??");
    CHECK(cli::printable("a\xC2\x9b"
                         "2J\xC2\x85") == "a?2J?");
    CHECK(cli::printable("a\x9b"
                         "2J") == "a?2J");
    CHECK(cli::printable("Říčany, Ålesund \u201Ea\u201C \U0001F600") == "Říčany, Ålesund \u201Ea\u201C \U0001F600");
    CHECK(cli::printable("\xC2\xA0\xC3\x9B") == "\xC2\xA0\xC3\x9B"); // no-break space, Û
    CHECK(cli::printable("\xF0\x9F\x98\x80\x80") == "\xF0\x9F\x98\x80?");
    CHECK(cli::printable("\xE2\x1b\x9b") == "\xE2??");
}
