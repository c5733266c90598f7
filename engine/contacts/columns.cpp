// SPDX-License-Identifier: EUPL-1.2
#include "contacts/columns.h"

#include "base/text.h"

#include <array>
#include <unordered_map>

namespace dosah::contacts {

namespace {

struct Names
{
    Field field;
    std::string_view word;
    std::string_view names; ///< folded, letters and digits only
};

constexpr std::array<Names, 21> common = {{
    {Field::external_id, "external_id",
     "id cislo osobnicislo externiid externicislo evidencnicislo clenskecislo cisloosoby cisloklienta idosoby kod "
     "medlemsnummer medlemsnr kundenummer deltakernummer nummer nr lopenummer personid eksternid idnummer externalid "
     "membernumber memberid number referenceid customerid"},
    {Field::given_name, "given_name",
     "jmeno krestnijmeno krestni krjmeno fornavn forenavn fornamn givenname firstname forename first given"},
    {Field::family_name, "family_name",
     "prijmeni prijm etternavn etternamn familienavn slektsnavn slektsnamn surname familyname lastname last family"},
    {Field::full_name, "full_name",
     "jmenoaprijmeni jmenoprijmeni celejmeno plnejmeno osoba navn namn fulltnavn fulltnamn fornavnogetternavn "
     "fornamnogetternamn name fullname"},
    {Field::full_name_family_first, "full_name_family_first",
     "prijmeniajmeno prijmenijmeno etternavnogfornavn etternavnfornavn etternamnogfornamn etternamnfornamn "
     "familyandgivenname lastnamefirstname surnamefirstname surnameandname"},
    {Field::email, "email",
     "email emailovaadresa mail mailovaadresa adresaemail elektronickaadresa elposta kontaktniemail emailkontaktni "
     "epost epostadresse epostadr mailadresse elektroniskadresse emailaddress mailaddress"},
    {Field::phone, "phone",
     "telefon tel telefonnicislo cislotelefonu kontaktnitelefon telefonkontaktni telefonni tlf telefonnummer telefonnr "
     "tlfnr tlfnummer phone phonenumber telephone telephonenumber"},
    {Field::mobile, "mobile",
     "mobil mobilni mobilnitelefon mobilnicislo mobiltelefon cislomobilu mobilnummer mobilnr mobiltlf mobile "
     "mobilephone mobilenumber cellphone cell sms"},
    {Field::birth_date, "birth_date",
     "roknarozeni datumnarozeni narozen narozena narozeni rocnik datnar datnarozeni dnarozeni fodselsar fodselsdato "
     "fodt fodtar fodd foddar fodselsdag birthyear yearofbirth birthdate dateofbirth born dob"},
    {Field::gender, "gender", "pohlavi kjonn gender sex"},
    {Field::locale, "locale",
     "jazyk komunikacnijazyk preferovanyjazyk sprak malform sprakform foretrukketsprak locale language lang"},
    {Field::place, "place",
     "obec misto mesto bydliste mestobydliste obecbydliste castobce mistobydliste kommune sted poststed bosted stad "
     "poststad bustad by bygd place city town municipality village"},
    {Field::postal_address, "postal_address",
     "adresa postovniadresa dorucovaciadresa adresabydliste trvalebydliste adresse postadresse bostedsadresse address "
     "postaladdress homeaddress"},
    {Field::street, "street",
     "ulice uliceacislo uliceacislopopisne ulicecislo gate gateadresse gatenavn gata vei veg veiadresse street "
     "streetaddress"},
    {Field::postcode, "postcode", "psc postovnismerovacicislo postnummer postnr postcode postalcode zip zipcode"},
    {Field::legal_basis, "legal_basis",
     "pravnizaklad pravnititul titulzpracovani rettsliggrunnlag rettslegrunnlag rettsleggrunnlag behandlingsgrunnlag "
     "behandlingsgrunnlaget hjemmel legalbasis lawfulbasis"},
    {Field::legal_basis_source, "legal_basis_source",
     "zdrojpravnihozakladu zdrojsouhlasu puvodsouhlasu kildetilgrunnlag samtykkekilde kildetilsamtykke "
     "legalbasissource consentsource"},
    {Field::legal_basis_date, "legal_basis_date",
     "datumsouhlasu souhlasdne souhlasudelendne datumpravnihozakladu samtykkedato datoforsamtykke consentdate "
     "dateofconsent legalbasisdate"},
    {Field::consent, "consent", "souhlas gdpr gdprsouhlas souhlasgdpr souhlassezpracovanim samtykke samtykka consent"},
    {Field::groups, "groups",
     "skupina skupiny cilovaskupina cilovaskupiny malgruppe malgruppa malgrupper gruppe "
     "gruppa grupper group groups targetgroup targetgroups"},
    {Field::forbidden, "forbidden",
     "rodnecislo rc rodcislo fodselsnummer fodselsnr personnummer personnr fnr nationalid nationalidnumber "
     "nationalidentitynumber ssn socialsecuritynumber"},
}};

constexpr std::array<Names, 4> of_involvement = {{
    {Field::act_date, "date",
     "datum datumakce datumucasti datumkonani dne kdy termin den dato nar datoforarrangement date when eventdate day"},
    {Field::act_kind, "kind",
     "druh typ druhucasti typucasti zapojeni formazapojeni ucast zpusobzapojeni type slag slags deltakelse deltaking "
     "kind involvement involvementtype participation"},
    {Field::act_what, "what",
     "akce nazev nazevakce udalost co popis predmet arrangement tiltak hva kva tittel beskrivelse what event "
     "eventname title description"},
    {Field::source, "source", "zdroj puvod kilde kjelde source"},
}};

std::string key_of(std::string_view header)
{
    std::string out;
    for (const char c : text::fold(header))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
    return out;
}

std::string attribute_name(std::string_view header)
{
    std::string out;
    for (const char c : text::fold(header)) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (kept) {
            out += c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    while (out.ends_with('_'))
        out.pop_back();
    return out.substr(0, 64);
}

template <class Table>
void add(std::unordered_map<std::string, Field>& known, const Table& table)
{
    for (const Names& row : table)
        for (const std::string& name : text::split(row.names, ' '))
            if (!name.empty()) known.insert_or_assign(name, row.field);
}

std::unordered_map<std::string, Field> make_known(bool involvement)
{
    std::unordered_map<std::string, Field> known;
    add(known, common);
    if (involvement) add(known, of_involvement);
    return known;
}

} // namespace

Column column_from(std::string_view header, bool involvement)
{
    static const std::unordered_map<std::string, Field> of_people = make_known(false);
    static const std::unordered_map<std::string, Field> of_acts = make_known(true);
    const auto& known = involvement ? of_acts : of_people;
    Column out{Field::attribute, text::trim(header), attribute_name(header)};
    std::string key = key_of(header);
    auto found = known.find(key);
    if (found == known.end()) {
        // "Telefon 2", "E-mail 2": a further column of the same kind.
        while (!key.empty() && key.back() >= '0' && key.back() <= '9')
            key.pop_back();
        found = known.find(key);
        if (found != known.end() && found->second != Field::email && found->second != Field::phone &&
            found->second != Field::mobile)
            found = known.end();
    }
    if (found != known.end()) out.field = found->second;
    return out;
}

bool identifies(Field field)
{
    switch (field) {
    case Field::external_id:
    case Field::given_name:
    case Field::family_name:
    case Field::full_name:
    case Field::full_name_family_first:
    case Field::email:
    case Field::phone:
    case Field::mobile:
        return true;
    default:
        return false;
    }
}

std::string_view to_string(Field field)
{
    for (const Names& row : common)
        if (row.field == field) return row.word;
    for (const Names& row : of_involvement)
        if (row.field == field) return row.word;
    return "attribute";
}

} // namespace dosah::contacts
