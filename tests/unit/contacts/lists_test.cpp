// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "contacts/cell_values.h"
#include "contacts/group.h"
#include "contacts/involvement.h"
#include "contacts/suppression.h"
#include "tests/unit/contacts/import_support.h"

using namespace dosah;
using namespace dosah::contacts;
using namespace dosah::contacts::tests;
using Catch::Contains;

namespace {

constexpr const char* people = "id;jméno a příjmení;email;telefon;rok narození\n"
                               "1;Jana Testová;jana@x.example;602987654;1980\n"
                               "2;Petr Zkušební;petr@x.example;;1950\n"
                               ";Jan Dvojí;rodina@x.example;;1960\n"
                               ";Eva Dvojí;rodina@x.example;;1962\n"
                               ";Jan Dvojí;jan2@x.example;;1990\n";

} // namespace

TEST_CASE("a history of involvement finds its people, and says whom it did not find")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.import(people);
    const std::string file = "číslo;jméno a příjmení;e-mail;rok narození;datum;druh;akce\n"
                             "1;;;;12.03.2024;účast;Fórum 2024\n"
                             ";;petr@x.example;;2024-03-12 17:30;dotazník;Pocitová mapa\n"
                             ";Eva Dvojí;rodina@x.example;;1.5.2025;hlasování;\n"
                             ";Jan Dvojí;;1990;1.5.2025;pracovní skupina;\n"
                             ";Jan Dvojí;;;1.5.2025;návrh;\n"
                             ";;rodina@x.example;;1.5.2025;návrh;\n"
                             ";Neznámá Osoba;;1990;1.5.2025;návrh;\n"
                             "2;;;;1.5.2030;účast;\n"
                             "2;;;;1.5.2020;spánek;\n"
                             "1;;;;12.3.2024;účast;Fórum 2024\n"
                             "2;;;;31.12.2020;dobrovolnictví;\n";
    const ImportReport report = town.import(file, town.options(ImportKind::involvement));
    check_sum(report);
    CHECK(report.added == 5);
    CHECK(report.merged == 1);
    REQUIRE(report.rejected.size() == 5);
    CHECK(report.rejected[0].line == 6);
    CHECK_THAT(report.rejected[0].reason, Contains("several people"));
    CHECK_THAT(report.rejected[1].reason, Contains("several people"));
    CHECK_THAT(report.rejected[2].reason, Contains("nobody"));
    CHECK_THAT(report.rejected[2].value, Contains("Osoba"));
    CHECK_THAT(report.rejected[3].reason, Contains("date"));
    CHECK(report.rejected[3].column == "datum");
    CHECK(report.rejected[3].value == "1.5.2030");
    CHECK_THAT(report.rejected[4].reason, Contains("kind"));
    CHECK(report.rejected[4].column == "druh");
    CHECK(report.rejected[4].value == "spánek");
    CHECK(report.warnings.empty());
    CHECK(town.number("SELECT occurred_at FROM involvements WHERE kind = 'attended'") ==
          to_micros(from_iso("2024-03-11T23:00")));
    CHECK(town.number("SELECT occurred_at FROM involvements WHERE kind = 'form'") ==
          to_micros(from_iso("2024-03-12T16:30")));
    CHECK(town.text("SELECT source FROM involvements WHERE kind = 'vote'") == "seznam.csv");
    const std::string before = town.everything();
    const ImportReport again = town.import(file, town.options(ImportKind::involvement));
    CHECK(again.added == 0);
    CHECK(again.unchanged == 5);
    CHECK(town.everything() == before);
}

TEST_CASE("a file of involvement without dates or kinds is refused, a kind may be told for all rows")
{
    Town town;
    town.import(people);
    ImportOptions options = town.options(ImportKind::involvement);
    CHECK_THROWS_WITH(town.import("e-mail;druh\n", options), Contains("datum"));
    CHECK_THROWS_WITH(town.import("e-mail;datum\n", options), Contains("druh"));
    options.act_kind = "účast";
    CHECK(town.import("e-mail;datum\njana@x.example;1.2.2024\n", options).added == 1);
    options.act_kind = "spánek";
    CHECK_THROWS_WITH(town.import("e-mail;datum\n", options), Contains("attended"));
}

TEST_CASE("a group's list puts people there into the group, with its source")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.import(people);
    ImportOptions options = town.options(ImportKind::group);
    CHECK_THROWS_WITH(town.import("e-mail\njana@x.example\n", options), Contains("skupina"));
    options.group = "Senioři";
    options.source = "klub seniorů";
    const std::string file = "e-mail;telefon\njana@x.example;\n;602 987 654\nnikdo@x.example;\npetr@x.example;\n";
    const ImportReport report = town.import(file, options);
    check_sum(report);
    CHECK(report.added == 2);
    CHECK(report.merged == 1);
    CHECK(report.rejected_rows == 1);
    CHECK(town.number("SELECT COUNT(*) FROM group_members m JOIN target_groups g ON g.id = m.group_id "
                      "WHERE g.key = 'seniors' AND m.source = 'klub seniorů'") == 2);
    CHECK(town.import(file, options).unchanged == 2);
    CHECK(town.import("číslo;skupina\n2;mládež, Klub\n", town.options(ImportKind::group)).added == 1);
    CHECK(town.number("SELECT COUNT(*) FROM target_groups WHERE key IN ('seniors', 'youth', 'klub')") == 3);
}

TEST_CASE("groups are known by their words in all languages")
{
    const std::vector<std::pair<std::string, std::vector<std::string>>> rows = {
        {"youth", {"mládež", "Ungdom", "youth", "Unge"}},
        {"women", {"ženy", "Kvinner", "women"}},
        {"seniors", {"senioři", "eldre", "Seniorer", "seniors"}},
        {"disability", {"Lidé s postižením", "funksjonsnedsettelse", "people with disabilities"}},
        {"excluded", {"sociálně vyloučení", "Sosialt ekskluderte", "socially excluded"}},
        {"klub-chodcu", {"Klub chodců", "klub - chodců"}},
        {"", {"", " - ", "!"}},
    };
    for (const auto& [key, names] : rows)
        for (const std::string& name : names)
            CHECK(group_key(name) == key);
}

TEST_CASE("dates are read as Europeans write them, and only if the day exists")
{
    const auto date = [](const char* text) -> std::string {
        const auto found = date_from(text);
        if (!found) return "-";
        return std::to_string(found->year) + "/" + std::to_string(found->month) + "/" + std::to_string(found->day) +
               " " + std::to_string(found->hour) + ":" + std::to_string(found->minute);
    };
    const std::vector<std::pair<const char*, const char*>> rows = {{"31.12.1980", "1980/12/31 0:0"},
                                                                   {"1. 1. 1980", "1980/1/1 0:0"},
                                                                   {"1.1.1980 ", "1980/1/1 0:0"},
                                                                   {"1980-12-31", "1980/12/31 0:0"},
                                                                   {"31/12/1980", "1980/12/31 0:0"},
                                                                   {"31-12-1980", "1980/12/31 0:0"},
                                                                   {"1980", "1980/0/0 0:0"},
                                                                   {"29.2.2024", "2024/2/29 0:0"},
                                                                   {"29.2.2023", "-"},
                                                                   {"12/31/1980", "-"},
                                                                   {"31.12.80", "-"},
                                                                   {"31.12.", "-"},
                                                                   {"31.12.1980 17:05", "1980/12/31 17:5"},
                                                                   {"1980-12-31T07:05:00Z", "1980/12/31 7:5"},
                                                                   {"1980-12-31 24:00", "-"},
                                                                   {"letos", "-"},
                                                                   {"", "-"},
                                                                   {"29586", "-"},
                                                                   {"0000-01-01", "-"},
                                                                   {"1.1-1980", "-"},
                                                                   {"1980-12", "-"},
                                                                   {"99999-01-01", "-"},
                                                                   {"1 1 1980", "-"}};
    for (const auto& [text, wanted] : rows) {
        INFO(text);
        CHECK(date(text) == wanted);
    }
}

TEST_CASE("words for gender, language, legal basis, act and yes or no are understood in all languages")
{
    for (const char* word : {"žena", "Ž", "F", "kvinne", "K", "female"})
        CHECK(gender_from(word) == "f");
    for (const char* word : {"muž", "M", "mann", "male"})
        CHECK(gender_from(word) == "m");
    for (const char* word : {"jiné", "annet", "x"})
        CHECK(gender_from(word) == "x");
    CHECK_FALSE(gender_from("modrá"));
    for (const char* word : {"čeština", "cs", "CZ", "cs-CZ", "česky"})
        CHECK(locale_from(word) == "cs");
    for (const char* word : {"bokmål", "nb", "no", "norsk", "nb_NO"})
        CHECK(locale_from(word) == "nb");
    for (const char* word : {"nynorsk", "nn"})
        CHECK(locale_from(word) == "nn");
    CHECK(locale_from("English") == "en");
    for (const char* word : {"snadné čtení", "Snadno čitelné", "lettlest", "lettlese", "easy_to_read", "Easy-to-read"})
        CHECK(format_from(word) == "easy_to_read");
    for (const char* word : {"velké písmo", "Stor skrift", "large_print"})
        CHECK(format_from(word) == "large_print");
    for (const char* word : {"běžný", "vanlig", "vanleg", "usual"})
        CHECK(format_from(word) == "usual");
    CHECK_FALSE(format_from("růžový"));
    for (const char* word : {"souhlas", "samtykke", "consent"})
        CHECK(legal_basis_from(word) == "consent");
    for (const char* word : {"veřejný zájem", "public_task", "offentlig oppgave"})
        CHECK(legal_basis_from(word) == "public_task");
    CHECK(legal_basis_from("avtale") == "contract");
    for (const char* word : {"účast", "deltok", "attended"})
        CHECK(act_kind_from(word) == "attended");
    for (const char* word : {"pracovní skupina", "arbeidsgruppe", "working_group"})
        CHECK(act_kind_from(word) == "working_group");
    CHECK(yes_or_no("Ano") == true);
    CHECK(yes_or_no("nei") == false);
    CHECK_FALSE(yes_or_no("možná"));
}

TEST_CASE("a suppression belongs to the address and is never weakened")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.import(people);
    const std::int64_t organisation = town.organisation().id;
    store::Session session = town.database().session();
    const Instant first = from_iso("2026-01-01");
    const Instant later = from_iso("2026-02-01");
    const auto find = [&](const char* address) {
        return find_suppression(session, organisation, channel::Channel::email, address);
    };
    CHECK_FALSE(find("jana@x.example"));
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::soft_bounces, "b",
             first);
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::hard_bounce, "5.1.1",
             later);
    CHECK(find("jana@x.example")->reason == SuppressionReason::hard_bounce);
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::soft_bounces, "b",
             later);
    CHECK(find("jana@x.example")->reason == SuppressionReason::hard_bounce);
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::opt_out, "web",
             first);
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::hard_bounce, "5.1.1",
             later);
    suppress(session, organisation, channel::Channel::email, "jana@x.example", SuppressionReason::complaint, "fbl",
             later);
    CHECK(find("jana@x.example")->reason == SuppressionReason::opt_out);
    CHECK(find("jana@x.example")->since == first);
    CHECK(find("jana@x.example")->source == "web");
    CHECK_FALSE(find_suppression(session, organisation, channel::Channel::sms, "jana@x.example"));
    CHECK_FALSE(find_suppression(session, organisation + 1, channel::Channel::email, "jana@x.example"));
    town.import(people);
    CHECK(find("jana@x.example"));
    lift_suppression(session, organisation, channel::Channel::email, "jana@x.example");
    CHECK_FALSE(find("jana@x.example"));
    suppress_contact(session, organisation, town.people().front().id, SuppressionReason::opt_out, "sms", later);
    CHECK(find("jana@x.example")->source == "sms");
    CHECK(find_suppression(session, organisation, channel::Channel::sms, "+420602987654"));
    CHECK_THROWS_AS(
        suppress_contact(session, organisation + 1, town.people().front().id, SuppressionReason::opt_out, "sms", later),
        Error);
}

TEST_CASE("whoever said stop gets nothing at an address an import adds later; whoever shares the old one does")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.import("id;jméno a příjmení;telefon\n1;Jana Testová;602987654\n2;Petr Testový;602987654\n");
    const std::int64_t organisation = town.organisation().id;
    store::Session session = town.database().session();
    suppress_contact(session, organisation, town.people().front().id, SuppressionReason::opt_out, "sms",
                     from_iso("2026-01-01"));
    town.import("id;jméno a příjmení;email\n1;Jana Testová;jana@x.example\n2;Petr Testový;petr@x.example\n");
    const auto jana = find_suppression(session, organisation, channel::Channel::email, "jana@x.example");
    REQUIRE(jana);
    CHECK(jana->reason == SuppressionReason::opt_out);
    CHECK(jana->since == from_iso("2026-01-01"));
    CHECK_FALSE(find_suppression(session, organisation, channel::Channel::email, "petr@x.example"));
}

TEST_CASE("an act is recorded once, and only for a person of the organisation")
{
    Town town(GENERATE(StoreKind::sqlite, StoreKind::postgresql));
    town.import(people);
    store::Session session = town.database().session();
    const std::int64_t jana = town.people().front().id;
    const Instant at = from_iso("2026-04-01T16:00");
    for (int i = 0; i < 2; ++i)
        record_involvement(session, town.organisation().id, jana, "attended", at, "Fórum", "check-in");
    record_involvement(session, town.organisation().id + 1, jana, "vote", at, "Fórum", "check-in");
    CHECK(town.number("SELECT COUNT(*) FROM involvements") == 1);
    CHECK_THROWS_AS(record_involvement(session, town.organisation().id, jana, "slept", at, "", ""), Error);
    CHECK(find_contacts_by_email(session, town.organisation().id, "rodina@x.example").size() == 2);
    CHECK(find_contacts_by_phone(session, town.organisation().id, "+420602987654") == std::vector<std::int64_t>{jana});
    CHECK(find_contacts_by_phone(session, town.organisation().id + 1, "+420602987654").empty());
}
