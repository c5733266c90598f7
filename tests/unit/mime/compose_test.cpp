// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "base/text.h"
#include "mime/compose.h"
#include "mime/parse.h"

#include <catch2/catch.hpp>

using namespace dosah;

namespace {

mime::Mail sample()
{
    mime::Mail mail;
    mail.from = {"Město Lhota, úřad", "town@obec.example"};
    mail.to = {"Jiří Vymyšlený", "jiri@example.test"};
    mail.reply_to = {"", "reply+abc@obec.example"};
    mail.subject =
        "Pozvánka na veřejné projednání územního plánu: přijďte se vyjádřit, žluťoučký kůň úpěl ďábelské ódy";
    mail.message_id = "17.abc@obec.example";
    mail.in_reply_to = "16.abc@obec.example";
    mail.date = from_iso("2026-11-22T14:05:06Z");
    mail.text = "Dobrý den,\n.\nFrom here\npříliš dlouhý řádek " + std::string(1500, 'x') + "\ntrailing \n";
    mail.html = "<p>Dobrý den \xF0\x9F\x91\x8D</p>" + std::string(1500, 'y');
    mail.headers = {{"List-Unsubscribe",
                     "<mailto:unsubscribe+abc@obec.example>, <https://obec.example/u/" + std::string(150, 't') + ">"},
                    {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                    {"X-Note", "žluť"}};
    return mail;
}

/// Blanks at the end of a line would join it to the next one.
std::string without_end_blanks(std::string text)
{
    for (std::size_t at = 0; (at = text.find(" \n")) != std::string::npos;)
        text.erase(at, 1);
    return text;
}

} // namespace

TEST_CASE("what is composed reads back exactly", "[mime]")
{
    mime::Mail mail = sample();
    mail.calendars = {{"BEGIN:VCALENDAR\r\nSUMMARY:Schůze\r\nEND:VCALENDAR\r\n", "PUBLISH"}};
    const auto parsed = mime::parse(mime::compose(mail));
    CHECK(parsed.header("Subject") == mail.subject);
    CHECK(parsed.header("Message-ID") == "<17.abc@obec.example>");
    CHECK(parsed.header("In-Reply-To") == "<16.abc@obec.example>");
    CHECK(parsed.header("Date") == "Sun, 22 Nov 2026 14:05:06 +0000");
    CHECK(parsed.from_address() == "town@obec.example");
    CHECK(parsed.to_address() == "jiri@example.test");
    CHECK(parsed.header("To") == "Jiří Vymyšlený <jiri@example.test>");
    for (const auto& [name, value] : mail.headers)
        CHECK(parsed.header(name) == value);
    REQUIRE(parsed.parts.size() == 3);
    CHECK(parsed.parts[0].type == "text/plain");
    CHECK(parsed.parts[0].format_flowed);
    CHECK(parsed.text() == without_end_blanks(mail.text));
    CHECK(parsed.parts[1].type == "text/html");
    CHECK(parsed.parts[1].content == mail.html);
    CHECK(parsed.parts[2].type == "text/calendar");
    CHECK(parsed.parts[2].method == "publish");
    CHECK(parsed.parts[2].attachment);
    CHECK(parsed.parts[2].content == "BEGIN:VCALENDAR\nSUMMARY:Schůze\nEND:VCALENDAR\n");
}

TEST_CASE("composed mail is lawful on the wire: CRLF, short lines, ASCII", "[mime]")
{
    const std::string mail = mime::compose(sample());
    std::size_t start = 0;
    while (start < mail.size()) {
        const std::size_t end = mail.find('\n', start);
        REQUIRE(end != std::string::npos);
        REQUIRE(end > 0);
        REQUIRE(mail[end - 1] == '\r');
        REQUIRE(end - start <= 999);
        start = end + 1;
    }
    for (const char c : mail)
        REQUIRE(static_cast<unsigned char>(c) < 0x80);
    CHECK(mail.find("List-Unsubscribe: <mailto:") != std::string::npos);
    CHECK(mail.find("https://obec.example/u/" + std::string(150, 't') + ">") != std::string::npos);
}

TEST_CASE("text alone is one part", "[mime]")
{
    mime::Mail mail = sample();
    mail.html.clear();
    const auto parsed = mime::parse(mime::compose(mail));
    REQUIRE(parsed.parts.size() == 1);
    CHECK(parsed.text() == without_end_blanks(mail.text));
}

TEST_CASE("a line break in a header is refused wherever it is", "[mime]")
{
    const auto refused = [](const std::function<void(mime::Mail&)>& spoil) {
        mime::Mail mail = sample();
        spoil(mail);
        CHECK_THROWS_AS(mime::compose(mail), Error);
    };
    refused([](mime::Mail& m) { m.subject = "a\r\nBcc: x@example.test"; });
    refused([](mime::Mail& m) { m.from.name = "a\nb"; });
    refused([](mime::Mail& m) { m.to.address = "a@example.test\nBcc: b@example.test"; });
    refused([](mime::Mail& m) { m.to.address = "a@example.test, b@example.test"; });
    refused([](mime::Mail& m) { m.message_id = "a\r"; });
    refused([](mime::Mail& m) { m.in_reply_to = "a\n"; });
    refused([](mime::Mail& m) { m.headers.emplace_back("X-A", "a\nb"); });
    refused([](mime::Mail& m) { m.headers.emplace_back("X A:", "a"); });
    refused([](mime::Mail& m) { m.calendars.push_back({"x", "PUBLISH\r\nX: y"}); });
}
