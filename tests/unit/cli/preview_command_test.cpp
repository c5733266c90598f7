// SPDX-License-Identifier: EUPL-1.2
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

/// A draft by both channels, with people of two languages: 1 by both, 2 by SMS, 3 by neither.
struct Drafted
{
    Drafted()
    {
        shell.found_town();
        shell.run({"contacts", "import",
                   shell.write("lide.csv", "jméno,příjmení,e-mail,telefon,jazyk\n"
                                           "Jana,Vzorová,jana@osoba.example,+420601000001,cs\n"
                                           "Petr,Ukázka,,+420601000002,cs\n"
                                           "Kari,Eksempel,,,nb\n"),
                   "--org", "lipova", "--legal-basis", "public_task"});
        shell.run({"campaign", "load",
                   shell.write("forum.json",
                               R"({"key": "forum", "name": "Fórum", "audience": "all", "channels": ["email", "sms"],
                    "sms": {"cs": "{{greeting}}, přijďte: {{answer_url}}"},
                    "event": {"title": "Fórum o parku", "place": "Sokolovna", "starts": "2099-12-10T17:00",
                              "ends": "2099-12-10T19:00"}})"),
                   "--org", "lipova"});
    }

    Ran run(std::vector<std::string> words)
    {
        words.insert(words.begin(), {"campaign", "preview"});
        return shell.run(words);
    }

    Shell shell;
};

std::string bytes_of(const std::string& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("campaign preview shows what one person will get, and sends nothing")
{
    Drafted town;
    const Ran mail = town.run({"forum", "--contact", "1"});
    REQUIRE(mail.status == 0);
    CHECK_THAT(mail.out, Contains("To: jana@osoba.example") && Contains("Locale: cs") && Contains("Fórum o parku") &&
                             Contains("Vážená paní Vzorová,") && Contains("/i/test"));
    const Ran sms = town.run({"1", "--contact", "2"});
    REQUIRE(sms.status == 0);
    CHECK_THAT(sms.out, Contains("To: +420601000002") &&
                            Contains("Cost: 2 parts UCS-2, without diacritics 1 part GSM-7") &&
                            Contains("Vážený pane Ukázko, přijďte: "));
    const auto told = town.run({"forum", "--contact", "1", "--channel", "sms", "--org", "lipova", "--json"}).object();
    CHECK(told->getValue<std::string>("channel") == "sms");
    CHECK(told->getObject("sms")->getValue<int>("parts") == 2);
    CHECK(told->getObject("stripped")->getValue<std::string>("text").starts_with("Vazena pani Vzorova, prijdte: "));
    CHECK_THAT(town.run({"forum", "--contact", "1", "--locale", "nb"}).out, Contains("Hei Jana"));
    CHECK_THAT(town.shell.run({"campaign", "status", "forum", "--org", "lipova"}).out, !Contains("queued: 1"));
}

TEST_CASE("campaign preview shows paragraphs whole, and addresses too, however the mail breaks its lines")
{
    Drafted town;
    const std::string folder = town.shell.path("odstavce");
    REQUIRE(town.run({"forum", "--contact", "1", "--out", folder}).status == 0);
    const std::string mail = bytes_of(folder + "/forum-invitation-1-email-cs.eml");
    CHECK_THAT(mail, Contains("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no\r\n"));
    const std::string text = bytes_of(folder + "/forum-invitation-1-email-cs.txt");
    CHECK(text.find(" \n") == std::string::npos); // what a broken line would end in
}

TEST_CASE("campaign preview writes the mail, its HTML and its text into a folder")
{
    Drafted town;
    const std::string folder = town.shell.path("náhled");
    const Ran ran = town.run({"forum", "--contact", "1", "--out", folder});
    REQUIRE(ran.status == 0);
    const std::string name = folder + "/forum-invitation-1-email-cs";
    CHECK(ran.out == name + ".eml\n" + name + ".html\n" + name + ".txt\n");
    CHECK_THAT(bytes_of(name + ".eml"), Contains("MIME-Version: 1.0\r\n"));
    CHECK_THAT(bytes_of(name + ".html"), Contains("<html lang=\"cs\""));
    CHECK_THAT(bytes_of(name + ".txt"), Contains("Vážená paní Vzorová,"));
    const auto sms = town.run({"forum", "--contact", "2", "--out", folder, "--json"}).object();
    CHECK(sms->getArray("files")->size() == 1);
}

TEST_CASE("campaign preview shows an email in the format the person wants, or in another")
{
    Drafted town;
    CHECK_THAT(town.run({"forum", "--contact", "1"}).out, Contains("Format: usual"));
    const Ran easy = town.run({"forum", "--contact", "1", "--format", "easy_to_read"});
    CHECK_THAT(easy.out, Contains("Format: easy_to_read") && Contains("Akce se jmenuje"));
    const std::string folder = town.shell.path("formaty");
    CHECK_THAT(town.run({"forum", "--contact", "1", "--format", "large_print", "--out", folder}).out,
               Contains("-email-cs-large_print.eml"));
    CHECK(town.run({"forum", "--contact", "1", "--format", "easy_to_read", "--json"})
              .object()
              ->getValue<std::string>("format") == "easy_to_read");
    CHECK_THAT(town.run({"forum", "--contact", "1", "--format", "huge"}).err, Contains("large_print"));
}

TEST_CASE("campaign preview says what is wrong")
{
    Drafted town;
    CHECK_THAT(town.run({"forum", "--contact", "3"}).err, Contains("no address for a channel of the campaign"));
    CHECK_THAT(town.run({"forum", "--contact", "2", "--channel", "email"}).err, Contains("no address for email"));
    CHECK_THAT(town.run({"forum", "--contact", "9"}).err, Contains("no contact 9"));
    CHECK_THAT(town.run({"forum", "--contact", "1", "--wave", "thanks"}).err, Contains("no wave \"thanks\""));
    CHECK(town.run({"forum", "--contact", "1", "--locale", "xx"}).status != 0);
    CHECK(town.run({"forum", "--contact", "x"}).status == 2);
    CHECK(town.run({"forum"}).status == 2);
    CHECK(town.run({"7", "--contact", "1"}).status != 0);
    CHECK_THAT(town.run({"forum", "--contact", "1", "--out", "/proc/nowhere"}).err, Contains("/proc/nowhere"));
}
