// SPDX-License-Identifier: EUPL-1.2
#include "contacts/national_id.h"
#include "tests/unit/contacts/import_support.h"

using namespace dosah;
using namespace dosah::contacts;
using namespace dosah::contacts::tests;

TEST_CASE("a national identity number is told by its shape, date and check digits")
{
    // Made up: the Norwegian ones are of the synthetic series (month + 80) and a D-number of it.
    for (const char* yes : {"851112/1201", "8511121201", "851112 1201", "RČ 851112/1212, ztráta OP", "856112/1206",
                            "530101/123", "01858010043", "018580 10043", "fnr. 01858010124.", "41018010001"}) {
        INFO(yes);
        CHECK(holds_national_id(yes));
    }
    for (const char* no :
         {"", "851112/1202", "8513121206", "123456789", "+420601123456", "601 123 456", "531301/123", "540101/123",
          "01858010044", "99858010043", "912 34 567", "2024-01-02 17:30", "12345678901234", "1234567/0100", "851112"}) {
        INFO(no);
        CHECK_FALSE(holds_national_id(no));
    }
}

TEST_CASE("a national identity number is kept from no column, whatever it is called")
{
    Town town;
    const ImportReport report = town.import(
        "ID;Příjmení;E-mail;Rodné číslo (RČ);rodné č.;Fødsels- og personnummer;Datum narození;Identifikátor;Poznámka\n"
        "851112/1201;Testová;a@lipova.example;851112/1201;851112/1201;01858010043;851112/1201;8511121201;"
        "RČ 851112/1212\n");
    CHECK(report.added == 1);
    const std::vector<Contact> people = town.people();
    REQUIRE(people.size() == 1);
    CHECK(people[0].external_id.empty());
    CHECK_FALSE(people[0].birth_year);
    CHECK(people[0].attributes.empty());
    CHECK(report.warning_count == 7); // three columns passed over, four cells left out
    for (const ImportNote& note : report.warnings)
        CHECK_FALSE(holds_national_id(note.value));
}
