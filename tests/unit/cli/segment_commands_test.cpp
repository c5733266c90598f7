// SPDX-License-Identifier: EUPL-1.2
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

class Town
{
public:
    Town()
    {
        store::Session session = store_.database().session();
        const std::int64_t id = session.insert(
            "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, "
            "contact_email, "
            "contact_phone, approval_required, look_back_months, created_at) "
            "VALUES ('lipova', 'Lipová', 'CZ', 'cs', 'Europe/Prague', '', '', '', '', TRUE, 36, 0) RETURNING id");
        for (const auto& [place, folded, year] :
             {std::tuple("Krhová", "krhova", 1950), {"Lipová", "lipova", 1960}, {"Lipová", "lipova", 2008}})
            session.run(
                "INSERT INTO contacts (organisation_id, given_name, family_name, folded_name, gender, birth_year, "
                "locale, place, folded_place, postal_address, legal_basis, legal_basis_source, token_version, "
                "created_at, updated_at) VALUES ($1, '', '', '', '', $2, '', $3, $4, '', '', '', 1, 0, 0)",
                {id, year, place, folded});
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.begin(), "--store.url=" + store_.url());
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        const int status = cli::run(words, cli::segment_commands(), {}, in, out, err);
        return {status, out.str(), err.str()};
    }

private:
    TestStore store_;
};

} // namespace

TEST_CASE("dosah segments count says how many people a query means")
{
    Town town;
    CHECK(town.run({"segments", "count", "--org", "lipova", "place = \"LIPOVA\"", "--json"}).out == "{\"count\":2}\n");
    CHECK(town.run({"segments", "count", "all", "--org=lipova"}).out == "3\n");
}

TEST_CASE("dosah segments count names the place of a mistake and fails")
{
    Town town;
    const Ran ran = town.run({"segments", "count", "--org", "lipova", "place = and", "--json"});
    CHECK(ran.status != 0);
    CHECK(ran.err == "dosah: line 1, column 9: expected a value after =, found 'and'\n");
    CHECK(ran.out ==
          "{\"error\":{\"kind\":\"input\",\"text\":\"line 1, column 9: expected a value after =, found 'and'\"}}\n");
    CHECK(town.run({"segments", "count", "all", "--org", "lipov"}).status == 1);
    CHECK(town.run({"segments", "count", "--org", "lipova"}).status == 2);
}

TEST_CASE("dosah segments save and segments list keep queries by key")
{
    Town town;
    CHECK(town.run({"segments", "save", "older", "birth_year < 1970", "--org", "lipova", "--json"}).out ==
          "{\"key\":\"older\",\"query\":\"birth_year < 1970\",\"count\":2}\n");
    CHECK(town.run({"segments", "save", "older", "birth_year < 1955", "--org", "lipova"}).status == 0);
    CHECK(town.run({"segments", "list", "--org", "lipova"}).out == "older\tbirth_year < 1955\n");
    CHECK_THAT(town.run({"segments", "list", "--org", "lipova", "--json"}).out, Catch::Contains("\"created_at\""));
    CHECK(town.run({"segments", "count", "not segment \"older\"", "--org", "lipova"}).out == "2\n");
}

TEST_CASE("dosah groups define and groups list keep target groups with their rules")
{
    Town town;
    CHECK(
        town.run({"groups", "define", "near", "--org", "lipova", "--name", "Z Krhové", "--query", "place = \"Krhová\""})
            .status == 0);
    CHECK(town.run({"groups", "define", "youth", "--org", "lipova", "--name", "Mladí", "--json"}).out ==
          "{\"key\":\"youth\",\"name\":\"Mladí\"}\n");
    CHECK(town.run({"groups", "list", "--org", "lipova"}).out ==
          "near\tZ Krhové\t1\tplace = \"Krhová\"\nyouth\tMladí\t0\t(listed)\n");
    CHECK_THAT(town.run({"groups", "list", "--org", "lipova", "--json"}).out, Catch::Contains("\"members\":1"));
    CHECK(town.run({"groups", "define", "near", "--org", "lipova"}).status == 2);
}
