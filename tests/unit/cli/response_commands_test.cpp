// SPDX-License-Identifier: EUPL-1.2
#include "store/database.h"
#include "tests/unit/cli/shell.h"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace dosah;
using namespace dosah::tests;
using Catch::Contains;

namespace {

constexpr const char* bounce = "From: MAILER-DAEMON@mx.osoba.example\r\n"
                               "To: posta+b.7@lipova.example\r\n"
                               "Subject: Undelivered Mail Returned to Sender\r\n"
                               "Auto-Submitted: auto-replied\r\n"
                               "MIME-Version: 1.0\r\n"
                               "Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n"
                               "\r\n"
                               "--B\r\n"
                               "Content-Type: text/plain\r\n"
                               "\r\n"
                               "I'm sorry to have to inform you that your message could not be delivered.\r\n"
                               "\r\n"
                               "--B\r\n"
                               "Content-Type: message/delivery-status\r\n"
                               "\r\n"
                               "Reporting-MTA: dns; mx.osoba.example\r\n"
                               "\r\n"
                               "Final-Recipient: rfc822; Petr@osoba.example\r\n"
                               "Action: failed\r\n"
                               "Status: 5.1.1\r\n"
                               "Diagnostic-Code: smtp; 550 5.1.1 user unknown\r\n"
                               "\r\n"
                               "--B--\r\n";

constexpr const char* answer = "From: Jana Zkušební <jana@osoba.example>\n"
                               "To: posta@lipova.example\n"
                               "Subject: Re: Pozvánka\n"
                               "MIME-Version: 1.0\n"
                               "Content-Type: text/plain; charset=utf-8\n"
                               "\n"
                               "Ano, přijdu.\n"
                               "\n"
                               "> Přijdete? Odpovězte ano nebo ne.\n";

} // namespace

TEST_CASE("dosah classify tells a bounce and its reports")
{
    Shell shell(false);
    const std::string file = shell.write("bounce.eml", bounce);
    CHECK(shell.run({"classify", file, "--json"}).out ==
          "{\"kind\":\"bounce\",\"answer\":null,\"text\":\"\",\"auto\":true,\"reports\":[{\"recipient\":"
          "\"petr@osoba.example\",\"action\":\"failed\",\"status\":\"5.1.1\",\"permanence\":\"hard\",\"reason\":"
          "\"unknown_user\"}],\"may_be_answered\":false}\n");
    CHECK(shell.run({"classify", file}).out ==
          "bounce (written by a machine)\npetr@osoba.example\tfailed\t5.1.1\thard\tunknown_user\n");
}

TEST_CASE("dosah classify tells an answer and the new words")
{
    Shell shell(false);
    CHECK(shell.run({"classify", "-", "--json"}, answer).out ==
          "{\"kind\":\"answer\",\"answer\":\"yes\",\"text\":\"Ano, přijdu.\",\"auto\":false,\"reports\":[],"
          "\"may_be_answered\":true}\n");
    CHECK(shell.run({"classify", shell.write("a.eml", answer)}).out == "answer: yes\nAno, přijdu.\n");
}

TEST_CASE("dosah classify --plain reads an SMS, in the language told")
{
    Shell shell(false);
    const auto kind = [&](const std::string& text, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"classify", "-", "--plain", "--json"});
        const auto object = shell.run(more, text).object();
        return object->getValue<std::string>("kind") +
               (object->isNull("answer") ? "" : " " + object->getValue<std::string>("answer"));
    };
    CHECK(kind("ANO přijdu") == "answer yes");
    CHECK(kind("Nei takk", {"--locale", "nb"}) == "answer no");
    CHECK(kind("STOP") == "opt_out");
    CHECK(kind("V kolik to začíná?") == "text");
    const Ran locale = shell.run({"classify", "-", "--plain", "--locale", "de"}, "ja");
    CHECK(locale.status == 2);
    CHECK_THAT(locale.err, Contains("--locale: expected cs, nb, nn or en"));
}

TEST_CASE("dosah classify takes anything for what it is: nothing, bytes, a byte order mark")
{
    Shell shell(false);
    for (const bool plain : {false, true}) {
        for (const std::string& input :
             {std::string(), std::string("\0\xFF\xFE\x80 --", 7), std::string(200000, 'x')}) {
            std::vector<std::string> words = {"classify", "-", "--json"};
            if (plain) words.push_back("--plain");
            const Ran ran = shell.run(words, input);
            CHECK(ran.status == 0);
            CHECK(ran.object()->getValue<std::string>("kind") == "text");
        }
    }
    CHECK(shell
              .run({"classify", "-", "--plain", "--json"}, "\xEF\xBB\xBF"
                                                           "ANO")
              .object()
              ->getValue<std::string>("answer") == "yes");
}

TEST_CASE("dosah classify --dir writes a line of JSON for each file below a folder, by path")
{
    Shell shell(false);
    std::filesystem::create_directories(shell.path("mail/older"));
    shell.write("mail/b.eml", answer);
    shell.write("mail/a.eml", bounce);
    shell.write("mail/older/c.eml", "");
    const Ran ran = shell.run({"classify", "--dir", shell.path("mail"), "--jsonl"});
    CHECK(ran.status == 0);
    std::istringstream lines(ran.out);
    std::vector<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
        const auto object = json::parse_object(line, "line");
        seen.push_back(object->getValue<std::string>("file") + " " + object->getValue<std::string>("kind"));
    }
    CHECK(seen == std::vector<std::string>{"a.eml bounce", "b.eml answer", "older/c.eml text"});
}

TEST_CASE("dosah classify refuses what it cannot read and words that contradict each other")
{
    Shell shell(false);
    CHECK(shell.run({"classify", shell.path("none.eml"), "--json"}).error_kind() == "input");
    CHECK_THAT(shell.run({"classify", shell.path("")}).err, Contains("is a folder"));
    CHECK_THAT(shell.run({"classify", "--dir", shell.path("none")}).err, Contains("not a folder"));
    CHECK(shell.run({"classify", "x.eml", "--dir", shell.path("")}).err == "dosah: unexpected word \"x.eml\"\n");
    CHECK_THAT(shell.run({"classify"}).err, Contains("FILE"));
}

TEST_CASE("dosah responses lexicon proves the words, and says which example is not read as it says")
{
    Shell shell(false);
    CHECK(shell.run({"responses", "lexicon"}).status == 0);
    const Ran ran = shell.run({"responses", "lexicon", "--json"});
    CHECK(ran.out == "{\"findings\":[]}\n");
    const std::string folder = shell.path("words");
    std::filesystem::copy("locales/lexicon", folder);
    std::ofstream(folder + "/en.json")
        << R"({"locale": "en", "rules": [{"id": "yes", "sense": "yes", "phrases": ["yes"], "matches": ["perhaps"],)"
        << R"( "differs": ["no"]}]})";
    const Ran wrong = shell.run({"responses", "lexicon", folder});
    CHECK(wrong.status == 1);
    CHECK_THAT(wrong.out, Contains("en.json: yes: \"perhaps\" is read as text, not as answer yes"));
    CHECK_THAT(shell.run({"responses", "lexicon", shell.path("nowhere")}).err, Contains("cannot be read"));
}

TEST_CASE("dosah responses aside lists what could not be read, and responses replay reads it again")
{
    Shell shell;
    shell.found_town();
    shell.run({"connector", "add", "capture", "sms", "--org", "lipova", "--set", "channel=sms"});
    CHECK(shell.run({"responses", "aside"}).out.empty());
    CHECK(shell.run({"responses", "aside", "--json"}).out == "[]\n");
    {
        store::Database database(url(shell), 2);
        database.session().run("INSERT INTO inbound_items (organisation_id, connector_account_id, kind, provider_key, "
                               "raw_base64, fields, received_at, state, problem) VALUES (1, 1, 'sms', 'a', 'QU5P', "
                               "'{\"from\":\"+420601000001\"}', 0, 'aside', 'it was torn')");
    }
    CHECK_THAT(shell.run({"responses", "aside", "--org", "lipova"}).out,
               Contains("1\tsms\t1970-01-01T00:00:00Z\tit was torn"));
    CHECK_THAT(shell.run({"responses", "replay", "--aside", "--dry-run"}).out, Contains("would change: 1"));
    CHECK_THAT(shell.run({"responses", "replay", "--aside", "--json"}).out, Contains("\"after\":\"answer yes\""));
    CHECK(shell.run({"responses", "aside"}).out.empty());
    CHECK_THAT(shell.run({"responses", "replay", "--since", "1970-01-01"}).out, Contains("read: 1, unchanged: 1"));
    CHECK_THAT(shell.run({"responses", "replay", "--item", "1"}).out, Contains("unchanged: 1"));
    CHECK_THAT(shell.run({"responses", "replay", "--item", "9"}).err, Contains("no inbound item 9"));
    CHECK_THAT(shell.run({"responses", "replay", "--item", "x"}).err, Contains("found \"x\""));
    CHECK_THAT(shell.run({"responses", "replay"}).err, Contains("say which"));
}
