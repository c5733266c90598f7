// SPDX-License-Identifier: EUPL-1.2
#include "contacts/columns.h"
#include "tests/unit/contacts/import_support.h"

using namespace dosah::contacts;
using namespace dosah::contacts::tests;

TEST_CASE("column names are understood with what towns write around them")
{
    const auto all = [](Field field, const std::vector<const char*>& headers) {
        for (const char* header : headers) {
            INFO(header);
            CHECK(to_string(column_from(header, false).field) == to_string(field));
        }
    };
    all(Field::mobile, {"Mobil (nepovinné)", "Telefon (mobil)", "Telefon/mobil", "Mobilní tel.", "GSM", "Mob.",
                        "Mobil privat", "Tlf. mobil", "Mob.nr."});
    all(Field::phone, {"Tel. č.", "Č. telefonu", "Telefon domů", "tel. kontakt", "Kontakt - telefon",
                       "Telefonický kontakt", "Telefon privat", "Tlf. privat", "Telefon dag", "Privattelefon"});
    all(Field::email, {"E-mail (nepovinné)", "E-mailový kontakt", "Soukromý e-mail", "E-mail účastníka",
                       "Vaše e-mailová adresa", "E-post (privat)", "Privat e-post", "Din e-postadresse", "E-mail 2"});
    all(Field::birth_date, {"Datum nar.", "Rok nar.", "Datum narození (DD.MM.RRRR)", "Fødselsdato (dd.mm.åååå)",
                            "Fødselsår (åååå)", "F.dato", "Fødeår"});
    all(Field::given_name, {"Jméno účastníka", "Jméno (křestní)", "Fornavn og mellomnavn", "Fornavn (e)", "Førenamn"});
    all(Field::full_name, {"Jméno a příjmení účastníka", "Titul, jméno, příjmení", "For- og etternavn",
                           "Fornavn, etternavn", "Navn på deltaker"});
    all(Field::place, {"Obec/město", "Městská část", "Bostedskommune", "Tettsted"});
    all(Field::forbidden, {"Rodné číslo (RČ)", "rodné č.", "R. č.", "Fødselsnummer (11 siffer)",
                           "Fødsels- og personnummer", "Personnummer, 5 siffer"});
}

TEST_CASE("what belongs to somebody else, or is only near, is no address of the person")
{
    for (const char* header :
         {"E-mail zákonného zástupce", "Telefon (matka)", "Telefon foresatte", "Kontaktní osoba", "Kontakt", "Privat",
          "Fødselsnavn", "Účastník fóra", "E-mail odeslán", "Jméno psa", "Pracovní zařazení", "Emergency phone"}) {
        INFO(header);
        CHECK(column_from(header, false).field == Field::attribute);
    }
}
