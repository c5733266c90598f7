// SPDX-License-Identifier: EUPL-1.2
#include "base/encoding.h"
#include "base/text.h"
#include "mime/rtf.h"
#include "mime/tnef.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;
using namespace dosah::mime;
using Catch::Contains;

namespace {

std::string number(std::size_t value, std::size_t size)
{
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * i));
    return bytes;
}

std::string utf16(std::string_view utf8)
{
    std::string bytes;
    for (const char16_t unit : text::to_utf16(utf8))
        bytes += number(unit, 2);
    return bytes + std::string(2, '\0');
}

/// A property with a value of that many bytes ([MS-OXTNEF] 2.1.3.4).
std::string property(std::uint16_t type, std::uint16_t id, const std::string& value, const std::string& name = "")
{
    const std::string fill((4 - value.size() % 4) % 4, '\0');
    const bool sized = type == 0x1E || type == 0x1F || type == 0x102;
    return number(type, 2) + number(id, 2) + name + (sized ? number(1, 4) + number(value.size(), 4) : "") + value +
           fill;
}

std::string attribute(std::uint32_t id, const std::string& data, char level = 1)
{
    std::uint32_t sum = 0;
    for (const char c : data)
        sum += static_cast<unsigned char>(c);
    return std::string(1, level) + number(id, 4) + number(data.size(), 4) + data + number(sum, 2);
}

std::string properties(const std::vector<std::string>& all)
{
    std::string data = number(all.size(), 4);
    for (const std::string& one : all)
        data += one;
    return attribute(0x69003, data);
}

std::string tnef(const std::string& attributes)
{
    return number(0x223E9F78, 4) + number(1, 2) + attribute(0x89006, number(0x10000, 4)) +
           attribute(0x69007, number(1250, 4) + number(0, 4)) + attributes;
}

std::string attachment(const std::string& name, const std::string& content)
{
    return attribute(0x69002, std::string(14, '\0'), 2) + attribute(0x18010, name + std::string(1, '\0'), 2) +
           attribute(0x6800F, content, 2);
}

const std::string meeting_set = from_hex("90dad86e0b451b1098da00aa003f1305").value();

std::string mail_with(const std::string& bytes, const std::string& before = "")
{
    std::string wrapped = to_base64(bytes);
    for (std::size_t at = 76; at < wrapped.size(); at += 77)
        wrapped.insert(at, "\n");
    return "From: jana@obec.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + before +
           "--b\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\nContent-Transfer-Encoding: base64\n"
           "Content-Disposition: attachment; filename=\"winmail.dat\"\n\n" +
           wrapped + "\n--b--\n";
}

/// The example of [MS-OXRTFCP] 3.1.1.
const std::string compressed = from_hex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c09002062"
                                        "7705b06c647d0a800fa0")
                                   .value();

} // namespace

TEST_CASE("the words in a winmail.dat are the mail's where it has no others")
{
    const std::string bytes = tnef(attribute(0x78008, std::string("IPM.Microsoft Mail.Note\0", 24)) +
                                   properties({property(0x1F, 0x1000, utf16("Ano, přijdu.\r\nŽaneta 👍"))}));
    const ParsedMail alone = parse(mail_with(bytes));
    CHECK(alone.text() == "Ano, přijdu.\nŽaneta 👍");
    REQUIRE(alone.parts.size() == 1);
    const ParsedMail twice = parse(mail_with(bytes, "--b\nContent-Type: text/plain\n\nAno.\n"));
    CHECK_THAT(twice.text(), Contains("Ano.") && !Contains("přijdu"));
    CHECK(parse("Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n" + to_base64(bytes)).text() ==
          "Ano, přijdu.\nŽaneta 👍");
}

TEST_CASE("words of old clients are read by their code page")
{
    CHECK(read_tnef(tnef(attribute(0x2800C, "P\xF8ijdu ur\xE8it\xEC" + std::string(1, '\0'))))->at(0).content ==
          "Přijdu určitě");
    CHECK(read_tnef(tnef(properties({property(0x1E, 0x1000, std::string("Nep\xF8ijdu\0", 10))})))->at(0).content ==
          "Nepřijdu");
    const auto html = read_tnef(
        tnef(properties({property(0x3, 0x3FDE, number(65001, 4)), property(0x102, 0x1013, "<p>Přijdu</p>")})));
    CHECK(html->at(0).type == "text/html");
    CHECK(html->at(0).content == "<p>Přijdu</p>");
}

TEST_CASE("words kept as compressed RTF only are taken out of it")
{
    CHECK(decompress_rtf(compressed, 1000) == "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    CHECK(decompress_rtf(compressed, 5) == "{\\rtf");
    CHECK(decompress_rtf(number(0, 4) + number(5, 4) + "MELA" + number(0, 4) + "plain and more", 1000) == "plain");
    CHECK_FALSE(decompress_rtf("short", 1000));
    CHECK_FALSE(decompress_rtf(std::string(40, 'x'), 1000));
    const auto parts = read_tnef(tnef(properties({property(0x102, 0x1009, compressed)})));
    REQUIRE(parts->size() == 1);
    CHECK(parts->at(0).content == "hello world");
}

TEST_CASE("RTF is read as a person sees it")
{
    CHECK(rtf_to_text(R"({\rtf1\ansi\ansicpg1250{\fonttbl{\f0 Arial;}}{\*\generator X;}\pard P\'f8ijdu\par N\'e1s b)"
                      R"(ude v\'edc\line \{t\u345?i\}\tab ok\emdash !})") == "Přijdu\nNás bude víc\n{tři}\tok—!");
    CHECK(rtf_to_text(R"({\rtf1\uc1 \u-10179?\u-9005?{\uc2 \u345ab}c})") == "\xF0\x9F\x93\x93řc");
    CHECK(rtf_to_text(R"({\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Ano\htmlrtf\par}\htmlrtf0{\*\html)"
                      R"(tag72 </p>}})") == "Ano\n");
    CHECK(rtf_to_text(R"(}}}\'zz\u\bin99999 rest)").empty());
}

TEST_CASE("an answer to an invitation is a calendar reply, by its message class")
{
    const auto [message_class, status] =
        GENERATE(table<std::string, std::string>({{"IPM.Microsoft Schedule.MtgRespP", "ACCEPTED"},
                                                  {"IPM.Schedule.Meeting.Resp.Neg", "DECLINED"},
                                                  {"IPM.Schedule.Meeting.Resp.Tent", "TENTATIVE"}}));
    const std::string id =
        std::string(40, 'x') + std::string("vCal-Uid\x01\0\0\0", 12) + "forum-7@obec.test" + std::string(1, '\0');
    const auto parts = read_tnef(
        tnef(attribute(0x78008, message_class + std::string(1, '\0')) +
             properties({property(0x102, 0x8001, id, meeting_set + number(0, 4) + number(3, 4)),
                         property(0x3, 0x8002, number(9, 4),
                                  meeting_set + number(1, 4) + number(6, 4) + utf16("ab") + std::string(2, '\0')),
                         property(0x1F, 0x1000, utf16("Těším se"))})));
    REQUIRE(parts->size() == 2);
    CHECK(parts->at(0).content == "Těším se"); // what follows a property named by text is found too
    CHECK(parts->at(1).type == "text/calendar");
    CHECK(parts->at(1).method == "reply");
    CHECK_THAT(parts->at(1).content, Contains("PARTSTAT=" + status) && Contains("UID:forum-7@obec.test\n"));
}

TEST_CASE("an invitation or a note of Outlook is no reply")
{
    for (const char* message_class : {"IPM.Note", "IPM.Schedule.Meeting.Request", "IPM.Schedule.Meeting.Canceled", ""})
        CHECK(read_tnef(tnef(attribute(0x78008, message_class + std::string(1, '\0'))))->empty());
}

TEST_CASE("files in a winmail.dat are attachments")
{
    const std::string calendar = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n";
    const ParsedMail mail =
        parse(mail_with(tnef(attachment("odpov\xEC\xEF.ics", calendar) + attachment("a.pdf", "%PDF")),
                        "--b\nContent-Type: text/plain\n\nAno.\n"));
    REQUIRE(mail.parts.size() == 3);
    CHECK(mail.parts[1].name == "odpověď.ics");
    CHECK(mail.parts[1].attachment);
    CHECK(mail.parts[1].content == calendar);
    CHECK(mail.parts[2].name == "a.pdf");
    const std::string named = attribute(0x69005, number(1, 4) + property(0x1F, 0x3707, utf16("dlouhé jméno.pdf")), 2);
    CHECK(read_tnef(tnef(attachment("DLOUHE~1.PDF", "x") + named))->at(0).name == "dlouhé jméno.pdf");
}

TEST_CASE("what is no TNEF stays as it came")
{
    CHECK_FALSE(read_tnef(""));
    CHECK_FALSE(read_tnef("not at all"));
    const ParsedMail mail = parse(mail_with("not at all"));
    REQUIRE(mail.parts.size() == 1);
    CHECK(mail.parts[0].name == "winmail.dat");
    CHECK(mail.text().empty());
}

TEST_CASE("damaged TNEF is read as far as it goes, within bounds")
{
    const std::string whole =
        tnef(attribute(0x78008, std::string("IPM.Microsoft Schedule.MtgRespP\0", 32)) +
             properties({property(0x1F, 0x1000, utf16("Ano")), property(0x102, 0x1009, compressed)}) +
             attachment("a.txt", "x"));
    for (std::size_t size = 0; size <= whole.size(); ++size)
        if (const auto parts = read_tnef(whole.substr(0, size))) CHECK(parts->size() <= 3);
    std::mt19937 random(11);
    for (int round = 0; round < 20000; ++round) {
        std::string damaged = whole;
        for (std::size_t i = 1 + random() % 6; i > 0; --i)
            damaged[random() % damaged.size()] = static_cast<char>(random());
        std::size_t total = 0;
        if (const auto parts = read_tnef(damaged))
            for (const Part& part : *parts)
                total += part.content.size();
        REQUIRE(total <= 20 * whole.size());
    }
}
