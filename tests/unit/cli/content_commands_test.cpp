// SPDX-License-Identifier: EUPL-1.2
#include "cli/command.h"

#include <catch2/catch.hpp>

#include <sstream>

using namespace dosah;

namespace {

struct Ran
{
    int status;
    std::string out;
    std::string err;
};

Ran run(const std::vector<std::string>& words, const std::string& input = "")
{
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    const int status = cli::run(words, cli::content_commands(), {}, in, out, err);
    return {status, out.str(), err.str()};
}

} // namespace

TEST_CASE("dosah sms counts a text given as a word")
{
    CHECK(run({"sms", "--json", "Příliš žluťoučký kůň"}).out ==
          "{\"encoding\":\"UCS-2\",\"parts\":1,\"units\":20,\"text\":\"Příliš žluťoučký kůň\","
          "\"forces_unicode\":[\"ř\",\"í\",\"š\",\"ž\",\"ť\",\"č\",\"ý\",\"ů\",\"ň\"]}\n");
    CHECK(run({"sms", "Blåbær €", "--json"}).out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":9,\"text\":\"Blåbær €\",\"forces_unicode\":[]}\n");
    CHECK(run({"sms", "", "--json"}).out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":0,\"text\":\"\",\"forces_unicode\":[]}\n");
    CHECK(run({"sms", "abc"}).out == "GSM-7, 3 units, 1 part\nabc\n");
}

TEST_CASE("dosah sms --strip shows the text as it goes out")
{
    const auto ran = run({"sms", "--strip", "--json", "„Přijďte“ – é"});
    CHECK(ran.status == 0);
    CHECK(ran.out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":13,\"text\":\"\\\"Prijdte\\\" - é\",\"forces_unicode\":[]}\n");
}

TEST_CASE("dosah sms - reads standard input whole and drops only one last newline and a byte order mark")
{
    CHECK(run({"sms", "-", "--json"}, " a\nb \n").out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":5,\"text\":\" a\\nb \",\"forces_unicode\":[]}\n");
    CHECK(run({"sms", "-", "--json"}, "a\n\n").out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":2,\"text\":\"a\\n\",\"forces_unicode\":[]}\n");
    CHECK(run({"sms", "-", "--json"}, "\xEF\xBB\xBF"
                                      "Ahoj\r\n")
              .out == "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":4,\"text\":\"Ahoj\",\"forces_unicode\":[]}\n");
    CHECK(run({"sms", "-", "--json"}, "").out ==
          "{\"encoding\":\"GSM-7\",\"parts\":1,\"units\":0,\"text\":\"\",\"forces_unicode\":[]}\n");
}

TEST_CASE("dosah sms tells the cost, counts with the longer reference and names what forces Unicode")
{
    CHECK(run({"sms", "--price", "1.25", std::string(161, 'a')}).out ==
          "GSM-7, 161 units, 2 parts, costs 2.5\n" + std::string(161, 'a') + "\n");
    CHECK(run({"sms", "--price", "0.9", "--json", "š"}).out ==
          "{\"encoding\":\"UCS-2\",\"parts\":1,\"units\":1,\"text\":\"š\",\"forces_unicode\":[\"š\"],\"cost\":0.9}\n");
    CHECK(run({"sms", "--reference", "16", std::string(305, 'a')}).out.starts_with("GSM-7, 305 units, 3 parts\n"));
    CHECK(run({"sms", std::string(305, 'a')}).out.starts_with("GSM-7, 305 units, 2 parts\n"));
    CHECK(run({"sms", "„a\u00a0b“"}).out == "UCS-2, 5 units, 1 part\n„a\u00a0b“\nGSM-7 lacks: „, U+00A0, “\n");
    CHECK(run({"sms", "--reference", "7", "a"}).status == 2);
    for (const char* price : {"x", "1,2", "-1", "nan", "1e9", ""})
        CHECK(run({"sms", "--price=" + std::string(price), "a"}).status == 2);
}

TEST_CASE("half a surrogate pair counts the one unit it takes")
{
    CHECK(run({"sms", "a\xED\xA0\xBD"}).out.starts_with("UCS-2, 2 units, 1 part\n"));
    CHECK(run({"sms", "-"}, "\xED\xB8\x80\n").out.starts_with("UCS-2, 1 units, 1 part\n"));
}

TEST_CASE("dosah sms refuses what is no UTF-8, no text and words it does not know")
{
    CHECK(run({"sms", "-"}, "\xE1").status == 2);
    CHECK(run({"sms", "--json"}).status == 2);
    CHECK(run({"sms", "a", "b"}).status == 2);
    CHECK(run({"sms", "a", "--stripp"}).err.find("--strip") != std::string::npos);
}

TEST_CASE("dosah greet shows the greeting and the forms it is made of, null where they are not certain")
{
    const auto greet = [](std::vector<std::string> words) {
        words.insert(words.begin(), {"--share.folder=.", "greet"});
        return run(words);
    };
    CHECK(greet({"--locale", "cs", "--given", "Petr", "--family", "Ing. Novák, Ph.D.", "--json"}).out ==
          "{\"greeting\":\"Vážený pane Nováku\",\"given_vocative\":\"Petře\",\"family_vocative\":\"Nováku\","
          "\"confidence\":0.98}\n");
    CHECK(greet({"--locale", "cs", "--gender", "f", "--family", "Kučera", "--json"}).out ==
          "{\"greeting\":\"Dobrý den\",\"given_vocative\":null,\"family_vocative\":null,\"confidence\":0.7}\n");
    CHECK(greet({"--locale", "cs", "--gender", "f", "--given", "Jana", "--family", "Malá", "--informal"}).out ==
          "Milá Jano\n");
    CHECK(greet({"--locale", "nb", "--given", "Kari", "--family", "Nordmann", "--formal"}).out ==
          "Kjære Kari Nordmann\n");
    CHECK(greet({"--locale", "cs"}).out == "Dobrý den\n");
    CHECK(greet({"--given", "Kari"}).status == 2);
    CHECK(greet({"--locale", "de", "--given", "Kari"}).err.find("cs, nb, nn, en") != std::string::npos);
    CHECK(greet({"--locale", "cs", "--gender", "w"}).err.find("--gender") != std::string::npos);
    CHECK(greet({"--locale", "cs", "--formal", "--informal"}).status == 2);
}
