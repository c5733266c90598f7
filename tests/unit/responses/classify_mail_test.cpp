// SPDX-License-Identifier: EUPL-1.2
#include "mime/parse.h"
#include "responses/classify.h"
#include "tests/unit/responses/lexicons.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using dosah::tests::lexicons;
using responses::Kind;

namespace {

responses::Classified read(const std::string& headers, const std::string& body, const char* locale = "cs")
{
    return responses::classify_mail(mime::parse("From: Kari <kari@example.test>\nTo: town@obec.example\n" + headers +
                                                "Content-Type: text/plain; charset=utf-8\n\n" + body),
                                    locale, lexicons());
}

std::string calendar(const std::string& attendees, const std::string& method = "REPLY")
{
    return "From: kari@example.test\nTo: town@obec.example\nSubject: Accepted\nMIME-Version: 1.0\nContent-Type: "
           "multipart/alternative; "
           "boundary=b\n\n--b\nContent-Type: text/plain\n\nKari\n--b\nContent-Type: text/calendar; method=REPLY; "
           "charset=utf-8\n\n"
           "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:" +
           method + "\nBEGIN:VEVENT\nUID:17@obec.example\n" + attendees + "END:VEVENT\nEND:VCALENDAR\n--b--\n";
}

} // namespace

TEST_CASE("a person's answer by mail is read from the new words alone", "[classify]")
{
    const auto result = read(
        "Subject: Re: Pozvánka\nIn-Reply-To: <i.17@obec.example>\nReferences: <r.1@obec.example> <i.17@obec.example>\n",
        "Dobrý den,\n\npřijdu.\n\nS pozdravem\nKari\n\n> Odpovězte ANO nebo NE, STOP pro odhlášení\n");
    CHECK(result.kind == Kind::answer);
    CHECK(result.answer == "yes");
    CHECK_FALSE(result.automatic);
    CHECK(result.references == std::vector<std::string>{"i.17@obec.example", "r.1@obec.example"});
}

TEST_CASE("automatic replies are known by headers, subjects and sentences", "[classify]")
{
    for (const char* header :
         {"Auto-Submitted: auto-replied\n", "Auto-Submitted: auto-generated (rejected)\n", "Precedence: bulk\n",
          "Precedence: auto_reply\n", "X-Autoreply: yes\n", "X-Autorespond: gone\n", "X-Auto-Reply: 1\n",
          "Subject: Automatická odpověď: Pozvánka\n", "Subject: =?utf-8?B?TWltbyBrYW5jZWzDocWZ?=\n",
          "Subject: Autosvar: Invitasjon\n", "Subject: Automatisk svar: Invitasjon\n", "Subject: Fraværsmelding\n",
          "Subject: Fråvær: ferie\n", "Subject: Out of Office: x\n", "Subject: Abwesenheitsnotiz\n",
          "Subject: Nepřítomnost\n"}) {
        INFO(header);
        const auto result = read(header, "Ano, jsem zpět v pondělí.\n");
        CHECK(result.kind == Kind::auto_reply);
        CHECK(result.automatic);
        CHECK_FALSE(result.answer.has_value());
    }
    CHECK(read("Subject: Hi\n", "Toto je automatická odpověď. Jsem mimo.\n").kind == Kind::auto_reply);
}

TEST_CASE("what only looks automatic is a person's", "[classify]")
{
    CHECK(read("Auto-Submitted: no\n", "Ano").kind == Kind::answer);
    const auto outlook = read("X-Auto-Response-Suppress: All\nSubject: Re: x\n", "Ano");
    CHECK(outlook.kind == Kind::answer);
    CHECK_FALSE(outlook.automatic);
    CHECK(read("Subject: Re: Automatická odpověď\n", "Ano, přijdu.").kind == Kind::answer);
}

TEST_CASE("a challenge is no automatic reply and no bounce", "[classify]")
{
    CHECK(read("Subject: Re: x\n",
               "This account is protected. Please click on the following link to have your address added to the "
               "allowed list:\nhttps://challenge.example.test/1\n")
              .kind == Kind::challenge);
}

TEST_CASE("mail to the unsubscribe address or with that subject unsubscribes", "[classify]")
{
    const auto to = [](const std::string& address) {
        return responses::classify_mail(mime::parse("From: kari@example.test\nTo: " + address + "\nSubject: x\n\n"), "",
                                        lexicons())
            .kind;
    };
    CHECK(to("unsubscribe+abc@obec.example") == Kind::unsubscribe);
    CHECK(to("<town+unsubscribe-abc@obec.example>") == Kind::unsubscribe);
    CHECK(to("town@obec.example") == Kind::text);
    CHECK(read("Subject: Unsubscribe\n", "").kind == Kind::unsubscribe);
    CHECK(read("Subject: Re: how to unsubscribe\n", "x").kind == Kind::text);
}

TEST_CASE("a calendar reply answers by PARTSTAT of its sender", "[classify]")
{
    const auto answer = [](const std::string& attendees, const std::string& method = "REPLY") {
        const auto result = responses::classify_mail(mime::parse(calendar(attendees, method)), "", lexicons());
        return std::string(responses::to_string(result.kind)) + ":" + result.answer.value_or("-");
    };
    CHECK(answer("ATTENDEE;PARTSTAT=ACCEPTED:mailto:kari@example.test\n") == "calendar_reply:yes");
    CHECK(answer("ATTENDEE;CN=\"Kari; H\";PARTSTAT=DECLINED:mailto:kari@example.test\n") == "calendar_reply:no");
    CHECK(answer("ATTENDEE;CN=Kari;PARTS\n TAT=TENTATIVE:MAILTO:KARI@EXAMPLE.TEST\n") == "calendar_reply:maybe");
    CHECK(answer("ATTENDEE;PARTSTAT=DECLINED:mailto:ola@example.test\nATTENDEE;PARTSTAT=ACCEPTED:mailto:kari@example."
                 "test\n") == "calendar_reply:yes");
    CHECK(answer("ATTENDEE;PARTSTAT=DELEGATED:mailto:kari@example.test\n") == "calendar_reply:-");
    CHECK(answer("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:kari@example.test\n", "REQUEST") == "text:-");
}

TEST_CASE("whatever bytes come, a kind comes out", "[classify][fuzz]")
{
    const std::vector<std::string> seeds = {
        calendar("ATTENDEE;PARTSTAT=ACCEPTED:mailto:kari@example.test\n"),
        "From: MAILER-DAEMON@x.test\nSubject: failure notice\n\n<kari@example.test>:\nUser unknown 5.1.1\n",
        "From: a@x.test\nContent-Type: text/html\n\n<p>Ano</p><blockquote>On 1/2/2026 x wrote:<br>> y</blockquote>",
        "From: a@x.test\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
        "message/delivery-status\n\nFinal-Recipient: "
        "rfc822;a@b.test\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
        "From: a@x.test\nSubject: =?utf-8?B?xIw=?=\n\nAno, přijdu.\n\n-- \nKari\nDne 1. 2. 2026 v 10:00 x "
        "napsal(a):\n> y\n"};
    std::mt19937 random(20260817);
    for (int round = 0; round < 1500; ++round) {
        std::string mail = seeds[random() % seeds.size()];
        const int edits = 1 + static_cast<int>(random() % 12);
        for (int i = 0; i < edits && !mail.empty(); ++i) {
            const std::size_t at = random() % mail.size();
            switch (random() % 4) {
            case 0:
                mail[at] = static_cast<char>(random() % 256);
                break;
            case 1:
                mail.erase(at, random() % 20);
                break;
            case 2:
                mail.insert(at, mail.substr(random() % mail.size(), random() % 60));
                break;
            default:
                mail.insert(at, 1 + random() % 5, "<>@:\n-=&\""[random() % 9]);
                break;
            }
        }
        const auto result = responses::classify_mail(mime::parse(mail), round % 2 ? "cs" : "", lexicons());
        REQUIRE(result.text.size() <= 3 * mail.size() + 16);
        REQUIRE(result.reports.size() <= 500);
        REQUIRE_FALSE(responses::to_string(result.kind).empty());
    }
}
