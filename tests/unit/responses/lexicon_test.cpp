// SPDX-License-Identifier: EUPL-1.2
#include "responses/classify.h"

#include <catch2/catch.hpp>

using namespace dosah;

namespace {

struct Case
{
    const char* words;
    const char* expected; ///< kind, or answer:yes ...
};

std::string read(const char* words, const char* locale)
{
    const auto result = responses::classify_text(words, locale);
    std::string out(responses::to_string(result.kind));
    if (result.answer) out += ":" + *result.answer;
    return out;
}

void check(const char* locale, const std::vector<Case>& cases)
{
    for (const Case& one : cases) {
        INFO("[" << locale << "] " << one.words);
        CHECK(read(one.words, locale) == one.expected);
    }
}

} // namespace

TEST_CASE("Czech words are read, and those that are none are left to people", "[lexicon]")
{
    check("cs",
          {
              {"Ano", "answer:yes"},
              {"ANO!", "answer:yes"},
              {"ano, přijdu", "answer:yes"},
              {"Přijdeme ve dvou", "answer:yes"},
              {"prijdu rad", "answer:yes"},
              {"jo jasně", "answer:yes"},
              {"Ne", "answer:no"},
              {"nepřijdu", "answer:no"},
              {"Bohužel nemůžu", "answer:no"},
              {"Dobrý den, bohužel se nemohu zúčastnit. Hezký den, Nováková", "answer:no"},
              {"nevím", "answer:maybe"},
              {"Možná přijdu", "answer:maybe"},
              {"spíš ne", "answer:maybe"},
              {"já", "text"},
              {"Ja", "text"},
              {"ne, přijdu", "text"},
              {"Přijde i starosta?", "text"},
              {"Přijdu, pokud nebude pršet", "text"},
              {"STOP", "opt_out"},
              {"Stop.", "opt_out"},
              {"stop prosím", "opt_out"},
              {"Prosím už mi nepište", "opt_out"},
              {"prosím, odhlašte mě", "opt_out"},
              {"ODHLÁSIT", "opt_out"},
              {"konec", "opt_out"},
              {"Musíme zastavit tu stavbu", "text"},
              {"Stop stavbě dálnice", "text"},
              {"Nechci další dům u parku", "text"},
              {"POMOC", "help"},
              {"?", "help"},
              {"START", "start"},
              {"1", "answer:yes"},
              {"2", "answer:no"},
              {"3", "answer:maybe"},
              {"10", "text"},
              {"Přijdeme 3", "answer:yes"},
              {"👍", "answer:yes"},
              {"👎", "answer:no"},
              {"👍🏽", "answer:yes"},
              {"přidju", "answer:yes"},
              {"nepřijd", "text"},
              {"neprijdu, omlouvam se", "answer:no"},
              {"Kdo přijde?", "text"},
              {"V kolik to začíná?", "text"},
              {"Děkuji za pozvání, přijdu.", "answer:yes"},
              {"Děkuji za pozvání. Přijdu s manželkou.", "answer:yes"},
              {"No jasně", "answer:yes"},
              {"no", "text"},
              {"Ano. Bude tam i pan starosta? Mám k němu pár dotazů ohledně parkování u školy.", "answer:yes"},
              {"Myslím, že ta lavička u školy je rozbitá a nikdo ji neopravuje. Ano, psal jsem to už loni.", "text"},
              {"Nemám zájem", "answer:no"},
              {"Děkuji", "text"},
              {"asi jo", "answer:maybe"},
              {"určitě přijdu", "answer:yes"},
              {"Určitě ne", "answer:no"},
              {"proč ne", "text"},
              {"Nebudu tam, jsem na dovolené", "answer:no"},
              {"Jsem proti tomu návrhu", "text"},
              {"Nemohu najít odkaz", "text"},
              {"Jo, dorazíme ve 3 lidech", "answer:yes"},
              {"Ne, díky.", "answer:no"},
              {"ne děkuji", "answer:no"},
              {"Dobrý den, přijdu. S pozdravem Jana Nová", "answer:yes"},
              {"Omlouvám se, nestihnu to", "answer:no"},
              {"nemůžu se dočkat", "text"},
              {"Nechci už dostávat tyhle zprávy", "opt_out"},
              {"Nepište nesmysly", "text"},
              {"Prosím o odhlášení", "opt_out"},
              {"Chci se odhlásit", "opt_out"},
              {"Zastavte to kácení stromů", "text"},
              {"STOP kácení", "text"},
              {"Příjdu", "answer:yes"},
              {"Přijďte taky", "text"},
              {"Jasně, že přijdeme", "answer:yes"},
              {"Budu tam", "answer:yes"},
              {"ok", "answer:yes"},
              {"Ok, díky za info", "text"},
              {"ano/ne", "text"},
              {"ANO 17", "answer:yes"},
              {"Ano, rádi přijdeme, bude nás pět.", "answer:yes"},
              {"Děkuji, ale nepřijdu.", "answer:no"},
              {"Bohužel ten den pracuji.", "text"},
              {"Dorazím o chvíli později", "answer:yes"},
              {"Zúčastním se", "answer:yes"},
              {"Nezúčastním se", "answer:no"},
              {"Ne děkuji, nemám čas", "answer:no"},
              {"Ještě nevím, dám vědět", "answer:maybe"},
              {"To záleží na práci", "answer:maybe"},
              {"Můžu vzít psa?", "text"},
              {"Mohu přijít i s dětmi?", "text"},
              {"Prosím, vyřaďte mě ze seznamu", "opt_out"},
              {"Neposílejte mi už žádné zprávy!", "opt_out"},
              {"Nechte mě být, nechci vaše sms", "opt_out"},
              {"stop sms", "opt_out"},
              {"Stop, děkuji", "opt_out"},
              {"STOP!!!", "opt_out"},
              {"Stop autům v centru", "text"},
              {"Nechci, aby se park zastavěl", "text"},
              {"odhlasit", "opt_out"},
              {"Odhlašuji se", "opt_out"},
              {"Konec prázdnin se blíží", "text"},
              {"Kdy je konec akce", "text"},
              {"info", "help"},
              {"Pomoc s dopravou bych potřeboval", "text"},
              {"pomozte prosím", "help"},
              {"start", "start"},
              {"Přihlásit", "start"},
              {"Jsem pro", "text"},
              {"Souhlasím", "answer:yes"},
              {"Nesouhlasím s tím plánem", "text"},
              {"anoo", "text"},
              {"Ona", "text"},
              {"Nebudu, omlouvám se", "answer:no"},
              {"ano 2 osoby", "answer:yes"},
              {"JO, BUDU", "answer:yes"},
              {"přijdem", "answer:yes"},
              {"Určitě dorazíme, díky moc za pozvání!", "answer:yes"},
              {"Nemohu, jsem v nemocnici", "answer:no"},
              {"Nejde mi to otevřít", "text"},
              {"Ano byl jsem tam minule a bylo to hrozné, nikdo nás neposlouchal a stejně se nic nezměnilo", "text"},
              {"Ne že bych nechtěl, ale nestíhám", "text"},
              {"Taky přijdu :)", "answer:yes"},
              {"Počítejte se mnou", "answer:yes"},
              {"👍 přijdu", "answer:yes"},
              {"👎👎", "answer:no"},
              {"1.", "answer:yes"},
              {"přijdu 1", "answer:yes"},
              {"Dobrý den,", "text"},
              {"Kdo jste?", "text"},
              {"špatné číslo", "text"},
              {"Zdravím, určitě dorazím. Honza", "answer:yes"},
          });
}

TEST_CASE("bokmål words are read, and those that are none are left to people", "[lexicon]")
{
    check("nb", {
                    {"Ja", "answer:yes"},
                    {"ja takk", "answer:yes"},
                    {"Jeg kommer", "answer:yes"},
                    {"Vi kommer to stk", "answer:yes"},
                    {"kommer ikke", "answer:no"},
                    {"Jeg kommer dessverre ikke", "answer:no"},
                    {"Nei", "answer:no"},
                    {"nei takk", "answer:no"},
                    {"Hei", "text"},
                    {"Hei, kommer gjerne", "answer:yes"},
                    {"Kanskje", "answer:maybe"},
                    {"vet ikke", "answer:maybe"},
                    {"STOPP", "opt_out"},
                    {"stopp", "opt_out"},
                    {"Meld av", "opt_out"},
                    {"MELD PÅ", "start"},
                    {"HJELP", "help"},
                    {"Ta meg av listen", "opt_out"},
                    {"ta meg av lista", "opt_out"},
                    {"Ikke send meg flere meldinger", "opt_out"},
                    {"Vi må stoppe denne utbyggingen", "text"},
                    {"Kommer ordføreren?", "text"},
                    {"Har du spurt naboen", "text"},
                    {"Det kommer an på været", "answer:maybe"},
                    {"Kan dessverre ikke komme, er bortreist", "answer:no"},
                    {"Jeg kommer hvis det ikke regner", "text"},
                    {"Ja, men når begynner det?", "text"},
                    {"Jeg kommer ikke før kl 18", "text"},
                    {"Kjempebra, gleder meg!", "text"},
                    {"kommer", "answer:yes"},
                    {"desverre", "answer:no"},
                    {"Stopp bussen", "text"},
                    {"Slutt å sende meg sms", "opt_out"},
                    {"Já", "text"},
                    {"Takk for invitasjonen, men jeg kan ikke komme denne gangen.", "answer:no"},
                    {"Beklager, vi kan ikke", "answer:no"},
                    {"Nå må dere slutte å bygge", "text"},
                    {"kommmer", "answer:yes"},
                    {"Kansje", "answer:maybe"},
                    {"Ja, vi kommer, men ikke på lørdag", "text"},
                    {"Avbud fra meg", "answer:no"},
                    {"Må dessverre melde avbud", "answer:no"},
                    {"Ja, jeg kommer!", "answer:yes"},
                    {"Ja vi kommer, 3 stk", "answer:yes"},
                    {"Takk for invitasjonen! Jeg kommer gjerne.", "answer:yes"},
                    {"Vi kommer med barna", "answer:yes"},
                    {"Jeg deltar", "answer:yes"},
                    {"Jeg deltar ikke", "answer:no"},
                    {"Kan ikke", "answer:no"},
                    {"Jeg kan dessverre ikke delta", "answer:no"},
                    {"Nei, jeg er på ferie", "answer:no"},
                    {"Jeg vet ikke enda", "answer:maybe"},
                    {"Er litt usikker", "answer:maybe"},
                    {"Vil gjerne vite mer", "text"},
                    {"Når er møtet?", "text"},
                    {"Kommer bussen dit", "text"},
                    {"Stopp!", "opt_out"},
                    {"STOPP takk", "opt_out"},
                    {"avmeld", "opt_out"},
                    {"Avslutt", "opt_out"},
                    {"Vennligst fjern meg fra listen", "opt_out"},
                    {"Jeg ønsker ikke å motta flere meldinger fra dere", "opt_out"},
                    {"Stopp utbyggingen nå", "text"},
                    {"Vi må sette en stopper for dette", "text"},
                    {"Slutt på bråket", "text"},
                    {"hjelp", "help"},
                    {"Hjelp til med hva?", "text"},
                    {"info", "help"},
                    {"Start", "start"},
                    {"Når starter det", "text"},
                    {"Heia", "text"},
                    {"ok", "answer:yes"},
                    {"Den er grei", "text"},
                    {"Ikke bra at dere bygger der", "text"},
                    {"jeg er med", "answer:yes"},
                    {"Regner med å komme", "answer:maybe"},
                    {"Håper å komme", "answer:maybe"},
                    {"Kan hende", "text"},
                    {"Neppe", "text"},
                    {"Har ikke tid", "answer:no"},
                    {"Passer ikke for meg", "answer:no"},
                    {"Møter", "answer:yes"},
                    {"ja 👍", "answer:yes"},
                });
}

TEST_CASE("nynorsk words are read, and those that are none are left to people", "[lexicon]")
{
    check("nn", {
                    {"kan ikkje", "answer:no"},
                    {"Eg kjem", "answer:yes"},
                    {"kjem ikkje", "answer:no"},
                    {"veit ikkje", "answer:maybe"},
                    {"Ikkje send meg fleire meldingar", "opt_out"},
                    {"Takk, eg kjem gjerne", "answer:yes"},
                    {"Eg kan ikkje koma", "answer:no"},
                    {"Me kjem to personar", "answer:yes"},
                    {"Eg kjem ikkje", "answer:no"},
                    {"Ja, gjerne", "answer:yes"},
                    {"Kanskje, veit ikkje heilt enno", "answer:maybe"},
                    {"Ta meg av lista", "opt_out"},
                    {"Eg ønskjer ikkje fleire meldingar", "opt_out"},
                    {"kjem ordføraren?", "text"},
                    {"Nei, eg er bortreist", "answer:no"},
                });
}

TEST_CASE("English words are read, and those that are none are left to people", "[lexicon]")
{
    check("en", {
                    {"Yes", "answer:yes"},
                    {"yes please, two of us", "answer:yes"},
                    {"No", "answer:no"},
                    {"I can't make it, sorry", "answer:no"},
                    {"Not sure yet", "answer:maybe"},
                    {"stop the building", "text"},
                    {"Stop. Thank you", "opt_out"},
                    {"Please stop sending me these", "opt_out"},
                    {"unsubscribe", "opt_out"},
                    {"We must stop this bill", "text"},
                    {"HELP", "help"},
                    {"Can I bring my kids?", "text"},
                    {"I will be there", "answer:yes"},
                    {"I don't know if I can come", "answer:maybe"},
                    {"why not", "text"},
                    {"I have no opinion on this", "text"},
                    {"Thanks for the invite! I'll be there with my husband.", "answer:yes"},
                    {"STOP DEMOLITION", "text"},
                    {"yes and no", "text"},
                    {"Count me in", "answer:yes"},
                    {"Yes!", "answer:yes"},
                    {"Sure, see you there", "answer:yes"},
                    {"No thank you", "answer:no"},
                    {"Sorry, can't come", "answer:no"},
                    {"I won't be able to attend", "answer:no"},
                    {"We'll be there, 4 people", "answer:yes"},
                    {"Maybe, depends on work", "answer:maybe"},
                    {"Please remove me from this list", "opt_out"},
                    {"STOP TEXTING ME", "opt_out"},
                    {"stop it", "opt_out"},
                    {"The bus stop is broken", "text"},
                    {"Stop sign is missing at Main street", "text"},
                    {"quit", "opt_out"},
                    {"help", "help"},
                    {"I need help getting there", "text"},
                    {"What time does it start?", "text"},
                    {"Yes I think the plan is bad and the council should listen to the people who live there instead "
                     "of developers",
                     "text"},
                    {"who is this", "text"},
                    {"I'd love to come", "text"},
                    {"Not coming", "answer:no"},
                    {"nope", "answer:no"},
                    {"I know nothing about it", "text"},
                });
}

TEST_CASE("without a language only unmistakable words count", "[lexicon]")
{
    check("", {
                  {"ano", "answer:yes"},
                  {"nei", "answer:no"},
                  {"yes", "answer:yes"},
                  {"no", "text"},
                  {"Ja", "answer:yes"},
                  {"JA", "answer:yes"},
                  {"Ja 17", "answer:yes"},
                  {"Ja takk!", "answer:yes"},
                  {"JA! Vi blir to", "answer:yes"},
                  {"ja neprijdu", "answer:no"},
                  {"ja nevim", "answer:maybe"},
                  {"ja pracuju", "text"},
                  {"ja, nei", "answer:no"},
                  {"Já 17", "text"},
                  {"stop", "opt_out"},
                  {"kommer ikke", "answer:no"},
                  {"Hei", "text"},
                  {"Já", "text"},
                  {"neprijdu", "answer:no"},
                  {"prijdu", "answer:yes"},
                  {"možná", "answer:maybe"},
                  {"kanskje", "answer:maybe"},
                  {"Nej", "text"},
                  {"Jo", "answer:yes"},
                  {"jo 17", "answer:yes"},
                  {"přijdeme ve třech", "answer:yes"},
                  {"STOPP", "opt_out"},
                  {"ODHLÁSIT", "opt_out"},
                  {"avslutt", "opt_out"},
                  {"jeg kommer", "answer:yes"},
                  {"kan ikkje", "answer:no"},
                  {"I can't make it", "answer:no"},
                  {"Ja, jeg kommer", "answer:yes"},
                  {"Já přijdu", "answer:yes"},
                  {"já nepřijdu", "answer:no"},
                  {"ok", "answer:yes"},
              });
}

TEST_CASE("an answer in the line of the greeting is read", "[lexicon]")
{
    check("cs", {
                    {"Dobrý den, přijdu.\nS pozdravem Jana", "answer:yes"},
                    {"Dobrý den, nepřijdu\nS pozdravem Petr", "answer:no"},
                    {"Dobrý den, paní Vzorová,\nnepřijdu", "answer:no"},
                    {"Dobrý den, pane starosto\nano", "answer:yes"},
                    {"Dobrý den, pane starosto\nStop", "opt_out"},
                });
    check("nb", {{"Hei! Jeg kommer\nHilsen Kari", "answer:yes"}, {"Hei, Nordvik\nNei takk", "answer:no"}});
}

TEST_CASE("nb and nn read each other, and locale names are taken with their region", "[lexicon]")
{
    CHECK(read("Eg kjem", "nb") == "answer:yes");
    CHECK(read("Jeg kommer ikke", "nn") == "answer:no");
    CHECK(read("Ja", "nb-NO") == "answer:yes");
    CHECK(read("ano", "cs_CZ") == "answer:yes");
}

TEST_CASE("letters decomposed or in full width are the same letters", "[lexicon]")
{
    CHECK(read("Pr\xCC\x8Cijdu", "cs") == "answer:yes");
    CHECK(read("\xEF\xBC\xB3\xEF\xBC\xB4\xEF\xBC\xAF\xEF\xBC\xB0", "en") == "opt_out");
}

TEST_CASE("nothing, spaces and broken bytes are text", "[lexicon]")
{
    CHECK(read("", "cs") == "text");
    CHECK(read(" \n\t ", "cs") == "text");
    CHECK(read("\xFF\xFE\x80", "cs") == "text");
}
