// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>
#include <sys/stat.h>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

void take_people(Shell& shell)
{
    shell.found_town();
    const std::string file = shell.write("seznam.csv", "jméno,příjmení,rok narození,e-mail,telefon\n"
                                                       "Jana,Zkušební,1951,jana@osoba.example,602111222\n"
                                                       "Eva,Vzorová,1960,jana@osoba.example,\n");
    REQUIRE(shell.run({"contacts", "import", file, "--org", "lipova", "--legal-basis", "public_task"}).status == 0);
}

std::int64_t insert(const Shell& shell, const std::string& sql)
{
    store::Database database(url(shell), 1);
    return database.session().insert(sql);
}

} // namespace

TEST_CASE("dosah contacts export writes what is held for its reader alone, contacts erase leaves nothing of it")
{
    Shell shell;
    take_people(shell);
    const std::string file = shell.path("jana.json");
    REQUIRE(shell.run({"contacts", "export", "1", "--org", "lipova", "--out", file}).status == 0);
    struct stat info = {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK_THAT(read_file(file), Contains("jana@osoba.example") && Contains("seznam.csv") && !Contains("Vzorová"));
    CHECK_THAT(shell.run({"contacts", "export", "1", "--org", "lipova", "--out", file}).err,
               Contains("cannot be made"));
    CHECK(
        shell.run({"contacts", "export", "1", "--org", "lipova", "--out", "-"}).object()->getArray("person")->size() ==
        1);
    CHECK(shell.run({"contacts", "export", "9", "--org", "lipova", "--out", "-"}).status == 1);

    const Ran erased = shell.run({"contacts", "erase", "1", "--org", "lipova", "--json"});
    CHECK(erased.out == "{\"erased\":1,\"kept_suppression\":false}\n");
    CHECK(shell.run({"contacts", "show", "1", "--org", "lipova"}).status == 1);
    CHECK(shell.run({"contacts", "erase", "1", "--org", "lipova"}).status == 1);
    CHECK(shell.run({"contacts", "erase", "x", "--org", "lipova"}).status != 0);
    CHECK(shell.run({"contacts", "erase", "2", "--org", "lipova", "--keep-suppression"}).out ==
          "contact 2 is erased\n");
    CHECK_THAT(shell.run({"suppression", "show", "jana@osoba.example", "--org", "lipova"}).out, Contains("opt_out"));
}

TEST_CASE("dosah contacts duplicates lists pairs, distinct and merge decide about them")
{
    Shell shell;
    take_people(shell);
    const auto pairs = shell.run({"contacts", "duplicates", "--org", "lipova", "--json"}).array();
    REQUIRE(pairs->size() == 1);
    CHECK(pairs->getObject(0)->getValue<std::string>("reason") == "email");
    CHECK(shell.run({"contacts", "duplicates", "--org", "lipova"}).out == "pair 1: contacts 1 and 2, email\n");
    CHECK(shell.run({"contacts", "distinct", "1", "--org", "lipova"}).out == "pair 1: distinct\n");
    CHECK(shell.run({"contacts", "duplicates", "--org", "lipova"}).out.empty());
    CHECK(shell.run({"contacts", "merge", "1", "--org", "lipova"}).status == 1);
    insert(shell, "UPDATE possible_duplicates SET resolution = '' RETURNING id");
    CHECK(shell.run({"contacts", "merge", "1", "--org", "lipova", "--json"}).out ==
          "{\"pair\":1,\"decided\":\"same\"}\n");
    CHECK(shell.run({"contacts", "count", "--org", "lipova"}).out == "1\n");
    CHECK(shell.run({"contacts", "merge", "7", "--org", "lipova"}).status == 1);
}

TEST_CASE("dosah responses inbox lists what waits; assign, accept, restore and close deal with it")
{
    Shell shell;
    take_people(shell);
    insert(shell, "INSERT INTO connector_accounts (organisation_id, key, connector, settings, sealed_secrets, active, "
                  "created_at) VALUES (1, 'mail', 'capture', '{}', '', TRUE, 0) RETURNING id");
    // "From: jana@osoba.example" and a question
    insert(shell, "INSERT INTO inbound_items (organisation_id, connector_account_id, kind, provider_key, raw_base64, "
                  "fields, received_at, state, problem) VALUES (1, 1, 'email', 'a', "
                  "'RnJvbTogamFuYUBvc29iYS5leGFtcGxlDQoNCkJ1ZGUgdGFtIHZ5dGFoPw0K', '{}', 0, 'done', '') RETURNING id");
    insert(shell,
           "INSERT INTO responses (organisation_id, inbound_id, part, channel, kind, text, received_at, "
           "needs_person, handled_by) VALUES (1, 1, 0, 'email', 'text', 'Bude tam vytah?', 0, TRUE, '') RETURNING "
           "id");
    const auto listed = shell.run({"responses", "inbox", "--org", "lipova", "--json"}).array();
    REQUIRE(listed->size() == 1);
    CHECK(listed->getObject(0)->getArray("possible_senders")->size() == 2);
    CHECK_THAT(shell.run({"responses", "inbox", "--org", "lipova"}).out,
               Contains("response 1") && Contains("from one of contacts 1 2") && Contains("Bude tam vytah?"));
    CHECK(shell.run({"responses", "assign", "1", "--contact", "2", "--org", "lipova"}).out == "response 1: assigned\n");
    const auto now = shell.run({"responses", "inbox", "--org", "lipova", "--json"}).array();
    REQUIRE(now->size() == 1);
    CHECK(now->getObject(0)->getValue<int>("contact") == 2);
    const std::string row = std::to_string(now->getObject(0)->getValue<int>("response"));
    CHECK_THAT(shell.run({"responses", "accept", row, "--org", "lipova"}).err, Contains("nothing of a wrong address"));
    CHECK_THAT(shell.run({"responses", "restore", row, "--org", "lipova"}).err, Contains("nothing of a wrong address"));
    CHECK(shell.run({"responses", "close", row, "--org", "lipova", "--json"}).out ==
          "{\"response\":" + row + ",\"done\":\"closed\"}\n");
    CHECK(shell.run({"responses", "close", row, "--org", "lipova"}).status == 1);
    CHECK(shell.run({"responses", "inbox", "--org", "lipova"}).out.empty());
}

TEST_CASE("dosah responses inbox goes on where the list before ended")
{
    Shell shell;
    take_people(shell);
    for (int i = 1; i <= 3; ++i)
        insert(shell, "INSERT INTO responses (organisation_id, part, channel, kind, text, received_at, needs_person, "
                      "handled_by) VALUES (1, 0, 'web', 'text', 'Kdy?', " +
                          std::to_string(1000 * i) + ", TRUE, '') RETURNING id");
    const std::vector<std::string> ask = {"responses", "inbox", "--org", "lipova", "--limit", "2"};
    CHECK_THAT(shell.run(ask).out, Contains("response 3") && Contains("response 2") && !Contains("response 1") &&
                                       Contains("there are more: --after 2000-2\n"));
    auto next = ask;
    next.insert(next.end(), {"--after", "2000-2"});
    CHECK_THAT(shell.run(next).out, Contains("response 1") && !Contains("response 2") && !Contains("more"));
    next.back() = "soon";
    CHECK_THAT(shell.run(next).err, Contains("--after: expected the place"));
    CHECK(shell.run({"responses", "inbox", "--org", "lipova", "--limit", "0"}).status == 2);
    const auto json = shell.run({"responses", "inbox", "--org", "lipova", "--json"}).array();
    CHECK(json->getObject(1)->getValue<std::string>("place") == "2000-2");
}
