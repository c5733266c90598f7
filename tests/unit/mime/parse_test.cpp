// SPDX-License-Identifier: EUPL-1.2
#include "mime/charset.h"
#include "mime/parse.h"

#include <catch2/catch.hpp>

#include <random>
#include <thread>

using namespace dosah;

namespace {

std::string text_of(const std::string& headers, const std::string& body)
{
    return mime::parse("From: kari@example.test\n" + headers + "\n" + body).text();
}

} // namespace

TEST_CASE("declared charsets are decoded, false and missing ones guessed", "[mime]")
{
    const std::string cp1250 = "P\xF8\xEDli\x9A \x9Elu\x9Dou\xE8k\xFD k\xF9\xF2";
    const std::string latin2 = "P\xF8\xEDli\xB9 \xBElu\xBBou\xE8k\xFD k\xF9\xF2";
    const std::string czech = "Příliš žluťoučký kůň";
    const std::string latin1 = "Bl\xE5"
                               "b\xE6rsyltet\xF8y p\xE5 br\xF8"
                               "d";
    const std::string norwegian = "Blåbærsyltetøy på brød";
    CHECK(text_of("Content-Type: text/plain; charset=windows-1250\n", cp1250) == czech);
    CHECK(text_of("Content-Type: text/plain; charset=\"ISO-8859-2\"\n", latin2) == czech);
    CHECK(text_of("Content-Type: text/plain; charset=iso-8859-1\n", latin1) == norwegian);
    CHECK(text_of("", cp1250) == czech);
    CHECK(text_of("", latin2) == czech);
    CHECK(text_of("", latin1) == norwegian);
    CHECK(text_of("Content-Type: text/plain; charset=utf-8\n", cp1250) == czech);
    CHECK(text_of("Content-Type: text/plain; charset=us-ascii\n", latin1) == norwegian);
    CHECK(text_of("Content-Type: text/plain; charset=x-unknown\n", latin1) == norwegian);
    CHECK(text_of("Content-Type: text/plain; charset=iso-8859-1\n", czech) == czech);
    CHECK(text_of("Content-Type: text/plain; charset=iso-8859-1\n", "na\x96l") == "na–l");
    CHECK(text_of("", "T\xF8i") == "Tři");
    CHECK(text_of("", "S\xF8r for m\xF8te") == "Sør for møte");
}

TEST_CASE("transfer encodings are undone, broken ones as far as they go", "[mime]")
{
    CHECK(text_of("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n",
                  "P=C5=99ijdu=\n r=C3=A1d =ZZ") == "Přijdu rád =ZZ");
    CHECK(text_of("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "UMWZ\naWpk dQ==") ==
          "Přijdu");
}

TEST_CASE("headers are decoded: encoded words, raw bytes, folding", "[mime]")
{
    const auto subject = [](const std::string& raw) {
        return mime::parse("Subject: " + raw + "\n\nx").header("subject");
    };
    CHECK(subject("=?utf-8?Q?P=C5=99ijdu?=") == "Přijdu");
    CHECK(subject("=?windows-1250?Q?P=F8ijdu_r=E1d?=") == "Přijdu rád");
    CHECK(subject("=?utf-8?B?UMU=?=\n =?utf-8?B?mWlqZHU=?=") == "Přijdu");
    CHECK(subject("=?iso-8859-1?Q?Bl=E5?= og =?iso-8859-1?Q?r=F8d?=") == "Blå og rød");
    CHECK(subject("Přijdu") == "Přijdu");
    CHECK(subject("Bl\xE5"
                  "b\xE6r") == "Blåbær");
    CHECK(subject("a\n b\n\tc") == "a b c");
    CHECK(subject("=?utf-8?Q?bad") == "=?utf-8?Q?bad");
    CHECK(subject("=?utf-8?Q?a=0D=0ABcc:_x?=").find('\n') == std::string::npos);
}

TEST_CASE("addresses are found in whatever people's programs write", "[mime]")
{
    const auto from = [](const std::string& raw) { return mime::parse("From: " + raw + "\n\nx").from_address(); };
    CHECK(from("Kari <Kari@Example.test>") == "kari@example.test");
    CHECK(from("\"a@b.test\" <kari@example.test>") == "kari@example.test");
    CHECK(from("=?utf-8?Q?Hansen=2C_Kari?= <kari@example.test>") == "kari@example.test");
    CHECK(from("kari@example.test (Kari)") == "kari@example.test");
    CHECK(from("nobody") == "");
    CHECK(mime::parse("To: A <a@example.test>, b@example.test\n\n").to_address() == "a@example.test");
}

TEST_CASE("parts, names and embedded messages are told apart", "[mime]")
{
    const auto mail = mime::parse(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\n"
        "Content-Type: text/calendar; method=REPLY; charset=utf-8\nContent-Disposition: attachment; "
        "filename*=utf-8''ud%C3%A1lost.ics\n\nBEGIN:VCALENDAR\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\n"
        "inner text\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n--b--\n");
    REQUIRE(mail.parts.size() == 2);
    CHECK(mail.parts[1].method == "reply");
    CHECK(mail.parts[1].name == "událost.ics");
    CHECK(mail.parts[1].attachment);
    REQUIRE(mail.reports.size() == 2);
    CHECK(mail.reports[0].type == "message/rfc822");
    CHECK(mail.reports[0].content.find("inner text") != std::string::npos);
    CHECK(mail.reports[1].type == "message/delivery-status");
    CHECK(mail.text() == "Hello");
}

TEST_CASE("format=flowed lines are joined", "[mime]")
{
    const std::string flowed = "Content-Type: text/plain; charset=utf-8; format=flowed";
    CHECK(text_of(flowed + "\n", "One line \nof two.\n> quoted \n> too\n-- \nKari") ==
          "One line of two.\n> quoted too\n-- \nKari\n");
    CHECK(text_of(flowed + "; delsp=yes\n", "Blå \nbær\n") == "Blåbær\n");
    CHECK(text_of(flowed + "\n", " From here\n") == "From here\n");
}

TEST_CASE("HTML becomes text when there is no other", "[mime]")
{
    CHECK(text_of(
              "Content-Type: text/html; charset=utf-8\n",
              "<style>p{}</style><p>P&#345;ijdu&nbsp;&aacute;&amp;&euro;</p><script>x</script>Ahoj<br>ty<!-- c -->") ==
          "Přijdu á&€\n\nAhoj\nty\n");
    CHECK(mime::html_to_text("<blockquote>a<br>b</blockquote>c") == "> a\n> b\n\nc\n");
    CHECK(mime::html_to_text("1 < 2 & 3 &unknown; &#x110000;") == "1 < 2 & 3 &unknown; &#x110000;\n");
}

TEST_CASE("mail that is none, or never ends, is taken as far as the limits go", "[mime]")
{
    CHECK(mime::parse("").text().empty());
    CHECK(mime::parse("Ahoj, přijdu.").text() == "Ahoj, přijdu.");
    std::string deep = "From: a@b.test\n";
    for (int i = 0; i < 20000; ++i)
        deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
    CHECK(mime::parse(deep).truncated);
    std::string many = "Content-Type: multipart/mixed; boundary=b\n\n";
    for (int i = 0; i < 5000; ++i)
        many += "--b\n\nx\n";
    const auto mail = mime::parse(many);
    CHECK(mail.truncated);
    CHECK(mail.parts.size() <= 1000);
    CHECK(mime::parse("Content-Type: multipart/mixed; boundary=gone\n\nno boundary here").parts.size() <= 1);
}

TEST_CASE("mutated mail never stops the parser", "[mime][fuzz]")
{
    const std::string seed =
        "From: =?utf-8?Q?K=C3=A1?= <a@b.test>\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: "
        "text/plain; charset=windows-1250; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\nP=F8ijdu "
        "\n--b\n"
        "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+QW5vPC9wPg==\n--b\nContent-Type: "
        "message/rfc822\n\n"
        "Subject: x\n\ny\n--b--\n";
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string mail = seed;
        for (std::size_t i = 0; i < 1 + random() % 10; ++i) {
            const std::size_t at = random() % mail.size();
            if (random() % 2)
                mail[at] = static_cast<char>(random() % 256);
            else
                mail.insert(at, mail.substr(random() % mail.size(), random() % 50));
        }
        const auto parsed = mime::parse(mail);
        REQUIRE(parsed.parts.size() <= 1000);
        REQUIRE(parsed.text().size() <= 4 * mail.size());
    }
}

TEST_CASE("mail is parsed in several threads at once", "[mime]")
{
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i)
                right += mime::parse("Subject: =?utf-8?Q?P=C5=99?=\n\nx").header("Subject") == "Př";
        });
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(right == 200);
}

TEST_CASE("headers and HTML made to be slow are not", "[mime]")
{
    std::string words;
    for (int i = 0; i < 300000; ++i)
        words += "=?a?q?x";
    CHECK_FALSE(mime::parse("Subject: " + words + "\n\nx").header("Subject").empty());
    CHECK(mime::parse("From: " + std::string(2000000, '<') + "\n\nx").from_address().empty());
    std::string scripts;
    for (int i = 0; i < 200000; ++i)
        scripts += "<script>x<head>";
    CHECK(mime::html_to_text(scripts).empty());
}
