// SPDX-License-Identifier: EUPL-1.2
#include "base/text.h"
#include "content/message_writer.h"
#include "content/salutation.h"
#include "tests/unit/content/shipped.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using content::Addressed;
using content::Salutation;
using content::Tone;
using tests::catalogs;

namespace {

Salutation salute(const Addressed& person, Tone tone = Tone::usual, const std::string& locale = "cs")
{
    return content::salute(catalogs(), locale, person, tone);
}

std::string greet(const Addressed& person, Tone tone = Tone::usual, const std::string& locale = "cs")
{
    return salute(person, tone, locale).greeting;
}

} // namespace

TEST_CASE("Czech greets by the family name, or by the given one where that is wanted or all there is", "[salutation]")
{
    CHECK(greet({"Jana", "Nováková", "f", ""}) == "Vážená paní Nováková");
    CHECK(greet({"Petr", "Novák", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"Jana", "Nováková", "f", ""}, Tone::informal) == "Milá Jano");
    CHECK(greet({"Petr", "Novák", "m", ""}, Tone::informal) == "Milý Petře");
    CHECK(greet({"Jana", "", "f", ""}) == "Milá Jano");
    CHECK(greet({"Jana", "", "f", ""}, Tone::formal) == "Dobrý den");
    CHECK(greet({"", "Nováková", "f", ""}) == "Vážená paní Nováková");
    CHECK(greet({"", "Nováková", "f", ""}, Tone::informal) == "Dobrý den");
    CHECK(greet({"", "", "f", ""}) == "Dobrý den");
    CHECK(greet({"", "", "", ""}) == "Dobrý den");
}

TEST_CASE("Norwegian and English greet by name, which has one form", "[salutation]")
{
    CHECK(greet({"Kari", "Nordmann", "f", ""}, Tone::usual, "nb") == "Hei Kari");
    CHECK(greet({"Kari", "Nordmann", "", ""}, Tone::formal, "nb") == "Kjære Kari Nordmann");
    CHECK(greet({"Kari", "", "", ""}, Tone::formal, "nn") == "Hei");
    CHECK(greet({" Anne-Marie ", "Lie", "", ""}, Tone::usual, "nb") == "Hei Anne-Marie");
    CHECK(greet({"Åse Øygunn", "", "", ""}, Tone::usual, "nn") == "Hei Åse Øygunn");
    CHECK(greet({"KARI", "", "", ""}, Tone::usual, "nb") == "Hei Kari");
    CHECK(greet({"Kari", "Nordmann", "", ""}, Tone::usual, "en") == "Hello Kari");
    CHECK(greet({"Kari", "Nordmann", "", ""}, Tone::formal, "en") == "Dear Kari Nordmann");
    for (const char* name : {"", "K", "K.", "?", "Kari2", "Kari\nBcc: x", "Kari {{x}}", "<b>Kari"})
        CHECK(greet({name, "", "", ""}, Tone::usual, "nb") == "Hei");
    const Salutation salutation = salute({"Kari", "Nordmann", "", ""}, Tone::usual, "nb");
    CHECK(salutation.given_vocative == "Kari");
    CHECK(salutation.family_vocative == "Nordmann");
    CHECK(salutation.confidence == 1);
}

TEST_CASE("who it is follows from the names where the register does not say", "[salutation]")
{
    CHECK(greet({"Jana", "Nováková", "", ""}) == "Vážená paní Nováková");
    CHECK(greet({"Petr", "Novák", "", ""}) == "Vážený pane Nováku");
    CHECK(greet({"", "Nováková", "", ""}) == "Vážená paní Nováková");
    CHECK(greet({"Jana", "", "", ""}) == "Milá Jano");
    CHECK(greet({"Ilja", "Novák", "", ""}) == "Vážený pane Nováku");
    CHECK(greet({"Jana", "Novák", "", ""}) == "Vážená paní Novák"); // she bears it unmarked
    CHECK(greet({"Dagmar", "Müller", "", ""}) == "Vážená paní Müller");
    // A man's form alone may be a woman's unmarked name.
    CHECK(greet({"", "Novák", "", ""}) == "Dobrý den");
    CHECK_FALSE(salute({"", "Novák", "", ""}).family_vocative);
    // Nikola is borne by both, and so called either way; but "Milá" or "Milý"?
    CHECK(salute({"Nikola", "", "", ""}).given_vocative == "Nikolo");
    CHECK(greet({"Nikola", "", "", ""}) == "Dobrý den");
    CHECK(greet({"Nikola", "Malá", "", ""}, Tone::informal) == "Milá Nikolo");
    CHECK(salute({"", "Krejčí", "", ""}).family_vocative == "Krejčí");
    CHECK(greet({"", "Krejčí", "", ""}) == "Dobrý den");
    CHECK(greet({"Jana", "Nováková", "x", ""}) == "Dobrý den");
}

TEST_CASE("where the register contradicts itself nobody is greeted wrongly", "[salutation]")
{
    CHECK(greet({"Jana", "Nováková", "m", ""}) == "Dobrý den");
    CHECK(greet({"Petr", "Novák", "f", ""}) == "Dobrý den");
    CHECK(greet({"Petr", "Nováková", "", ""}) == "Dobrý den");
    CHECK(greet({"Petr", "Nováková", "m", ""}) == "Dobrý den");
    CHECK(salute({"Petr", "Nováková", "m", ""}).confidence < 0.9);
}

TEST_CASE("titles, second names, capitals, lost marks and odd blanks", "[salutation]")
{
    CHECK(greet({"Ing. Jana", "Nováková, Ph.D.", "", ""}) == "Vážená paní Nováková");
    CHECK(greet({"", "prof. MUDr. Novák, DrSc., MBA", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"", "Bc. et Bc. Novák Ph. D.", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"", "MUDr.Novák", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"", "Novák ml.", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"", "Novák MA", "m", ""}) == "Vážený pane Nováku");
    CHECK(greet({"JUDR. PETR", "NOVÁK", "", ""}) == "Vážený pane Nováku");
    CHECK(salute({"PETR", "NOVÁK", "", ""}).family_vocative == "NOVÁKU");
    CHECK(greet({"jana", "nováková", "", ""}, Tone::informal) == "Milá Jano");
    CHECK(greet({"Jan Pavel", "", "m", ""}) == "Milý Jane Pavle");
    CHECK(greet({"Anna-Marie", "", "f", ""}) == "Milá Anno-Marie");
    CHECK(greet({"Jan K.", "", "m", ""}) == "Milý Jane");
    CHECK(greet({"", "Novák-Svoboda", "m", ""}) == "Vážený pane Nováku-Svobodo");
    CHECK(greet({"", "NOVÁKOVÁ - MALÁ", "f", ""}) == "Vážená paní Nováková-Malá");
    CHECK(greet({"", "Nováková Malá", "f", ""}) == "Vážená paní Nováková Malá");
    CHECK(greet({"", "Nováková (roz. Malá)", "f", ""}) == "Vážená paní Nováková");
    CHECK(greet({"", "von Berg", "m", ""}) == "Vážený pane von Bergu");
    CHECK(greet({"Jiri", "Kolar", "", ""}) == "Vážený pane Kolari");
    CHECK(greet({" Jana\u00a0", "\tNováková ", "", ""}) == "Vážená paní Nováková");
    CHECK(greet({"J.", "Novák", "m", ""}) == "Vážený pane Nováku");
    for (const char* name : {"Novák, Jan", "Novák2", "Novák/Malý", "{{x}}", "<b>", "a@b.cz", "N", "?", "Novák\nBcc: x"})
        CHECK(greet({"", name, "m", ""}) == "Dobrý den");
    CHECK(greet({"", std::string(500, 'a'), "m", ""}) == "Dobrý den");
    CHECK(greet({"", "\xC5", "m", ""}) == "Dobrý den");
}

TEST_CASE("a person's own greeting goes before every rule", "[salutation]")
{
    const Salutation own = salute({"Jana", "Nováková", "f", " Vážená paní doktorko "});
    CHECK(own.greeting == "Vážená paní doktorko");
    CHECK(own.confidence == 1);
    for (const char* wrong : {"", " ", "a\nb", "{{secret}}", "<b>", "\xC5"})
        CHECK(greet({"Jana", "Nováková", "f", wrong}) == "Vážená paní Nováková");
    CHECK(greet({"Jana", "Nováková", "f", std::string(300, 'a')}) == "Vážená paní Nováková");
}

TEST_CASE("what is unsure is left out of the forms and shows in the confidence", "[salutation]")
{
    const Salutation sure = salute({"Jana", "Nováková", "f", ""});
    CHECK(sure.given_vocative == "Jano");
    CHECK(sure.family_vocative == "Nováková");
    CHECK(sure.confidence >= 0.9);
    const Salutation unsure = salute({"Axel", "Novák", "m", ""});
    CHECK_FALSE(unsure.given_vocative);
    CHECK(unsure.family_vocative == "Nováku");
    CHECK(unsure.greeting == "Vážený pane Nováku");
    CHECK(unsure.confidence < 0.9);
    CHECK(greet({"Axel", "Novák", "m", ""}, Tone::informal) == "Dobrý den");
    CHECK_FALSE(salute({"", "", "", ""}).given_vocative);
}

TEST_CASE("whatever the register holds, a greeting is one clean line", "[salutation]")
{
    std::mt19937 random(11);
    const std::vector<std::string> pieces = {"Jan", "Nov",  "ák",     "ová", "a",    "ek",    "-", " ", ".",
                                             ",",   "Ing.", "Ph.D.",  "é",   "Ř",    "(",     ")", "'", "{{",
                                             "}}",  "<",    "\n",     "\r",  "\xC5", "von",   "1", "Š", "EC",
                                             "ý",   "\t",   "\u00a0", "–",   "诸",   "\u030c"};
    const auto some = [&] {
        std::string text;
        for (auto left = std::uniform_int_distribution<int>(0, 6)(random); left > 0; --left)
            text += pieces[std::uniform_int_distribution<std::size_t>(0, pieces.size() - 1)(random)];
        return text;
    };
    const std::vector<std::string> genders = {"f", "m", "x", ""};
    for (int round = 0; round < 20000; ++round) {
        const Addressed person{some(), some(), genders[static_cast<std::size_t>(round) % 4],
                               round % 7 == 0 ? some() : ""};
        const std::string locale = round % 3 == 0 ? "nb" : "cs";
        const Salutation salutation = salute(person, static_cast<Tone>(round % 3), locale);
        CAPTURE(person.given_name, person.family_name, salutation.greeting);
        REQUIRE_FALSE(salutation.greeting.empty());
        REQUIRE(text::is_valid_utf8(salutation.greeting));
        for (const char wrong : {'\n', '\r', '\t', '<', '{'})
            REQUIRE(salutation.greeting.find(wrong) == std::string::npos);
        REQUIRE((salutation.confidence >= 0 && salutation.confidence <= 1));
    }
}
