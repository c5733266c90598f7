// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "mime/flowed.h"
#include "mime/mail_form.h"
#include "mime/parse.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <random>
#include <set>
#include <thread>

using namespace dosah;

namespace {

const std::vector<std::string> marks = {"Q1NAMEQ", "Q2ADDRESSQ", "Q3TOKENQ", "Q4REPLYQ", "Q5IDQ", "Q6WORDSQ"};

const Instant day = from_iso("2026-11-22T14:05:06Z");

mime::Mail marked()
{
    mime::Mail mail;
    mail.from = {"Město Lhota, úřad", "town@obec.example"};
    mail.to = {marks[0], marks[1]};
    mail.reply_to = {"Město Lhota, úřad", marks[3]};
    mail.subject = "Přijďte, " + marks[0] + ": veřejné projednání územního plánu";
    mail.message_id = marks[4] + "@obec.example";
    mail.date = day;
    mail.text = "Dobrý den " + marks[0] + ",\n\n.\nFrom here " + marks[5] + " " + std::string(200, 'x') +
                "\ntrailing \nhttps://obec.example/i/" + marks[2] + "?answer=yes\n" + marks[5] + "\n";
    mail.html = "<p>Dobrý den " + marks[5] + " \xF0\x9F\x91\x8D</p>\n<a href=\"https://obec.example/i/" + marks[2] +
                "?answer=yes\">ano</a>" + std::string(300, 'y') + marks[5];
    mail.calendars = {
        {"BEGIN:VCALENDAR\r\nURL:https://obec.example/i/" + marks[2] + "\r\nEND:VCALENDAR\r\n", "PUBLISH"}};
    mail.headers = {{"Auto-Submitted", "auto-generated"},
                    {"List-Unsubscribe", "<https://obec.example/u/" + marks[2] + ">, <mailto:" + marks[3] + ">"},
                    {"X-Note", marks[5]}};
    return mail;
}

std::string filled(std::string text, const std::vector<std::string>& values)
{
    return MarkedText(text, marks).fill(values);
}

mime::Mail filled(mime::Mail mail, const std::vector<std::string>& values)
{
    for (std::string* text : {&mail.to.name, &mail.to.address, &mail.reply_to.address, &mail.subject, &mail.message_id,
                              &mail.text, &mail.html, &mail.calendars[0].content})
        *text = filled(*text, values);
    for (auto& [name, value] : mail.headers)
        value = filled(value, values);
    return mail;
}

/// Boundaries are new with each form.
std::string with_equal_boundaries(std::string mail)
{
    const std::string begin = "boundary=\"";
    int number = 0;
    for (std::size_t at = 0; (at = mail.find(begin, at)) != mail.npos;) {
        at += begin.size();
        const std::string boundary = mail.substr(at, mail.find('"', at) - at);
        const std::string name = "boundary " + std::to_string(++number);
        for (std::size_t here = 0; (here = mail.find(boundary, here)) != mail.npos;)
            mail.replace(here, boundary.size(), name);
    }
    return mail;
}

std::string random_text(std::mt19937& random, bool breaks)
{
    static const std::vector<std::string> pieces = {"a",
                                                    "B",
                                                    ".",
                                                    "-",
                                                    " ",
                                                    "  ",
                                                    "=",
                                                    "=?utf-8?q?x?=",
                                                    "_",
                                                    "<b>",
                                                    "&",
                                                    "\"",
                                                    "\\",
                                                    ",",
                                                    ";",
                                                    ":",
                                                    "(",
                                                    ")",
                                                    "ž",
                                                    "Ř",
                                                    "ø",
                                                    "ß",
                                                    "漢",
                                                    "\xF0\x9F\x91\x8D",
                                                    "\xC3",
                                                    "\xFF",
                                                    "\t",
                                                    "From ",
                                                    "--",
                                                    "=-",
                                                    "?=",
                                                    "=20",
                                                    "@",
                                                    std::string(80, 'w'),
                                                    std::string(40, ' '),
                                                    "Žluťoučký kůň ",
                                                    "\xE2\x80\xAE",
                                                    "\u00A0"};
    static const std::vector<std::string> ends = {"\n", "\r\n", "\r", "\n.\n", "\n.", " \n", "\n\n"};
    std::string text;
    for (std::size_t i = random() % 9; i > 0; --i)
        text += breaks && random() % 5 == 0 ? ends[random() % ends.size()] : pieces[random() % pieces.size()];
    return text;
}

bool is_lawful_line(std::string_view line)
{
    return line.size() <= 997 && std::all_of(line.begin(), line.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x80 && c != '\r' && c != '\n' && c != 0;
           });
}

/// Lines of ASCII, CRLF after each.
bool is_lawful(std::string_view mail)
{
    while (!mail.empty()) {
        const std::size_t end = mail.find("\r\n");
        if (end == mail.npos || !is_lawful_line(mail.substr(0, end))) return false;
        mail.remove_prefix(end + 2);
    }
    return true;
}

} // namespace

TEST_CASE("a form writes what compose would, whatever the values", "[mime]")
{
    const mime::Mail mail = marked();
    const mime::MailForm form(mail, marks);
    std::mt19937 random(20261122);
    for (int round = 0; round < 600; ++round) {
        const std::vector<std::string> values = {random_text(random, false),
                                                 "p" + std::to_string(round) + "@mail.example",
                                                 "2F-ABCDEFGHJKMNPQRSTVWXYZ2345",
                                                 "posta+2F-ABCDEFGHJKMNPQRSTVWXYZ2345@obec.example",
                                                 std::string(random() % 60, 'e') + "1",
                                                 random_text(random, false)};
        const std::string written = form.write(values, day);
        REQUIRE(is_lawful(written));
        REQUIRE(with_equal_boundaries(written) == with_equal_boundaries(mime::compose(filled(mail, values))));
    }
}

TEST_CASE("a value with line breaks changes the part it stands in alone", "[mime]")
{
    mime::Mail mail = marked();
    mail.headers.pop_back(); // a header may not hold them
    const mime::MailForm form(mail, marks);
    std::mt19937 random(20261123);
    for (int round = 0; round < 300; ++round) {
        const std::vector<std::string> values = {"Jan", "jan@mail.example",       "2F-A", "posta@obec.example",
                                                 "1",   random_text(random, true)};
        const std::string written = form.write(values, day);
        REQUIRE(is_lawful(written));
        REQUIRE(with_equal_boundaries(written) == with_equal_boundaries(mime::compose(filled(mail, values))));
    }
}

TEST_CASE("what a form writes reads back exactly", "[mime]")
{
    const mime::Mail mail = marked();
    const mime::MailForm form(mail, marks);
    for (const std::string name : {"Jiří Vymyšlený", "Ann", "O'Neill, \"Jr.\"", "Novák (starší)", "漢字"}) {
        const std::vector<std::string> values = {name, "jiri@example.test", "2F-ABC", "posta+2F-ABC@obec.example",
                                                 "17", "<b>žluť</b> & . ="};
        const mime::Mail wanted = filled(mail, values);
        const auto parsed = mime::parse(form.write(values, day));
        CHECK(parsed.to_address() == "jiri@example.test");
        CHECK_THAT(parsed.header("To"), Catch::Matchers::Contains(name.substr(0, name.find(','))));
        CHECK(parsed.header("Subject") == wanted.subject);
        CHECK(parsed.header("Message-ID") == "<17@obec.example>");
        CHECK(parsed.header("Date") == "Sun, 22 Nov 2026 14:05:06 +0000");
        for (const auto& [header, value] : wanted.headers)
            CHECK(parsed.header(header) == value);
        REQUIRE(parsed.parts.size() == 3);
        CHECK(parsed.parts[0].content == mime::flow(wanted.text));
        CHECK(mime::flow(parsed.text()) == parsed.parts[0].content);
        CHECK(parsed.parts[1].content == wanted.html);
        CHECK(parsed.parts[2].content == "BEGIN:VCALENDAR\nURL:https://obec.example/i/2F-ABC\nEND:VCALENDAR\n");
        CHECK(parsed.parts[2].method == "publish");
    }
}

TEST_CASE("a form refuses line breaks in any header's value", "[mime]")
{
    const mime::MailForm form(marked(), marks);
    const std::vector<std::string> fine = {"Jan", "jan@mail.example", "2F-A", "posta@obec.example", "1", "x"};
    CHECK_NOTHROW(form.write(fine, day));
    for (std::size_t i = 0; i < marks.size(); ++i)
        for (const std::string& evil : std::vector<std::string>{"a\nBcc: x", "a\rb", std::string("a\0b", 3)}) {
            auto values = fine;
            values[i] = evil;
            CHECK_THROWS_AS(form.write(values, day), Error);
        }
    auto two = fine;
    two[1] = "a@example.test, b@example.test";
    CHECK_THROWS_AS(form.write(two, day), Error);
    CHECK_THROWS_AS(form.write({"too", "few"}, day), Error);
}

TEST_CASE("boundaries differ from form to form and cannot stand in the content", "[mime]")
{
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i) {
        const std::string mail = mime::MailForm(marked(), marks).write({"a", "a@b.example", "", "", "1", ""}, day);
        for (std::size_t at = 0; (at = mail.find("boundary=\"", at)) != mail.npos; ++at) {
            const std::string boundary = mail.substr(at + 10, mail.find('"', at + 10) - at - 10);
            CHECK(boundary.starts_with("=-"));
            seen.insert(boundary);
        }
    }
    CHECK(seen.size() == 100);
}

TEST_CASE("an encoded word is never longer than 75 characters and reads back", "[mime]")
{
    const mime::MailForm form(marked(), marks);
    for (const std::string letter : {"\xF0\x9F\x91\x8D", "漢", "ř", "ž ", "a漢", "ø b"})
        for (const std::size_t count : {1U, 8U, 23U, 24U, 25U, 40U, 90U, 300U}) {
            std::string name;
            while (name.size() < count * letter.size())
                name += letter;
            name.erase(name.find_last_not_of(' ') + 1);
            const std::string mail = form.write({name, "a@b.example", "T", "r@b.example", "1", name}, day);
            const std::string headers = mail.substr(0, mail.find("\r\n\r\n"));
            for (std::size_t at = 0; (at = headers.find("=?", at)) != headers.npos;) {
                const std::size_t end = std::min(headers.find_first_of(" \r", at), headers.size());
                CHECK(end - at <= 75);
                at = end;
            }
            const auto parsed = mime::parse(mail);
            CHECK(parsed.header("To") == name + " <a@b.example>");
            CHECK(parsed.header("X-Note") == name);
        }
}

TEST_CASE("several threads may write with one form", "[mime]")
{
    const mime::MailForm form(marked(), marks);
    std::atomic<int> wrong{0};
    const auto work = [&](int thread) {
        for (int i = 0; i < 500; ++i) {
            const std::string name = "Žofie " + std::to_string(thread) + "x" + std::to_string(i);
            const auto mail = form.write({name, "a@b.example", "T", "r@b.example", "1", name}, day);
            const std::string again = form.write({name, "a@b.example", "T", "r@b.example", "1", name}, day);
            if (mail != again || mail.find(std::to_string(thread) + "x" + std::to_string(i)) == mail.npos) ++wrong;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i)
        threads.emplace_back(work, i);
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}
