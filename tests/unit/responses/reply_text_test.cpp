// SPDX-License-Identifier: EUPL-1.2
#include "mime/parse.h"
#include "responses/reply_text.h"

#include <catch2/catch.hpp>

using namespace dosah;
using responses::new_words;

TEST_CASE("quotations are cut however a mail program announces them", "[reply]")
{
    const std::vector<std::string> quotations = {
        "On Wed, 4 Apr 2026 at 15:59, Town <town@obec.example> wrote:\n> Will you come?",
        "Dne 10. 08. 26 v 10:08 Město Lhota napsal(a):\n> Přijdete?",
        "Město Lhota napsal(a):\n> Přijdete?",
        "Dne 2026-08-10 10:08, Město Lhota <town@obec.example>\nnapsal:\n\n> Přijdete?",
        "po 10. 8. 2026 v 10:08 odesílatel Město Lhota <town@obec.example> napsal:\n\n> Přijdete?",
        "Den 10.08.2026 10:08, skrev Lhota kommune:\n> Kommer du?",
        "man. 10. aug. 2026 kl. 10:08 skrev Lhota kommune <town@obec.example>:\n\n> Kommer du?",
        "Lhota kommune skreiv den 10.08.2026 10.08:\n> Kjem du?",
        "10. aug. 2026 kl. 10:08 skrev Lhota kommune <town@obec.example>:\n\nKommer du?",
        "Am 10.08.26 um 10:08 schrieb Stadt Lhota:\n> Kommen Sie?",
        "-----Original Message-----\nFrom: Town\nSent: Monday\nTo: Kari\nSubject: Invitation\n\nWill you come?",
        "-------- Původní zpráva --------\nPředmět: Pozvánka\nDatum: 10. 8. 2026\n\nPřijdete?",
        "---------- Původní e-mail ----------\nOd: Město Lhota\nKomu: kari@example.test\nDatum: 10. 8. 2026\nPředmět: "
        "Pozvánka\n\nPřijdete?",
        "Od: Město Lhota <town@obec.example>\nOdesláno: pondělí 10. srpna 2026 10:08\nKomu: Kari\nPředmět: "
        "Pozvánka\n\nPřijdete?",
        "________________________________\nFra: Lhota kommune <town@obec.example>\nSendt: mandag 10. august 2026\nTil: "
        "Kari\nEmne: Invitasjon\n\nKommer du?",
        "-------- Opprinnelig melding --------\nEmne: Invitasjon\n\nKommer du?",
        "*From:* Town\n*Sent:* Monday\n*To:* Kari\n*Subject:* Invitation\n\nWill you come?",
    };
    for (const std::string& quotation : quotations) {
        INFO(quotation);
        CHECK(new_words("My own words.\n\n" + quotation) == "My own words.");
    }
}

TEST_CASE("signatures and what telephones add are cut", "[reply]")
{
    CHECK(new_words("Ano\n\n-- \nKari\nSome street 5") == "Ano");
    CHECK(new_words("Ano\n\nOdesláno z mého iPhonu") == "Ano");
    CHECK(new_words("Ja\n\nSendt fra min iPhone") == "Ja");
    CHECK(new_words("Yes\n\nSent from my Galaxy") == "Yes");
    CHECK(new_words("Ano\n\nZískat Outlook pro Android") == "Ano");
    CHECK(new_words("Yes\n\nGet Outlook for iOS\n\nOn 1/2/2026 at 10:00, Town wrote:\n> x") == "Yes");
}

TEST_CASE("words between and below quoted lines stay", "[reply]")
{
    CHECK(new_words("> Will you come?\nYes.\n> With whom?\nAlone.") == "Yes.\nAlone.");
    CHECK(new_words("On 1/2/2026 at 10:00, Town wrote:\n> Will you come?\n\nYes, I will.") == "Yes, I will.");
}

TEST_CASE("what only looks like a quotation stays", "[reply]")
{
    CHECK(new_words("On Monday we wrote:\nnothing") == "On Monday we wrote:\nnothing");
    CHECK(new_words("My sister wrote a book.\nI like it.") == "My sister wrote a book.\nI like it.");
    CHECK(new_words("From: the heart\nI thank you.") == "From: the heart\nI thank you.");
    CHECK(new_words("Den 5. května přijdu.") == "Den 5. května přijdu.");
}

TEST_CASE("HTML quotations are cut", "[reply]")
{
    const auto words = [](const std::string& html) {
        return new_words(mime::parse("From: kari@example.test\nContent-Type: text/html; charset=utf-8\n\n" + html));
    };
    CHECK(words("<p>Ano</p><div class=\"gmail_quote\"><div>On 1. 2. 2026 Town "
                "wrote:</div><blockquote>x</blockquote></div>") == "Ano");
    CHECK(words("<div>Ja</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>Fra:</b> "
                "Town</div><p>x</p>") == "Ja");
    CHECK(words("<p>Yes</p><blockquote type=\"cite\"><p>Will you?</p></blockquote>") == "Yes");
    CHECK(words("<p>Yes</p><div class=\"moz-cite-prefix\">On 1/2/26 10:00, Town "
                "wrote:<br></div><blockquote>x</blockquote>") == "Yes");
}

TEST_CASE("cutting takes time linear in the text", "[reply]")
{
    std::string attributions;
    for (int i = 0; i < 20000; ++i)
        attributions += "On 1/2/2026 Town\n";
    CHECK_FALSE(new_words(attributions + "wrote").empty());
    CHECK(new_words(std::string(400000, '>')).empty());
    CHECK(new_words(std::string(400000, '-')).size() <= 400000);
}

TEST_CASE("interleaved quotations without end are cut in linear time", "[reply]")
{
    std::string text;
    for (int i = 0; i < 60000; ++i)
        text += "> a\nb\n";
    CHECK_FALSE(new_words(text).empty());
}
