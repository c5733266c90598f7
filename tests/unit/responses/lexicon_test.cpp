// SPDX-License-Identifier: EUPL-1.2
#include "responses/classify.h"
#include "tests/unit/responses/lexicons.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <random>

using namespace dosah;
using dosah::tests::lexicons;

namespace {

struct Case
{
    std::string words;
    std::string expected; ///< kind, or answer:yes ..., or answer:yes/2 with people
};

std::string read(const std::string& words, const std::string& locale, bool with_people = false)
{
    const auto result = responses::classify_text(words, locale, lexicons());
    std::string out(responses::to_string(result.kind));
    if (result.answer) out += ":" + *result.answer;
    if (with_people && result.people) out += "/" + std::to_string(*result.people);
    return out;
}

void check(const std::string& locale, const std::vector<Case>& cases)
{
    for (const Case& one : cases) {
        INFO("[" << locale << "] " << one.words);
        CHECK(read(one.words, locale, one.expected.find('/') != std::string::npos) == one.expected);
    }
}

std::vector<Case> cases_of(const std::string& name)
{
    std::ifstream file("tests/unit/responses/answers/" + name + ".txt");
    std::vector<Case> cases;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with("#")) continue;
        if (line.starts_with("[") && line.ends_with("]")) {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        for (std::size_t at = line.find("\\n"); at != std::string::npos; at = line.find("\\n", at))
            line.replace(at, 2, "\n");
        cases.push_back({line, section});
    }
    return cases;
}

} // namespace

TEST_CASE("what people write is read, and what is no answer is left to people", "[lexicon]")
{
    for (const char* locale : {"cs", "nb", "nn", "en"}) {
        const std::vector<Case> cases = cases_of(locale);
        CHECK(cases.size() >= 300);
        check(locale, cases);
    }
}

TEST_CASE("without a language only unmistakable words count", "[lexicon]")
{
    const std::vector<Case> cases = cases_of("unknown");
    CHECK(cases.size() >= 30);
    check("", cases);
}

TEST_CASE("every rule of the lexicon is what its examples say, and every phrase what its rule says", "[lexicon]")
{
    for (const std::string& finding : responses::check_lexicons("locales/lexicon"))
        FAIL_CHECK(finding);
}

TEST_CASE("a number alone answers only a message that offered numbers", "[lexicon]")
{
    using responses::Choices;
    for (const char* number : {"1", "2.", "3!"}) {
        CHECK(responses::classify_text(number, "cs", lexicons(), Choices::offered).kind == responses::Kind::answer);
        CHECK(responses::classify_text(number, "cs", lexicons(), Choices::not_offered).kind == responses::Kind::text);
    }
    CHECK(responses::classify_text("ano 1", "cs", lexicons(), Choices::not_offered).answer == "yes");
}

TEST_CASE("a message offers numbers when a one stands by a yes and a two by a no", "[lexicon]")
{
    for (const char* offer :
         {"Odpovězte 1 = ANO, 2 = NE, 3 = MOŽNÁ.", "Svar 1 (ja) eller 2 (nei).", "Reply YES: 1, NO: 2"})
        CHECK(lexicons().offers_numbers(offer));
    for (const char* none : {"Přijďte 1. 2. od 17:00. Odpovězte ANO nebo NE.", "Odpovězte ANO 17 nebo NE 17.", "",
                             "Setkání 1 a 2, odpovězte ANO"})
        CHECK_FALSE(lexicons().offers_numbers(none));
}

TEST_CASE("who comes along is counted only where it is said", "[lexicon]")
{
    check("cs", {{"Ano, přijdeme ve 3", "answer:yes/3"},
                 {"Přijdu se sousedkou", "answer:yes/2"},
                 {"Přijdeme, 4 osoby", "answer:yes/4"}});
    for (const char* words : {"ano 17", "přijdu v 5", "Ano, přijdeme 3 minuty po páté", "přijdeme všichni", "přijdu"})
        CHECK_FALSE(responses::classify_text(words, "cs", lexicons()).people);
    CHECK_FALSE(responses::classify_text("Nepřijdeme, 4 osoby", "cs", lexicons()).people);
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

TEST_CASE("a yes with a but behind it is to be read, unless all of it is known", "[lexicon]")
{
    check("cs", {
                    {"Mám zájem, ale nemám hlídání", "text"},
                    {"Přijdu, ale děkuji moc", "answer:yes"},
                    {"Ráda přijdu, bohužel ten den stěhujeme babičku", "text"},
                    {"Bohužel nepřijdu, ale držím palce", "answer:no"},
                });
    check("nb",
          {{"Jeg vil gjerne komme, men jeg har ingen barnevakt", "text"}, {"Jeg kommer, men hvor er det?", "text"}});
    check("nn", {{"Eg kjem gjerne, men har ingen barnevakt", "text"}});
    check("en", {{"I would love to come, but I have nobody for the kids", "text"}});
}

TEST_CASE("an answer that asks or tells more is for a person too; a name under it tells nothing", "[lexicon]")
{
    const auto more = [](const std::string& words, const std::string& locale) {
        const auto read = responses::classify_text(words, locale, lexicons());
        CHECK(read.answer == "yes");
        return read.says_more;
    };
    CHECK(more("Ano. Bude tam výtah?", "cs"));
    CHECK(more("Ja, jeg kommer.\nHeisen virker dårlig hos dere", "nb"));
    CHECK(more("PŘIJDU.\nPOTŘEBUJI BEZBARIÉROVÝ PŘÍSTUP", "cs"));
    CHECK(more("Přijdu.\nPotřebuji bezbariérový přístup", "cs"));
    CHECK_FALSE(more("Ja, jeg kommer.\n\nKari Anne Prøve Eksempel", "nb"));
    CHECK_FALSE(more("Ano, přijdu.\nJana Marie Vzorová", "cs"));
}

TEST_CASE("a request to stop may be a polite question, a question about stopping is none", "[lexicon]")
{
    check("nb",
          {{"Kan dere slutte å sende meg dette?", "opt_out"}, {"Hvordan får jeg dere til å slutte å sende?", "text"}});
    check("nn", {{"Kan de slutta å senda meg dette?", "opt_out"}});
    check("en", {{"Could you please stop emailing me?", "opt_out"}, {"Why did you stop emailing me?", "text"}});
    check("cs", {{"Už mi prosím nic neposílejte, děkuji.", "opt_out"},
                 {"Nic neposílejte, přijdu si pro to", "answer:yes"},
                 {"Můžete mi říct, proč mi píšete?", "text"}});
}

TEST_CASE("what nobody wants to miss is no refusal", "[lexicon]")
{
    check("cs", {{"Nechci chybět", "text"}, {"Nemůžu nepřijít!", "text"}, {"Nechci přijít", "answer:no"}});
    check("nb", {{"Jeg kommer ikke til å gå glipp av dette!", "text"}, {"Er på ferie, men mannen min kommer", "text"}});
    check("nn", {{"Det går eg ikkje glipp av", "text"}});
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

TEST_CASE("words without sense are read without harm", "[lexicon]")
{
    std::mt19937 random(5);
    const std::vector<std::string> pieces = {"přijdu",
                                             "ne",
                                             "ikke",
                                             "?",
                                             "\n",
                                             "stop",
                                             "1",
                                             "👍",
                                             "já",
                                             ". ",
                                             "kommer",
                                             "\xFF",
                                             "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                             ",",
                                             "hvis",
                                             "možná"};
    for (int round = 0; round < 3000; ++round) {
        std::string words;
        for (std::size_t i = random() % 200; i > 0; --i)
            words += pieces[random() % pieces.size()] + (random() % 3 ? " " : "");
        const auto reading = lexicons().read(words, round % 2 ? "nb" : "");
        REQUIRE((reading.kind == responses::Kind::answer) == reading.answer.has_value());
    }
}
