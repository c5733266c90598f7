// SPDX-License-Identifier: EUPL-1.2
#include "content/vocative.h"

namespace dosah::content {

namespace {

using Part = VocativeRule::Part;
using When = VocativeRule::When;
using enum VocativeRule::Part;
using enum VocativeRule::When;

// clang-format off
constexpr VocativeRule male_rules[] = {
    // Adjectives (mladý, jarní) and frozen genitives have one form for both cases.
    {any,    U"ý",    always, 0, U"", 0.99, "an adjective like mladý: Novotný"},
    {any,    U"í",    always, 0, U"", 0.99, "an adjective like jarní: Krejčí, Jiří"},
    {any,    U"ů",    always, 0, U"", 0.99, "a genitive of the family: Janů, Martinů"},
    {family, U"ých",  always, 0, U"", 0.98, "a genitive of the family: Černých"},
    {family, U"ích",  always, 0, U"", 0.97, "a genitive of the family: Dolních"},
    {family, U"skij", always, 0, U"", 0.93, "an adjective of another Slavic language: Čajkovskij"},
    {family, U"ckij", always, 0, U"", 0.93, "an adjective of another Slavic language: Trockij"},
    {any,    U"yj",   always, 0, U"", 0.92, "an adjective of another Slavic language: Bilyj"},

    // Vowels
    {any,    U"á",    always, 0, U"", 0.30, "a woman's adjective, or a name that lost its end"},
    {family, U"ova",  after_syllable, 1, U"o", 0.40, "more likely a woman's name that lost its mark"},
    {any,    U"a",    always, 1, U"o", 0.98, "předseda: Svoboda -> Svobodo"},
    {any,    U"o",    always, 0, U"", 0.97, "a name in -o calls as it names: Ševčenko, Ivo"},
    {any,    U"ó",    always, 0, U"", 0.95, "Szabó"},
    {any,    U"é",    always, 0, U"", 0.97, "René"},
    {any,    U"ě",    always, 0, U"", 0.97, "soudce or kuře: Purkyně, Hrabě"},
    {family, U"e",    always, 0, U"", 0.94, "soudce or kuře: Kníže, Goethe"},
    {given,  U"e",    always, 0, U"", 0.60, "the e may be silent: Mike"},
    {any,    U"ey",   always, 0, U"", 0.92, "spoken as -i: Stanley"},
    {any,    U"ay",   always, 0, U"", 0.60, "spoken with j, and written both Rayi and Rayy"},
    {any,    U"oy",   always, 0, U"", 0.60, "likewise: Roy"},
    {any,    U"uy",   always, 0, U"", 0.60, "likewise: Huy"},
    {any,    U"y",    always, 0, U"", 0.95, "Jerry, Kennedy; Novotny without its mark"},
    {any,    U"i",    always, 0, U"", 0.95, "Rossi, Vili; Krejci without its marks"},
    {any,    U"u",    always, 0, U"", 0.92, "Enescu; Martinu without its mark"},
    {any,    U"ú",    always, 0, U"", 0.90, "Manú"},
    {any,    U"ö",    always, 0, U"", 0.90, "Malmö"},
    {any,    U"ü",    always, 0, U"", 0.90, "Bardü"},
    {any,    U"ő",    always, 0, U"", 0.92, "Erdő"},
    {any,    U"ä",    always, 0, U"", 0.85, "not seldom read as a consonant's"},
    {any,    U"å",    always, 0, U"", 0.80, "no custom"},
    {any,    U"æ",    always, 0, U"", 0.80, "no custom"},
    {any,    U"ø",    always, 0, U"", 0.80, "no custom"},
    {any,    U"",     is_short, 0, U"", 0.30, "too short to tell: Ng, An"},

    // Velars end in -u; an e that is only there to be spoken falls out.
    {any,    U"děk",  e_is_lost, 3, U"ďku", 0.98, "d before ě is ď: Luděk -> Luďku"},
    {any,    U"těk",  e_is_lost, 3, U"ťku", 0.97, "t before ě is ť: Vítěk -> Víťku"},
    {any,    U"něk",  e_is_lost, 3, U"ňku", 0.98, "n before ě is ň: Zdeněk -> Zdeňku"},
    {any,    U"ěk",   e_is_lost, 2, U"ku", 0.95, "Holuběk -> Holubku"},
    {any,    U"ek",   e_is_lost, 2, U"ku", 0.98, "Marek -> Marku"},
    {any,    U"k",    always, 0, U"u", 0.98, "a velar: Novák -> Nováku; Flek keeps its e"},
    {any,    U"q",    always, 0, U"u", 0.90, "spoken k: Tariq"},
    {any,    U"g",    always, 0, U"u", 0.97, "a velar: Oleg -> Olegu"},
    {any,    U"sch",  always, 0, U"i", 0.94, "spoken š: Bosch -> Boschi"},
    {any,    U"ch",   always, 0, U"u", 0.98, "a velar: Bedřich -> Bedřichu"},
    {given,  U"th",   always, 0, U"e", 0.80, "no one custom: Keith"},
    {family, U"th",   always, 0, U"e", 0.95, "spoken t: Horváth -> Horváthe"},
    {any,    U"ph",   always, 0, U"e", 0.93, "spoken f: Joseph -> Josephe"},
    {any,    U"sh",   always, 0, U"i", 0.90, "spoken š: Bush -> Bushi"},
    {any,    U"zh",   always, 0, U"i", 0.90, "spoken ž"},
    {any,    U"nh",   always, 0, U"u", 0.60, "spoken ň, and written both ways: Minh"},
    {any,    U"ah",   always, 0, U"u", 0.70, "the h may be silent: Noah"},
    {any,    U"eh",   always, 0, U"u", 0.70, "likewise"},
    {any,    U"oh",   always, 0, U"u", 0.90, "Roh -> Rohu"},
    {any,    U"uh",   always, 0, U"u", 0.92, "Bezruh"},
    {any,    U"h",    always, 0, U"u", 0.92, "a velar: Vrah -> Vrahu"},

    // -ec
    {any,    U"něc",  e_is_lost, 3, U"ňče", 0.92, "n before ě is ň"},
    {any,    U"ec",   e_is_lost, 2, U"če", 0.95, "c before -e is č: Němec -> Němče"},
    {any,    U"ec",   always, 0, U"i", 0.93, "the e stays, so it goes like muž: Kadlec -> Kadleci, Švec -> Šveci"},

    // Soft consonants and those spoken so: muž
    {any,    U"ď",    always, 1, U"di", 0.93, "muž"},
    {any,    U"ť",    always, 1, U"ti", 0.93, "muž: Zeť -> Zeti"},
    {any,    U"ň",    always, 1, U"ni", 0.93, "muž: Kaň -> Kani"},
    {any,    U"ľ",    always, 1, U"li", 0.92, "muž: Kráľ -> Králi"},
    {any,    U"ś",    always, 0, U"i", 0.70, "Polish; no one custom"},
    {any,    U"ź",    always, 0, U"i", 0.70, "Polish; no one custom"},
    {any,    U"ć",    always, 0, U"i", 0.92, "muž: Pavlović in its Balkan writing"},
    {any,    U"ń",    always, 0, U"i", 0.70, "Polish; no one custom"},
    {given, U"c", always, 0, U"i", 0.85, "spoken c or k: Moric, but Eric"},
    {family, U"c", always, 0, U"i", 0.97, "muž: Zajíc -> Zajíci"},
    {any,    U"č",    always, 0, U"i", 0.98, "muž: Kovač -> Kovači"},
    {any,    U"š",    always, 0, U"i", 0.99, "muž: Tomáš -> Tomáši"},
    {any,    U"ž",    always, 0, U"i", 0.98, "muž: Kříž -> Kříži"},
    {any,    U"ř",    always, 0, U"i", 0.98, "muž: Kolář -> Koláři"},
    {any,    U"j",    always, 0, U"i", 0.98, "muž: Ondřej -> Ondřeji"},
    {given,  U"ius",  always, 0, U"i", 0.60, "Julius: both Julie and Juliusi"},
    {family, U"ius",  always, 0, U"i", 0.75, "Sibelius: both"},
    {any,    U"eus",  always, 0, U"i", 0.75, "Amadeus: both"},
    {any,    U"s",    always, 0, U"i", 0.95, "muž: Alois -> Aloisi, Kraus -> Krausi"},
    {any,    U"ß",    always, 0, U"i", 0.93, "muž: Strauß"},
    {any,    U"x",    always, 0, U"i", 0.96, "muž: Felix -> Felixi"},
    {any,    U"z",    always, 0, U"i", 0.95, "muž: Vítěz -> Vítězi, Schulz -> Schulzi"},

    // -l, -r
    {any,    U"iel",  always, 0, U"i", 0.96, "biblical, like muž: Daniel -> Danieli"},
    {any,    U"ael",  always, 0, U"i", 0.96, "biblical: Michael -> Michaeli"},
    {any,    U"uel",  always, 0, U"i", 0.96, "biblical: Samuel -> Samueli"},
    {any,    U"oel",  always, 0, U"i", 0.92, "biblical: Joel -> Joeli"},
    {given,  U"el",   always, 0, U"i", 0.80, "no one custom: Axel"},
    {family, U"itel", always, 0, U"i", 0.94, "one who does, like muž: Učitel -> Učiteli"},
    {family, U"ítel", always, 0, U"i", 0.94, "likewise: Přítel -> Příteli"},
    {family, U"atel", always, 0, U"i", 0.93, "likewise: Kazatel -> Kazateli"},
    {family, U"el",   always, 0, U"e", 0.80, "no one custom: both Doležele and Doleželi, both Vorle and Vorele"},
    {any,    U"l",    always, 0, U"e", 0.96, "pán: Dostál -> Dostále"},
    {any,    U"ł",    always, 0, U"e", 0.85, "Polish"},
    {any,    U"rr",   always, 0, U"e", 0.93, "Starr -> Starre"},
    {any,    U"hr",   always, 0, U"e", 0.92, "the h is silent: Behr -> Behre"},
    {any,    U"r",    after_consonant, 1, U"ře", 0.96, "r after a consonant softens: Petr -> Petře"},
    {any,    U"r",    always, 0, U"e", 0.97, "pán: Libor -> Libore"},

    // The other hard consonants: pán
    {any,    U"b",    always, 0, U"e", 0.98, "pán: Jakub -> Jakube"},
    {any,    U"d",    always, 0, U"e", 0.98, "pán: David -> Davide"},
    {any,    U"f",    always, 0, U"e", 0.98, "pán: Josef -> Josefe"},
    {any,    U"m",    always, 0, U"e", 0.98, "pán: Adam -> Adame"},
    {any,    U"n",    always, 0, U"e", 0.98, "pán: Jan -> Jane"},
    {any,    U"p",    always, 0, U"e", 0.98, "pán: Filip -> Filipe"},
    {any,    U"t",    always, 0, U"e", 0.98, "pán: Vít -> Víte"},
    {any,    U"v",    always, 0, U"e", 0.98, "pán: Václav -> Václave"},
    {any,    U"w",    always, 0, U"e", 0.90, "pán: Andrew -> Andrewe"},
    {any,    U"",     always, 0, U"", 0.30, "a letter of another language"},
};

constexpr VocativeRule female_rules[] = {
    {given, U"oa", always, 1, U"o", 0.80, "nobody likes two: Noa"},
    {given, U"iia", always, 1, U"o", 0.85, "Ukrainian, and written in many ways"},
    {given,  U"a",    always, 1, U"o", 0.98, "žena: Jana -> Jano"},
    {given,  U"",     is_short, 0, U"", 0.60, "too short to tell"},
    {given,  U"",     always, 0, U"", 0.97, "růže, píseň and foreign names call as they name: Marie, Dagmar"},

    {family, U"ová",  always, 0, U"", 0.99, "an adjective of the family: Nováková"},
    {family, U"á",    always, 0, U"", 0.99, "an adjective: Veselá"},
    {family, U"í",    always, 0, U"", 0.99, "an adjective: Krejčí"},
    {family, U"ova",  always, 0, U"", 0.96, "Novakova without its marks; Ivanova is called so too"},
    {family, U"eva",  always, 0, U"", 0.94, "Medveděva is called so"},
    {family, U"ska",  always, 0, U"", 0.93, "an adjective without its mark, or a Polish one: Kowalska"},
    {family, U"cka",  always, 0, U"", 0.92, "likewise: Kopecka"},
    {family, U"a",    always, 1, U"o", 0.70, "an unmarked name of a woman: both Kučera and Kučero"},
    {family, U"",     always, 0, U"", 0.97, "an unmarked or foreign name of a woman is not inflected: paní Novák"},
};
// clang-format on

} // namespace

std::span<const VocativeRule> vocative_rules(Gender gender)
{
    if (gender == Gender::male) return male_rules;
    return female_rules;
}

} // namespace dosah::content
