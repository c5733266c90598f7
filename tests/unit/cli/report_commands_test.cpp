// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "campaigns/definition.h"
#include "cli/command.h"
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
        words.insert(words.begin(), {"--store.url=" + store_.url(), "--share.folder=.", "report", report});
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        const int status = cli::run(words, cli::report_commands(), {}, in, out, err);
        return {status, out.str(), err.str()};
    }

    std::string id() const { return std::to_string(campaign_); }

private:
    TestStore store_;
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
    CHECK_THAT(town.run({"--campaign", town.id(), "--locale", "nb"}).out, Catch::Contains("Ikke registrert tidligere"));
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
