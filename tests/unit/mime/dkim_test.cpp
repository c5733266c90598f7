// SPDX-License-Identifier: EUPL-1.2
#include "base/crypto.h"
#include "base/encoding.h"
#include "base/error.h"
#include "mime/compose.h"
#include "mime/dkim.h"
#include "mime/parse.h"

#include <catch2/catch.hpp>

#include <random>

using namespace dosah;

namespace {

std::string body_hash(std::string_view body)
{
    return to_base64(from_hex(sha256_hex(mime::relaxed_body(body))).value());
}

/// The key of RFC 8463 appendix A.2, its 32 octets in PKCS #8 (RFC 8410 section 7).
SigningKey published_key()
{
    const std::string octets =
        *from_hex("302e020100300506032b657004220420") + *from_base64("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    return SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\n" + to_base64(octets) + "\n-----END PRIVATE KEY-----\n");
}

} // namespace

TEST_CASE("canonical forms are those of RFC 6376 section 3.4.5")
{
    CHECK(mime::relaxed_header("A: X\r\n") == "a:X\r\n");
    CHECK(mime::relaxed_header("B : Y\t\r\n\tZ  \r\n") == "b:Y Z\r\n");
    CHECK(mime::relaxed_body(" C \r\nD \t E\r\n\r\n\r\n") == " C\r\nD E\r\n");
    CHECK(body_hash("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    CHECK(body_hash("\r\n\r\n") == body_hash(""));
    CHECK(mime::relaxed_body("a") == "a\r\n");
    CHECK(mime::relaxed_body("\r\n \t\r\na \r\n\t\r\n") == "\r\n\r\na\r\n");
    CHECK(mime::relaxed_header("Subject:\r\n") == "subject:\r\n");
    CHECK(mime::relaxed_header("X") == "x:\r\n");
}

TEST_CASE("the sample of RFC 8463 appendix A is signed as it is there")
{
    const SigningKey key = published_key();
    CHECK(key.kind() == SigningKey::Kind::ed25519);
    CHECK(key.public_key() == "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    CHECK(body_hash("Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n") ==
          "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    std::string text;
    for (const char* field :
         {"From: Joe SixPack <joe@football.example.com>\r\n", "To: Suzie Q <suzie@shopping.example.net>\r\n",
          "Subject: Is dinner ready?\r\n", "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n",
          "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n",
          "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
          " d=football.example.com; i=@football.example.com;\r\n"
          " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
          " subject : date : message-id : from : subject : date;\r\n"
          " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n b="})
        text += mime::relaxed_header(field);
    text.resize(text.size() - 2);
    CHECK(to_base64(key.sign(text)) ==
          "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==");
}

TEST_CASE("canonical forms are stable, and blanks that a relay may change do not change them")
{
    std::mt19937 random(20261123);
    const std::string_view alphabet[] = {" ", "\t", "\r\n", "a", "ž", ":", "="};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (std::size_t i = random() % 40; i > 0; --i)
            text += alphabet[random() % std::size(alphabet)];
        const std::string body = mime::relaxed_body(text);
        CAPTURE(text);
        REQUIRE(mime::relaxed_body(body) == body);
        REQUIRE(mime::relaxed_body(text + " \r\n") == (body.empty() ? "" : body));
        std::string wider;
        for (const char c : text)
            wider += c == ' ' ? std::string("\t ") : std::string(1, c);
        REQUIRE(mime::relaxed_body(wider) == body);
        const std::string header = mime::relaxed_header("N:" + text + "\r\n");
        REQUIRE(mime::relaxed_header(header) == header);
        REQUIRE(header.find("\r\n") == header.size() - 2);
    }
}

TEST_CASE("a signature names what it covers, in short lines, and seals what nobody may add")
{
    mime::Mail mail;
    mail.from = {"Město Lipová", "posta@lipova.example"};
    mail.to = {"Jiří Vymyšlený", "jiri@example.test"};
    mail.subject = "Pozvánka: žluťoučký kůň";
    mail.message_id = "17@lipova.example";
    mail.date = from_iso("2026-11-22T14:05:06Z");
    mail.text = "Dobrý den\n";
    mail.headers = {{"List-Unsubscribe", "<https://obec.example/u/" + std::string(150, 't') + ">"},
                    {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                    {"X-Note", "x"}};
    const std::string written = mime::compose(mail);
    const std::vector<mime::DkimSigner> signers = {
        {"lipova.example", "s1", SigningKey::make(SigningKey::Kind::rsa)},
        {"lipova.example", "e1", SigningKey::make(SigningKey::Kind::ed25519)}};
    const std::string signatures = mime::dkim_signatures(written, signers, mail.date);
    const mime::ParsedMail parsed = mime::parse(signatures + written);
    const auto fields = parsed.all_headers("DKIM-Signature");
    REQUIRE(fields.size() == 2);
    CHECK_THAT(fields[0], Catch::StartsWith("v=1; a=rsa-sha256; c=relaxed/relaxed; d=lipova.example; s=s1;"));
    CHECK_THAT(fields[1], Catch::Contains("a=ed25519-sha256") && Catch::Contains("s=e1; t=1795356306;"));
    std::string names = fields[0].substr(fields[0].find("h=") + 2);
    names = names.substr(0, names.find(';'));
    names.erase(std::remove(names.begin(), names.end(), ' '), names.end());
    CHECK(names == "from:to:subject:date:message-id:mime-version:content-type:content-transfer-encoding:"
                   "list-unsubscribe:list-unsubscribe-post:from:to:subject:date:reply-to");
    for (std::size_t begin = 0; begin < signatures.size();) {
        const std::size_t end = signatures.find("\r\n", begin);
        REQUIRE(end != std::string::npos);
        CHECK(end - begin <= 78);
        begin = end + 2;
    }
    CHECK(mime::dkim_signatures(written, {}, mail.date).empty());
    CHECK_THROWS_AS(mime::dkim_signatures("Subject: x\r\n\r\n", signers, mail.date), Error);
}
