// SPDX-License-Identifier: EUPL-1.2
#include "contacts/columns.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

namespace dosah::contacts {

namespace {

struct Names
{
    Field field;
    std::string_view word;
    std::string_view names; ///< folded, letters and digits only
};

constexpr std::array<Names, 22> common = {{
    {Field::external_id, "external_id",
     "id cislo osobnicislo externiid externicislo evidencnicislo clenskecislo cisloosoby cisloklienta idosoby kod "
     "medlemsnummer medlemsnr kundenummer deltakernummer nummer nr lopenummer personid eksternid idnummer externalid "
     "membernumber memberid number referenceid customerid"},
    {Field::given_name, "given_name",
     "jmeno krestnijmeno krestni krjmeno fornavn forenavn fornamn forenamn fornavnogmellomnavn fornavnmellomnavn "
     "forogmellomnavn fornamnogmellomnamn forogmellomnamn givenname firstname forename first given"},
    {Field::family_name, "family_name",
     "prijmeni prijm etternavn etternamn familienavn slektsnavn slektsnamn surname familyname lastname last family"},
    {Field::full_name, "full_name",
     "jmenoaprijmeni jmenoprijmeni tituljmenoprijmeni tituljmenoaprijmeni celejmeno plnejmeno osoba navn namn "
     "fulltnavn fulltnamn fornavnogetternavn "
     "fornamnogetternamn fornavnetternavn fornamnetternamn forogetternavn forogetternamn name fullname"},
    {Field::full_name_family_first, "full_name_family_first",
     "prijmeniajmeno prijmenijmeno etternavnogfornavn etternavnfornavn etternamnogfornamn etternamnfornamn "
     "familyandgivenname lastnamefirstname surnamefirstname surnameandname"},
    {Field::email, "email",
     "email emailovy emailovaadresa mail mailovaadresa adresaemail elektronickaadresa elposta kontaktniemail "
     "emailkontaktni "
     "epost epostadresse epostadr mailadresse elektroniskadresse emailaddress mailaddress"},
    {Field::phone, "phone",
     "telefon telefonicky tel telc cislotel ctelefonu ctel telefonnicislo cislotelefonu kontaktnitelefon "
     "telefonkontaktni telefonni privattelefon tlf telefonnummer telefonnr "
     "tlfnr tlfnummer phone phonenumber telephone telephonenumber"},
    {Field::mobile, "mobile",
     "mobil mob gsm cmobilu mobilni mobilnitelefon mobilnicislo mobiltelefon cislomobilu mobilnummer mobilnr mobnr "
     "mobiltlf mobile "
     "mobilephone mobilenumber cellphone cell sms"},
    {Field::birth_date, "birth_date",
     "roknarozeni roknar datumnar nar datumnarozeni narozen narozena narozeni rocnik datnar datnarozeni dnarozeni "
     "fodselsar fodear fodselsdato fdato "
     "fodt fodtar fodd foddar fodselsdag birthyear yearofbirth birthdate dateofbirth born dob"},
    {Field::gender, "gender", "pohlavi kjonn gender sex"},
    {Field::locale, "locale",
     "jazyk komunikacnijazyk preferovanyjazyk sprak malform sprakform foretrukketsprak locale language lang"},
    {Field::format, "format",
     "format formatzprav formatzpravy formatmailu formatemailu podobazprav podobazpravy podobatextu velikostpisma "
     "meldingsformat tekstformat skriftformat skriftstorleik skriftstorrelse messageformat textformat textsize"},
    {Field::place, "place",
     "obec misto mesto mestskacast obectrvalehopobytu bydliste mestobydliste obecbydliste castobce mistobydliste "
     "kommune bostedskommune bustadkommune tettsted tettstad sted poststed bosted stad "
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
     "rodnecislo rodnec rc rodcislo fodselsnummer fodselsnr personnummer personnr fnr nationalid nationalidnumber "
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

/// Words that say whose or how wanted it is; without them the name is the same.
constexpr std::string_view asides =
    " povinne nepovinne volitelne ucastnika ucastnice ucastniku osoby vas vase vasi "
    "deltaker deltakers deltakeren deltakerens deltakar deltakaren pa din ditt "
    "obligatorisk valgfri valgfritt valfri valfritt your optional required participant ";
/// Of an email or a phone also where one is reached by it.
constexpr std::string_view reached_at =
    " kontakt kontaktni soukromy soukrome privatni osobni domu domaci pracovni prace "
    "privat privatt heime hjem arbeid jobb dag dagtid kveld private personal home work "
    "contact primary ";
/// It is somebody else's then.
constexpr std::string_view others = " rodic rodice rodicu matka matky otec otce manzel manzelka zastupce zakonny "
                                    "zakonneho foresatt foresatte forelder foreldre mor far verge parorende ektefelle "
                                    "parent guardian mother father emergency spouse ";

bool is_one_of(std::string_view list, const std::string& word)
{
    return list.find(" " + word + " ") != std::string_view::npos;
}

std::string key_of(std::string_view header)
{
    std::string out;
    for (const char c : text::fold(header))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
    return out;
}

std::vector<std::string> words_of(std::string_view header)
{
    std::vector<std::string> out(1);
    for (const char c : text::fold(header)) {
        if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) {
            out.back() += c;
        } else if (!out.back().empty()) {
            out.emplace_back();
        }
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

std::string without_brackets(std::string_view header)
{
    std::string out;
    int depth = 0;
    for (const char c : header) {
        if (c == '(' || c == '[') ++depth;
        if (depth == 0) out += c;
        if ((c == ')' || c == ']') && depth > 0) --depth;
    }
    return out;
}

bool is_address(Field field)
{
    return field == Field::email || field == Field::phone || field == Field::mobile;
}

using Known = std::unordered_map<std::string, Field>;

std::optional<Field> look_up(const Known& known, const std::string& key)
{
    const auto found = known.find(key);
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// "Telefon/mobil", "Obec, město": every word names the same. A phone that is also called mobile is one.
std::optional<Field> agreed(const Known& known, const std::vector<std::string>& words)
{
    std::optional<Field> out;
    for (const std::string& word : words) {
        const auto field = look_up(known, word);
        if (!field) return std::nullopt;
        const bool phones =
            out && is_address(*out) && is_address(*field) && *out != Field::email && *field != Field::email;
        if (phones && *out != *field) {
            out = Field::mobile;
        } else if (out && *out != *field) {
            return std::nullopt;
        }
        if (!out) out = field;
    }
    return out;
}

bool is_someone_elses(const std::string& header)
{
    const std::vector<std::string> words = words_of(header);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) { return is_one_of(others, word); });
}

std::optional<Field> by_words(const Known& known, const std::string& header)
{
    std::vector<std::string> words = words_of(header);
    const auto named = [&]() -> std::optional<Field> {
        std::string key;
        for (const std::string& word : words)
            key += word;
        const auto field = look_up(known, key);
        return field ? field : agreed(known, words);
    };
    std::erase_if(words, [](const std::string& word) { return is_one_of(asides, word); });
    if (const auto field = named()) return field;
    std::erase_if(words, [](const std::string& word) { return is_one_of(reached_at, word); });
    const auto field = named();
    return field && is_address(*field) ? field : std::nullopt;
}

/// However it is put: "Rodné číslo (RČ)", "Fødselsnummer, 11 siffer", "Fødsels- og personnummer".
bool is_national_id(const std::string& key)
{
    for (const std::string_view stem : {"rodnecisl", "fodselsnum", "fodselsnr", "personnum", "personnr", "nationalid"})
        if (key.find(stem) != std::string::npos) return true;
    return false;
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
    static const Known of_people = make_known(false);
    static const Known of_acts = make_known(true);
    const auto& known = involvement ? of_acts : of_people;
    Column out{Field::attribute, text::trim(header), attribute_name(header)};
    std::string key = key_of(header);
    if (is_national_id(key)) {
        out.field = Field::forbidden;
        return out;
    }
    auto field = look_up(known, key);
    if (!field) field = by_words(known, out.header);
    if (!field) {
        // "Telefon 2", "E-mail 2": a further column of the same kind.
        while (!key.empty() && key.back() >= '0' && key.back() <= '9')
            key.pop_back();
        field = look_up(known, key);
        if (field && !is_address(*field)) field.reset();
    }
    if (!field && !is_someone_elses(out.header)) field = by_words(known, without_brackets(out.header));
    if (field) out.field = *field;
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
